import pytest
from django.core.exceptions import ValidationError

from scicity.media.documents import MAX_BYTES, check_document
from tests.media.files import an_image, upload


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("A.PDF", b"%PDF-1.4\n"),
        ("a.docx", b"PK\x03\x04rest"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"),
        ("a.csv", "名称,数量\n".encode("gb18030")),
        ("a.png", an_image("PNG")),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, content):
    assert check_document(upload(name, content)) is None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "kind"),
        ("a.svg", b"<svg/>", "kind"),
        ("a.html", b"<html>", "kind"),
        ("a", b"%PDF-", "kind"),
        ("a.pdf.exe", b"%PDF-", "kind"),
        ("a.pdf", b"MZ\x90\x00", "disagrees"),
        ("a.pdf", b"<html><script>x()</script>", "disagrees"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "disagrees"),
        ("a.txt", b"<!DOCTYPE html><script>x()</script>", "disagrees"),
        ("a.csv", b"MZ\x00\x00", "disagrees"),
        ("a.jpg", b"", "disagrees"),
    ],
)
def test_anything_else_is_refused_with_a_reason(name, content, code):
    with pytest.raises(ValidationError) as error:
        check_document(upload(name, content))

    assert error.value.code == code


def test_a_heavy_file_is_refused():
    heavy = upload("a.pdf", b"%PDF-")
    heavy.size = MAX_BYTES + 1

    with pytest.raises(ValidationError) as error:
        check_document(heavy)

    assert error.value.code == "too_heavy"
