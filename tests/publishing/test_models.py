import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import Article
from scicity.publishing.models import Status
from tests.factories import make_article

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def test_published_leaves_out_drafts_and_pages_before_or_after_their_time():
    now = timezone.now()
    shown = make_article(expires_at=now + HOUR)
    make_article(status=Status.DRAFT)
    make_article(published_at=now + HOUR)
    make_article(published_at=now - 2 * HOUR, expires_at=now - HOUR)

    assert list(Article.objects.published()) == [shown]


def test_in_language_en_leaves_out_pages_without_english():
    both = make_article()
    chinese = make_article(title_en="", summary_en="", body_en="", source_en="")

    assert set(Article.objects.in_language("zh-hans")) == {both, chinese}
    assert list(Article.objects.in_language("en")) == [both]


def test_half_an_english_version_is_refused_at_the_missing_field():
    with pytest.raises(ValidationError) as error:
        make_article(summary_en="")

    assert list(error.value.message_dict) == ["summary_en"]


def test_body_is_sanitised_whichever_way_it_is_saved():
    article = make_article()

    article.body_zh_hans = '<p onclick="x()">好</p><script>alert(1)</script>'
    article.save()

    article.refresh_from_db()
    assert article.body_zh_hans == "<p>好</p>"


def test_slug_is_made_from_pinyin_and_numbered_when_taken():
    first = make_article(slug="", title_zh_hans="科学城2022")
    second = make_article(slug="", title_zh_hans="科学城2022")

    assert (first.slug, second.slug) == ("ke-xue-cheng-2022", "ke-xue-cheng-2022-2")
