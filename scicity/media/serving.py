from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe
from django.views.static import serve

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
THIRTY_DAYS = 30 * 24 * 3600


@require_safe
def media(request, path):
    """An uploaded file, where no nginx in front serves them (`deploy/` has its twin)."""
    try:
        response = serve_stored(request, path)
    except (OSError, ValueError):  # such as a name that no file can have
        raise Http404 from None
    content_type = SHOWN_TYPES.get(PurePath(path).suffix.lower())
    response.headers["Content-Type"] = content_type or "application/octet-stream"
    if content_type is None:
        response.headers["Content-Disposition"] = "attachment"
    response.headers.pop("Content-Encoding", None)
    response.headers["Cache-Control"] = f"public, max-age={THIRTY_DAYS}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def serve_stored(request, path):
    """From this machine's disk with dates and ranges, from an object store whole."""
    if isinstance(default_storage, FileSystemStorage):
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    if not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path))
