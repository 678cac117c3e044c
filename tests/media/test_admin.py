import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from projects.models import Photo
from scicity.media.models import Picture
from scicity.media.usage import uses_of
from tests.factories import make_article, make_project
from tests.media.files import an_image, upload

pytestmark = pytest.mark.django_db

ADD = "admin:media_picture_add"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_picture(**values):
    file = {"image": "pictures/a.jpg", "width": 1600, "height": 900}
    words = {"title": "门", "alt_zh_hans": "门", "alt_en": "Door"}
    return Picture.objects.create(**file | words | values)


def post_picture(client, name, content, **values):
    words = {"title": "门", "kind": "photo", "alt_zh_hans": "门", "alt_en": "Door"}
    words |= {"focus_x": 50, "focus_y": 50}
    return client.post(reverse(ADD), words | values | {"image": upload(name, content)})


def test_upload_is_stored_upright_under_a_plain_name(admin_client):
    post_picture(admin_client, "科学城 大道.JPG", an_image("JPEG"))

    picture = Picture.objects.get()
    assert picture.image.name.endswith("/ke-xue-cheng-da-dao.jpg")
    assert (picture.width, picture.height) == (800, 600)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"<script>x()</script>"),
        ("a.svg", b"<svg onload='x()'/>"),
        ("a.png", an_image("PNG", (8000, 7000), mode="1")),
        ("a.png", an_image("PNG", (399, 900))),
    ],
)
def test_refused_upload_says_why_at_the_field(admin_client, name, content):
    response = post_picture(admin_client, name, content)

    assert list(response.context["adminform"].form.errors) == ["image"]
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ({"alt_zh_hans": ""}, ["alt_zh_hans"]),
        ({"alt_en": ""}, ["alt_en"]),
        ({"alt_zh_hans": "", "alt_en": "", "is_decorative": "on"}, []),
    ],
)
def test_picture_has_words_or_is_decoration(admin_client, words, errors):
    response = post_picture(admin_client, "a.jpg", an_image("JPEG"), **words)

    shown = response.context["adminform"].form.errors if response.context else {}
    assert list(shown) == errors


def test_uses_are_found_in_covers_photos_and_texts():
    picture, other = make_picture(), make_picture()
    article = make_article(title_zh_hans="甲", cover=picture)
    text = f'<figure><img src="/media/pictures/a.jpg" data-picture="{picture.pk}"></figure>'
    make_article(title_zh_hans="乙", body_zh_hans=text)
    make_article(title_zh_hans="丙", cover=other)
    project = make_project(name_zh_hans="丁")
    Photo.objects.create(project=project, picture=picture)

    uses = uses_of(picture)

    assert sorted(use.label for use in uses) == ["丁", "乙", "甲"]
    assert reverse("admin:news_article_change", args=[article.pk]) in {use.url for use in uses}
    assert reverse("admin:projects_project_change", args=[project.pk]) in {use.url for use in uses}


def test_picture_in_use_is_not_deleted_and_its_pages_are_named(admin_client):
    picture = make_picture()
    make_article(title_zh_hans="两江四岸", cover=picture)

    url = reverse("admin:media_picture_delete", args=[picture.pk])
    response = admin_client.post(url, {"post": "yes"})
    bulk = {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"}
    admin_client.post(reverse("admin:media_picture_changelist"), bulk)

    assert Picture.objects.get() == picture
    assert "两江四岸" in str(list(get_messages(response.wsgi_request))[0])


def test_unused_picture_is_deleted(admin_client):
    picture = make_picture()

    admin_client.post(reverse("admin:media_picture_delete", args=[picture.pk]), {"post": "yes"})

    assert not Picture.objects.exists()
