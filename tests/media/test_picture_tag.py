import pytest
from django.template import Context, Template
from django.utils import translation

from scicity.media.models import Picture
from tests.media.files import an_image, upload

pytestmark = pytest.mark.django_db

INCLUDE = "{% include 'components/picture.html' with picture=picture sizes='card' only %}"


@pytest.fixture
def picture(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        return Picture.objects.create(
            title="门", image=upload("men.jpg", an_image()), alt_zh_hans="一扇门", alt_en="A door"
        )


def show(template, **context):
    return Template(template).render(Context(context))


def test_picture_offers_modern_formats_with_real_files(picture, tmp_path):
    html = show(INCLUDE, picture=picture)

    names = sorted(path.name for path in tmp_path.rglob("*w.*"))
    assert names == sorted(2 * ["310w.avif", "310w.webp", "620w.avif", "620w.webp"])
    assert "/men/16_9/310w.avif 310w, " in html
    assert 'width="620" height="348" alt="一扇门" loading="lazy"' in html


def test_picture_speaks_the_language_of_the_page(picture):
    with translation.override("en"):
        html = show(INCLUDE, picture=picture)

    assert 'alt="A door"' in html
