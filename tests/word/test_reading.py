"""What of a Word file arrives, and what is told of the rest."""

import re

import docx
import pytest
from django.core.exceptions import ValidationError

from scicity.word.reading import read
from tests.word.files import add_picture, an_article, main_part, packed, saved, upload


def codes(content: bytes) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        read(upload(content))
    return [error.code for error in caught.value.error_list]


def with_xml(xml: str) -> bytes:
    """A file of one paragraph, “有”, that has the XML in it."""
    document = docx.Document()
    document.add_paragraph("有")
    part = main_part(saved(document)).decode()
    return packed({"word/document.xml": part.replace("</w:p>", f"{xml}</w:p>", 1).encode()},
                  saved(document))  # fmt: skip


def test_structure_arrives_and_the_first_heading_is_the_title():
    text = read(upload(an_article()))

    assert text.title == "科学城新闻"
    assert text.html == (
        '<p>第一段，<strong>重要</strong><a href="https://example.org/a?b=1&amp;c=2">官网</a></p>'
        "<h2>背景</h2><h3>过程</h3><ul><li>甲</li><li>乙</li></ul><ol><li>一</li></ol>"
        "<table><tr><td><p>年份</p></td><td><p>数值</p></td></tr>"
        "<tr><td><p>2024</p></td><td><p>&lt;1&gt;</p></td></tr></table>"
        '<figure><img src="word-0"></figure><figure><img src="word-1"></figure>'
    )


def test_alternative_texts_are_peoples_not_a_programs():
    document = docx.Document()
    for alt in ("大门", "图片 3", "图形用户界面 描述已自动生成", "Picture 1", "image2.png"):
        add_picture(document, alt)

    assert [picture.alt for picture in read(upload(saved(document))).pictures] == [
        "大门", "", "", "", "",
    ]  # fmt: skip


def test_picture_inside_a_sentence_stands_between_its_halves():
    document = docx.Document()
    paragraph = document.add_paragraph("前")
    picture = add_picture(document)
    run = paragraph.add_run()
    run.bold = True
    run._r.append(picture._inline.getparent())
    run.add_text("后")

    assert read(upload(saved(document))).html == (
        '<p>前</p><figure><img src="word-0"></figure><p><strong>后</strong></p>'
    )


def test_same_picture_twice_is_one_picture():
    document = docx.Document()
    add_picture(document)
    body = document.element.body
    body.insert(0, docx.oxml.parse_xml(body[0].xml))

    text = read(upload(saved(document)))

    assert (text.html.count('src="word-0"'), len(text.pictures)) == (2, 1)


def test_headings_begin_at_the_second_level_and_end_at_the_fourth():
    document = docx.Document()
    document.add_paragraph("文")
    for level in (2, 3, 4, 5):
        document.add_heading(f"第{level}级", level)

    assert re.findall("<h.>", read(upload(saved(document))).html) == [
        "<h2>", "<h3>", "<h4>", "<h4>",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "html", "told"),
    [
        (
            '<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="a"><w:r><w:t>新</w:t></w:r></w:ins>',
            "<p>有新</p>",
            ["2 处修订痕迹：按“接受全部修订”处理。"],
        ),
        (
            '<w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
            "<w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>",
            "<p>有</p><p>框</p>",
            ["1 个文本框：框没有带入，其中的文字已放进正文，请检查位置。"],
        ),
        (
            '<w:r><w:rPr><w:rFonts w:eastAsia="楷体"/><w:color w:val="FF0000"/></w:rPr>'
            "<w:t>红</w:t></w:r>",
            "<p>有红</p>",
            ["字体、字号、颜色、下划线和对齐：网站有统一的样式。"],
        ),
        (
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>',
            "<p>有</p>",
            ["1 个公式。"],
        ),
        (
            '<w:hyperlink w:anchor="x"><w:r><w:t>跳</w:t></w:r></w:hyperlink>',
            "<p>有跳</p>",
            [],
        ),
        (
            '<w:hyperlink w:tgtFrame="x"><w:r><w:t>&lt;script&gt;</w:t></w:r></w:hyperlink>',
            "<p>有&lt;script&gt;</p>",
            [],
        ),
    ],
)
def test_what_does_not_come_along_is_told(xml, html, told):
    text = read(upload(with_xml(xml)))

    assert (text.html, text.dropped) == (html, told)


def test_macros_comments_and_headers_are_told():
    document = docx.Document()
    document.add_paragraph("有")
    document.add_comment(document.paragraphs[0].runs, "改", "某人", "某")
    document.sections[0].header.paragraphs[0].text = "内部"
    content = packed({"word/vbaProject.bin": b"x"}, saved(document))

    text = read(upload(content))

    assert (text.html, text.dropped) == ("<p>有</p>", ["1 条批注。", "页眉和页脚。", "宏。"])


def deep() -> bytes:
    table = "<w:tbl><w:tr><w:tc>" * 900 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 900
    part = main_part(an_article()).decode()
    return part.replace("<w:body>", f"<w:body>{table}", 1).encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken"),
        (b"%PDF-1.7 ...", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old"),
        (an_article()[:-2000], "broken"),
        (packed({})[: len(packed({})) // 2], "broken"),
        (packed({"word/document.xml": b"<w:document"}), "broken"),
        (packed({"word/document.xml": bytes(9_000_000)}), "too_large"),
        (packed({"word/media/bomb.bin": bytes(210_000_000)}), "too_large"),
        (packed({f"x/{n}": b"" for n in range(3000)}), "too_large"),
        (packed({"word/document.xml": deep()}), "too_deep"),
        (
            packed(
                {
                    "word/document.xml": main_part(an_article()).replace(
                        b"<w:document",
                        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document',
                        1,
                    )
                }
            ),
            "entities",
        ),
        (saved(docx.Document()), "empty"),
    ],
    ids=[
        "nothing", "pdf", "old", "cut", "half", "no xml", "long xml", "bomb", "many", "deep",
        "entities", "empty",
    ],
)  # fmt: skip
def test_other_files_are_refused_in_words(content, code):
    assert codes(content) == [code]


def test_workbook_with_the_name_of_a_text_is_refused():
    openpyxl = pytest.importorskip("openpyxl")
    from io import BytesIO

    content = BytesIO()
    openpyxl.Workbook().save(content)

    assert codes(content.getvalue()) == ["not_word"]


def test_pictures_from_outside_are_not_fetched():
    part = main_part(an_article()).replace(b"r:embed=", b"r:link=")

    text = read(upload(packed({"word/document.xml": part})))

    assert text.pictures == []
