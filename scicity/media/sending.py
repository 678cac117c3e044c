"""A stored file as an answer: what a browser may show, what it has already, and parts of it."""

import hashlib
import re
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

# What a browser may show on a page of ours. All else is only offered for download: an SVG or
# HTML file that somebody uploaded would run its scripts with our visitors' rights.
SHOWN_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
}
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def shown_type(name: str) -> str | None:
    return SHOWN_TYPES.get(PurePath(name).suffix.lower())


class Part:
    """`length` bytes of an open file from `start` on."""

    def __init__(self, file, start: int, length: int):
        self.file, self.left = file, length
        file.seek(start)

    def read(self, size=-1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self):
        self.file.close()


def send(request, storage, name: str, download_name: str):
    """The file, or the part that is asked for; 304 for whoever has it. Asked for again each time:

    what was public may be withdrawn, and another file may have come to the same address.
    """
    if not storage.exists(name):
        raise Http404
    modified = int(storage.get_modified_time(name).timestamp())
    etag = quote_etag(hashlib.sha256(f"{name} {modified}".encode()).hexdigest()[:24])
    file = storage.open(name)
    content_type = shown_type(name)
    whole = FileResponse(
        file,
        as_attachment=content_type is None,
        filename=download_name,
        content_type=content_type or "application/octet-stream",
        headers={
            "ETag": etag,
            "Last-Modified": http_date(modified),
            "Cache-Control": "public, no-cache",
            "X-Content-Type-Options": "nosniff",
            "Accept-Ranges": "bytes",
        },
    )
    answer = get_conditional_response(request, etag, modified, whole)
    if answer is not whole:
        file.close()
        return answer
    return part_of(request, whole, file, etag)


def part_of(request, whole, file, etag: str):
    """RFC 9110, 14: one range; several, or one that makes no sense, mean the whole file."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = (int(number) if number else None for number in found.groups())
    if first is None and last is None or None not in (first, last) and last < first:
        return whole
    size = int(whole.headers["Content-Length"])
    start = max(size - last, 0) if first is None else first
    end = size - 1 if first is None or last is None else min(last, size - 1)
    if start >= size:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = FileResponse(Part(file, start, end - start + 1), status=206)
    part._resource_closers += whole._resource_closers
    part.headers = whole.headers
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    part.headers["Content-Length"] = str(end - start + 1)
    return part
