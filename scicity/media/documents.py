"""What may be offered for download: the name says what it is, and the content agrees."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 50 * 1024 * 1024

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# How the content of each kind of file begins; None for plain text.
BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".ofd": ZIP,
    ".docx": ZIP,
    ".xlsx": ZIP,
    ".pptx": ZIP,
    ".zip": ZIP,
    ".doc": OLE,
    ".xls": OLE,
    ".ppt": OLE,
    ".wps": OLE + ZIP,
    ".et": OLE + ZIP,
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".csv": None,
    ".txt": None,
}
ACCEPT = ",".join(BEGINNINGS)


def check_document(upload) -> None:
    """A validator for file fields; a file that is stored already was checked when it came in."""
    if getattr(upload, "_committed", False):
        return
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in BEGINNINGS:
        kinds = "、".join(name.strip(".").upper() for name in BEGINNINGS)
        raise ValidationError(_("不接受这种文件。可用：%s。") % kinds, code="kind")
    if upload.size > MAX_BYTES:
        raise ValidationError(_("文件超过 50 MB，请先压缩或拆分。"), code="too_heavy")
    upload.seek(0)
    start = upload.read(4096)
    upload.seek(0)
    if not begins_rightly(start, BEGINNINGS[suffix]):
        raise ValidationError(
            _("文件内容与扩展名 %s 不符，请检查是否改过名字。") % suffix, code="disagrees"
        )


def begins_rightly(start: bytes, beginnings: tuple[bytes, ...] | None) -> bool:
    if beginnings is not None:
        return start.startswith(beginnings)
    return b"\0" not in start and not start.lstrip().lower().startswith((b"<!doctype", b"<html"))
