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


def test_a_picture_in_a_text_is_whole_and_in_modern_formats(picture, django_assert_num_queries):
    image = f'<img src="{picture.image.url}" alt="{{}}" width="800" data-picture="{picture.pk}">'
    body = f"<p>字</p><figure>{image.format('门 &quot;甲&quot;')}</figure>{image.format('')}"

    with django_assert_num_queries(1):
        html = show("{{ body|prose }}", body=body)

    assert html.count('<source type="image/avif" srcset="/media/pictures/') == 2
    assert '/men/620w.avif 620w" sizes="(min-width: 60rem) 42rem, 84vw"' in html
    assert 'width="620" height="465" alt="门 &quot;甲&quot;" loading="lazy"' in html
    assert 'width="620" height="465" alt="一扇门" loading="lazy"' in html


def test_a_picture_that_is_gone_stays_as_the_text_has_it(django_assert_num_queries):
    html = show("{{ body|prose }}", body='<img src="/media/a.jpg" alt="门" data-picture="7">')

    assert html == '<img loading="lazy" src="/media/a.jpg" alt="门" data-picture="7">'
    with django_assert_num_queries(0):
        assert show("{{ body|prose }}", body="<p>字</p>") == "<p>字</p>"
