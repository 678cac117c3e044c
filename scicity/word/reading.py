"""A .docx as the title, the text and the pictures of a draft."""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers.expat import ExpatError

import mammoth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scicity.word import archive, report
from scicity.word.rewriting import rewritten, split_title

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name^='toc '] => !
p[style-name^='TOC '] => !
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
b => strong
i => em
u =>
strike =>
"""
# Each is written in a dozen sizes while the editor waits.
MAX_PICTURES = 40
# What Word writes by itself where nobody wrote an alternative text.
WRITTEN_BY_A_PROGRAM = re.compile(
    r"描述已自动生成|automatically generated|AI 生成"
    r"|^(图片|图像|picture|image|img)[\s_-]*\d*(\.\w+)?$",
    re.IGNORECASE,
)


@dataclass
class WordPicture:
    """A picture as it lies in the file; `alt` is empty when nobody wrote one."""

    name: str
    content: bytes
    alt: str


@dataclass
class WordText:
    """What was read. Where the text has `<img src="word-2">` stands the third of `pictures`."""

    title: str
    html: str
    pictures: list[WordPicture] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def read(upload) -> WordText:
    """Raises ValidationError, in words for the editor, for anything that is not a sound .docx."""
    parts = archive.parts_of(upload)
    archive.check_parts(parts)
    content = upload.read()
    pictures: list[WordPicture] = []
    try:
        html = converted(content, pictures)
        with zipfile.ZipFile(BytesIO(content)) as opened:
            names = opened.namelist()
    except ValidationError:
        raise
    except RecursionError:
        raise ValidationError(
            _("文件里的表格或列表套得太深，无法读取：请先简化。"), code="too_deep"
        ) from None
    except (ExpatError, KeyError, ValueError, AttributeError, TypeError, IndexError, OSError,
            zipfile.BadZipFile):  # fmt: skip
        raise ValidationError(
            _("文件已损坏，无法读取：请用 Word 打开后另存为新的 .docx。"), code="broken"
        ) from None
    title, body = split_title(html)
    text = WordText(title, rewritten(body), pictures, report.dropped(parts, names))
    if not text.title and not text.html:
        raise ValidationError(_("文件里没有文字，也没有图片。"), code="empty")
    return text


def converted(content: bytes, pictures: list[WordPicture]) -> str:
    @mammoth.images.img_element
    def keep(image):
        if len(pictures) == MAX_PICTURES:
            raise ValidationError(_("文件里的图片超过 40 张：请分成几个文件。"), code="pictures")
        with image.open() as file:
            data = file.read()
        for number, picture in enumerate(pictures):
            if picture.content == data:
                return {"src": f"word-{number}"}
        alt = " ".join((image.alt_text or "").split())[:200]
        suffix = (image.content_type or "").rpartition("/")[2].partition("+")[0]
        pictures.append(
            WordPicture(f"word.{suffix}", data, "" if WRITTEN_BY_A_PROGRAM.search(alt) else alt)
        )
        return {"src": f"word-{len(pictures) - 1}"}

    result = mammoth.convert_to_html(
        BytesIO(content), style_map=STYLES, convert_image=keep, include_embedded_style_map=False
    )
    return re.sub(r'(<img [^>]*?)\s*alt="[^"]*"', r"\1", result.value)
