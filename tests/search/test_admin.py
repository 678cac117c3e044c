import pytest
from django.urls import reverse

from scicity.accounts.models import User
from scicity.search.models import Miss, PinnedResult, Synonym
from tests.factories import make_article, make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client.force_login(User.objects.create_superuser("editor", password="x"))
    return client


def test_the_list_of_pages_is_searched_by_any_part_of_the_text(editor):
    draft = make_article(body_zh_hans="<p>量子计算</p>", status="draft")
    other = make_article(slug="another-address")

    def found(text):
        address = reverse("admin:news_article_changelist")
        return list(editor.get(address, {"q": text}).context["cl"].queryset)

    assert found("量子計") == [draft]
    assert found("another-a") == [other]
    assert set(found("")) == {draft, other}


def test_synonyms_need_two_words(editor):
    address = reverse("admin:search_synonym_add")

    assert "请至少填写两个词" in editor.post(address, {"words": "科学城"}).text
    editor.post(address, {"words": "科学城 西部科學城"})

    assert [synonym.group for synonym in Synonym.objects.all()] == [["科学城", "西部科学城"]]


def test_a_pinned_result_must_be_a_page_of_the_site(editor):
    page = make_policy()
    address = reverse("admin:search_pinnedresult_add")
    values = {"query": "人才", "order": 1}

    assert "没有找到这个地址的页面" in editor.post(address, values | {"path": "/x/"}).text
    editor.post(address, values | {"path": page.get_absolute_url()})

    assert str(PinnedResult.objects.get()) == f"人才 → {page.get_absolute_url()}"


def test_the_report_of_searches_without_result_is_read_only(editor):
    Miss.objects.note("量子", "zh-hans")
    miss = Miss.objects.get()

    assert "量子" in editor.get(reverse("admin:search_miss_changelist")).text
    assert editor.get(reverse("admin:search_miss_add")).status_code == 403
    editor.post(reverse("admin:search_miss_change", args=[miss.pk]), {"query": "x"})
    assert Miss.objects.get() == miss
