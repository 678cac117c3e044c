import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news.models import Article
from scicity.accounts.models import User
from scicity.search.narrowing import pks_of
from scicity.search.queries import parse
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db


def test_finds_pages_of_the_kind_in_any_language_drafts_included():
    draft = make_article(title_zh_hans="科学城草稿", title_en="Draft", status="draft")
    make_article(title_zh_hans="别的")
    make_project(name_zh_hans="科学城项目")

    found = [pks_of(Article, parse(text)) for text in ("科學城", "draft", "隧道")]

    assert found == [[draft.pk], [draft.pk], []]
    assert pks_of(Article, parse("草稿"), "en") == []


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
