import re

import pytest
from django.core.exceptions import ValidationError

from projects.models import BaseMap
from scicity.media.models import Picture
from tests.factories import A_BASE_MAP, make_project
from tests.media.files import an_image, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        return Picture.objects.create(
            title="图",
            image=upload("map.png", an_image("PNG")),
            kind="map",
            alt_zh_hans="地图",
            alt_en="Map",
        )


@pytest.fixture
def admin_form(admin_client, picture):
    """Posts a base map in the back office; gives its errors, by field."""

    def post(**changes):
        values = A_BASE_MAP | {"picture": picture.pk, "is_shown": "on"} | changes
        response = admin_client.post("/admin/projects/basemap/add/", values)
        return response.context["adminform"].form.errors if response.status_code == 200 else {}

    return post


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"review_number": ""}, "review_number", "该字段是必填项。"),
        ({"review_number": "暂无"}, "review_number", "审图号的格式例如"),
        ({"west": "29.2"}, "west", "应在 105.2 到 110.3 之间。"),
        ({"east": "105.9"}, "east", "东边经度要大于西边"),
        ({"north": "29.1"}, "north", "北边纬度要大于南边"),
    ],
)
def test_what_cannot_be_is_named_at_the_field(admin_form, changes, field, words):
    errors = admin_form(**changes)

    assert list(errors) == [field]
    assert words in str(errors[field])
    assert not BaseMap.objects.exists()


def test_only_one_is_shown(admin_form):
    assert admin_form() == {}
    assert "已有一张底图在用" in str(admin_form()["is_shown"])
    assert admin_form(is_shown="") == {}


def test_a_photograph_is_no_map(picture):
    picture.kind = "photo"
    base_map = BaseMap(picture=picture, **A_BASE_MAP)

    with pytest.raises(ValidationError) as caught:
        base_map.full_clean()

    assert set(caught.value.message_dict) == {"picture"}


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "审图号：<strong>渝S（2021）012号"), ("/en", "Some map")]
)
def test_a_base_map_lies_under_the_marks_with_its_number(client, picture, prefix, words):
    make_project(longitude="106.4", latitude="29.6")
    without = client.get(f"{prefix}/projects/map/").text
    base_map = BaseMap(picture=picture, is_shown=True, **A_BASE_MAP)
    base_map.full_clean()
    base_map.save()

    text = client.get(f"{prefix}/projects/map/").text

    (image,) = re.findall(r"<image [^>]*>", text)
    assert 'x="-240.0"' in image
    assert "/media/pictures/" in image
    assert words in text
    assert "渝S（2021）012号" in text
    sketch = "no exact places" if prefix else "图是示意图"
    assert (sketch in without, sketch in text) == (True, False)
    assert ("base__slope" in without, "base__slope" in text) == (True, False)
    assert "<image" not in without
