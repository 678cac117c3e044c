"""Focus, look-alikes, other files at the same address, many at once."""

import pytest
from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse
from PIL import Image, ImageDraw

from scicity.media.models import Picture
from tests.media.files import an_image, upload

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:media_picture_upload")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def drawn(size=(800, 800), file_format="PNG", shift=0) -> bytes:
    """Red above, blue below, with a bright disc: crops and likeness can be told apart."""
    image = Image.new("RGB", size, (220, 30, 30))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, height // 2, width, height), (30, 30, 220))
    draw.ellipse((width * (10 + shift) / 100, height / 5, width * (40 + shift) / 100, height / 2),
                 "white")  # fmt: skip
    from io import BytesIO

    content = BytesIO()
    image.save(content, file_format)
    return content.getvalue()


def make_picture(content=None, **values):
    words = {"title": "门", "alt_zh_hans": "门", "alt_en": "Door"}
    return Picture.objects.create(image=upload("a.png", content or drawn()), **words | values)


def crop_of(picture) -> Image.Image:
    files = picture.image.aspect_ratios["16/9"]["WEBP"]
    with picture.image.storage.open(files[min(files)].name) as file:
        return Image.open(file).convert("RGB")


def share_of_blue(picture) -> float:
    crop = crop_of(picture)
    colours = crop.resize((20, 20)).tobytes()
    return sum(blue > red for red, blue in zip(colours[::3], colours[2::3], strict=True)) / 400


def post(client, picture, **values):
    form = {
        "title": picture.title, "kind": "photo", "alt_zh_hans": "门", "alt_en": "Door",
        "focus_x": picture.focus_x, "focus_y": picture.focus_y,
    }  # fmt: skip
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(
            reverse("admin:media_picture_change", args=[picture.pk]), form | values
        )
    assert response.status_code == 302, response.context["adminform"].form.errors
    return response


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_crop_keeps_what_lies_at_the_focus(admin_client):
    top, bottom = make_picture(focus_y=0), make_picture(focus_y=100)
    before = share_of_blue(top), share_of_blue(bottom)

    post(admin_client, top, focus_y=100)

    top.refresh_from_db()
    assert before[0] < 0.2 < 0.8 < before[1]
    assert share_of_blue(top) > 0.8
    assert top.thumbnail_url.endswith("?v=1")


@pytest.mark.parametrize("number", ["101", "-1", "links"])
def test_focus_lies_inside_the_picture(admin_client, number):
    picture = make_picture()
    url = reverse("admin:media_picture_change", args=[picture.pk])

    response = admin_client.post(
        url,
        {
            "title": "门",
            "kind": "photo",
            "focus_x": number,
            "focus_y": 1,
            "alt_zh_hans": "门",
            "alt_en": "x",
        },
    )

    assert list(response.context["adminform"].form.errors) == ["focus_x"]


def test_another_file_comes_to_the_same_address_in_the_same_format(admin_client, tmp_path):
    picture = make_picture(drawn((1400, 1400)))
    name = picture.image.name

    post(admin_client, picture, image=upload("new.jpg", an_image("JPEG", (900, 600))))

    picture.refresh_from_db()
    with picture.image.storage.open(name) as file:
        image = Image.open(file)
        stored = image.format, image.size
    wide = [path.name for path in tmp_path.rglob("1240w.*")]
    assert (picture.image.name, picture.width, picture.height) == (name, 900, 600)
    assert stored == ("PNG", (900, 600))
    assert (wide, picture.thumbnail_url.endswith("?v=1")) == ([], True)


def test_refused_file_leaves_the_picture_as_it_is(admin_client):
    picture = make_picture()
    url = reverse("admin:media_picture_change", args=[picture.pk])

    response = admin_client.post(url, {"image": upload("a.png", b"<svg/>"), "title": "门"})

    assert "image" in response.context["adminform"].form.errors
    assert Picture.objects.get().edition == 0


def test_picture_that_looks_like_another_is_noticed(admin_client):
    make_picture(title="原图")
    make_picture(an_image("PNG"), title="别的")

    response = admin_client.post(
        reverse("admin:media_picture_add"),
        {
            "title": "又一张", "kind": "photo", "alt_zh_hans": "门", "alt_en": "x", "focus_x": 50,
            "focus_y": 50, "image": upload("b.jpg", drawn((640, 640), "JPEG")),
        },
    )  # fmt: skip

    assert "原图" in told(response)
    assert "别的" not in told(response)


def test_likeness_survives_size_and_format_but_not_another_motif():
    picture = make_picture()
    smaller = make_picture(drawn((500, 500), "WEBP"))
    make_picture(drawn(shift=45))
    make_picture(an_image("PNG"))

    assert list(Picture.objects.like(picture)) == [smaller]


def test_each_of_many_is_taken_or_refused_by_itself(admin_client):
    files = [
        upload("门.png", drawn()), upload("脚本.jpg", b"<script>"), upload("花.jpg", an_image()),
    ]  # fmt: skip

    response = admin_client.post(UPLOAD, {"files": files, "credit": "张三"})

    pictures = list(Picture.objects.order_by("pk"))
    assert [(p.title, p.credit_zh_hans) for p in pictures] == [("门", "张三"), ("花", "张三")]
    assert "脚本.jpg：这不是图片文件" in told(response)
    assert response.headers["Location"].endswith(f"?pk={pictures[0].pk}%2C{pictures[1].pk}")


def test_words_of_many_are_asked_for_at_the_right_picture(admin_client):
    pictures = [make_picture(alt_zh_hans="", alt_en="") for _number in range(2)]
    url = f"{reverse('admin:media_picture_words')}?pk={pictures[0].pk},{pictures[1].pk}"
    form = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2}
    for number, picture in enumerate(pictures):
        form |= {f"form-{number}-id": picture.pk, f"form-{number}-title": "门",
                 f"form-{number}-alt_zh_hans": "门", f"form-{number}-alt_en": "Door"}  # fmt: skip

    half = admin_client.post(url, form | {"form-1-alt_en": ""})
    whole = admin_client.post(url, form)

    assert [list(errors) for errors in half.context["formset"].errors] == [[], ["alt_en"]]
    assert whole.status_code == 302
    assert set(Picture.objects.values_list("alt_en", flat=True)) == {"Door"}


def test_too_many_at_once_are_refused(admin_client):
    response = admin_client.post(UPLOAD, {"files": [upload("a.png", drawn())] * 21})

    assert list(response.context["form"].errors) == ["files"]


def test_list_finds_pictures_without_words(admin_client):
    make_picture(alt_en="")
    make_picture()
    make_picture(alt_zh_hans="", alt_en="", is_decorative=True)

    url = reverse("admin:media_picture_changelist")
    rows = admin_client.get(url, {"words": "missing"}).context["cl"].queryset

    assert [picture.alt_en for picture in rows] == [""]


@pytest.mark.parametrize("tail", [b"<script>x()</script>", b"PK\x03\x04zip", b"<?php x(); ?>"])
def test_what_hides_behind_a_picture_does_not_stay(tail):
    picture = make_picture(drawn() + tail)

    with picture.image.open() as file:
        assert tail not in file.read()
