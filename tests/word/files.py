"""Real Word files, made on the spot."""

import zipfile
from io import BytesIO

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.media.files import an_image


def saved(document) -> bytes:
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def upload(content: bytes, name="稿件.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add_picture(document, alt="", size=(800, 600)):
    """Appends a picture; Word itself writes “图片 1” where nobody wrote an alternative text."""
    picture = document.add_picture(BytesIO(an_image(size=size)))
    picture._inline.docPr.set("descr", alt)
    return picture


def add_link(paragraph, text: str, address: str):
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"/>')
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


def an_article() -> bytes:
    """Title, headings, emphasis, lists, a table, a link and two pictures."""
    document = docx.Document()
    document.add_heading("科学城新闻", 0)
    paragraph = document.add_paragraph("第一段，")
    paragraph.add_run("重要").bold = True
    add_link(paragraph, "官网", "https://example.org/a?b=1&c=2")
    document.add_heading("背景", 1)
    document.add_heading("过程", 2)
    document.add_paragraph("甲", style="List Bullet")
    document.add_paragraph("乙", style="List Bullet")
    document.add_paragraph("一", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("年份", "数值", "2024", "<1>"), strict=True):
        cell.text = text
    add_picture(document, "大门")
    add_picture(document, "图片 2")
    return saved(document)


def packed(changes: dict[str, bytes], content: bytes | None = None) -> bytes:
    """A Word file with parts added or replaced."""
    original = zipfile.ZipFile(BytesIO(content or an_article()))
    parts = {name: original.read(name) for name in original.namelist()} | changes
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def main_part(content: bytes) -> bytes:
    return zipfile.ZipFile(BytesIO(content)).read("word/document.xml")
