from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from scicity.accounts.models import User
from scicity.search import narrowing
from scicity.search.narrowing import narrowed
from scicity.search.queries import parse
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db


def test_finds_pages_of_the_kind_in_any_language_drafts_included():
    draft = make_article(title_zh_hans="科学城草稿", title_en="Draft", status="draft")
    make_article(title_zh_hans="别的")
    make_project(name_zh_hans="科学城项目")

    found = [narrowed(Article, parse(text)) for text in ("科學城", "draft", "隧道")]

    assert found == [([draft.pk], None), ([draft.pk], None), ([], None)]
    assert narrowed(Article, parse("草稿"), "en") == ([], None)


def times_asked(client, address, text):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address, {"q": text})
    times = sum("search_pairs" in query["sql"] for query in asked.captured_queries)
    return response, times


def test_a_list_with_all_its_counts_asks_the_index_once(client):
    found = make_article(title_zh_hans="隧道开工")
    make_article(title_zh_hans="别的")

    response, times = times_asked(client, "/news/", "隧道")

    assert (list(response.context["object_list"]), times) == ([found], 1)


def test_a_list_of_the_back_office_asks_the_index_once(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client.force_login(User.objects.create_superuser("editor", password="x"))
    found = make_article(title_zh_hans="隧道开工")
    make_article(title_zh_hans="别的")

    response, times = times_asked(client, reverse("admin:news_article_changelist"), "隧道")

    assert (list(response.context["cl"].result_list), times) == ([found], 1)


def test_a_list_finds_what_was_published_since_it_was_asked_last(client):
    for title in ("隧道甲", "隧道乙"):
        make_article(title_zh_hans=title)

        assert title in client.get("/news/", {"q": "隧道"}).text


@pytest.fixture
def frequent(monkeypatch):
    """Articles of five days, the newest first, of which all have the same words."""
    monkeypatch.setattr(narrowing, "MOST", 2)
    monkeypatch.setattr(narrowing, "NEWEST", 3)
    noon = timezone.localtime().replace(2026, 3, 10, 12)
    days = [noon - timedelta(days=number) for number in range(5)]
    return [make_article(title_zh_hans="隧道建设", published_at=day) for day in days]


@pytest.mark.parametrize("words", ["隧道", "隧道建设", "隧"])
def test_words_of_very_many_pages_are_looked_for_in_the_newest(frequent, words):
    found = narrowed(Article, parse(words))

    assert (sorted(found.pks), found.since) == (
        sorted(article.pk for article in frequent[:4]), date(2026, 3, 7),
    )  # fmt: skip


def test_rare_words_among_many_pages_are_looked_for_in_all(frequent):
    rare = make_article(title_zh_hans="唯一", published_at=timezone.now() - timedelta(days=900))

    assert narrowed(Article, parse("唯一")) == ([rare.pk], None)


def test_a_list_says_since_when_it_was_looked_through(frequent, client):
    page = client.get("/news/", {"q": "隧道"})

    assert page.context["paginator"].count == 4
    assert "只查找了2026年3月7日以来的页面" in page.text
    assert "只查找了" not in client.get("/news/", {"q": "唯一"}).text


def test_the_back_office_says_since_when_it_was_looked_through(frequent, client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client.force_login(User.objects.create_superuser("editor", password="x"))

    page = client.get(reverse("admin:news_article_changelist"), {"q": "隧道"})

    assert page.context["cl"].result_count == 4
    assert page.text.count("只查找了2026年3月7日以来的页面") == 1
