import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from scicity.media.images import check_image, publishable
from tests.media.files import an_image, upload


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_check_image_accepts_each_format(file_format):
    assert check_image(upload("a.jpg", an_image(file_format))) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a picture", "not_an_image"),
        (b"", "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "svg"),
        (b"<?xml version='1.0'?><svg/>", "svg"),
        (an_image("TIFF"), "not_an_image"),
        (an_image("JPEG", (300, 300)), "too_small"),
        (an_image("PNG", (8000, 7000), mode="1"), "too_large"),
        (an_image("PNG", (20000, 20000), mode="1"), "too_large"),
        (an_image("JPEG", (800, 800))[:2000], "broken"),
        (an_image("PNG", (800, 800))[:1000], "broken"),
        (an_image("GIF", frames=3), "animated"),
    ],
)
def test_check_image_refuses_with_a_reason(content, code):
    with pytest.raises(ValidationError) as error:
        check_image(upload("photo.jpg", content))

    assert error.value.code == code


def test_check_image_refuses_a_heavy_file_unread():
    heavy = SimpleUploadedFile("a.jpg", b"")
    heavy.size = 21 * 1024 * 1024

    with pytest.raises(ValidationError) as error:
        check_image(heavy)

    assert error.value.code == "too_heavy"


def test_publishable_turns_upright_and_drops_the_place():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 30.0, 0.0)})
    original = an_image("JPEG", (800, 600), exif=exif)

    content = publishable("科学城 大道.PNG", upload("a.jpg", original))

    image = Image.open(content)
    assert (content.name, image.size, dict(image.getexif())) == (
        "ke-xue-cheng-da-dao.jpg",
        (600, 800),
        {},
    )


def test_publishable_writes_a_gif_as_png():
    content = publishable("a.gif", upload("a.gif", an_image("GIF")))

    assert (content.name, Image.open(content).format) == ("a.png", "PNG")
