"""What counts as a Word file, before anything in it is read."""

import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 8 * 1024 * 1024
MAX_PARTS = 3000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "word/document.xml"
# A document type is where external entities hide; Word never writes one.
DOCTYPES = tuple("<!doctype".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


def parts_of(upload) -> dict[str, bytes]:
    """The XML parts of a .docx by name; ValidationError says what else the file is.

    Sizes are read from the directory of the archive, so a bomb is refused before it unpacks.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("文件超过 30 MB：请先在 Word 中压缩图片。"), code="too_heavy")
    upload.seek(0)
    if upload.read(len(OLE)) == OLE:
        raise ValidationError(
            _("这是旧版 Word（.doc）或加了密码的文件：请去掉密码，另存为 .docx 再上传。"),
            code="old",
        )
    try:
        with zipfile.ZipFile(upload) as archive:
            check_directory(archive)
            return {name: archive.read(name) for name in xml_names(archive)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise ValidationError(
            _("这不是 Word 文件，或文件已损坏：请用 Word 或 WPS 打开后另存为 .docx。"),
            code="broken",
        ) from None
    finally:
        upload.seek(0)


def check_directory(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if MAIN not in names or "[Content_Types].xml" not in names:
        raise ValidationError(_("这个文件不是 .docx 格式的 Word 文件。"), code="not_word")
    xml = sum(archive.getinfo(name).file_size for name in xml_names(archive))
    unpacked = sum(info.file_size for info in archive.infolist())
    if len(names) > MAX_PARTS or unpacked > MAX_UNPACKED or xml > MAX_XML:
        raise ValidationError(
            _("文件解开后太大，没有读取：请把内容复制到新的 Word 文件，或分成几个文件。"),
            code="too_large",
        )


def xml_names(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]


def check_parts(parts: dict[str, bytes]) -> None:
    for content in parts.values():
        lowered = content.lower()
        if any(doctype in lowered for doctype in DOCTYPES):
            raise ValidationError(
                _("文件里有外部实体声明，不是 Word 正常保存的，没有读取。"), code="entities"
            )
