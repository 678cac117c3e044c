"""Result pages are stored as well, but only of what is searched for again."""

import datetime
import threading
import time
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.utils import timezone

from scicity.pagestore.bounded import Bounded
from scicity.search import views
from scicity.search.models import Miss
from tests.factories import make_article

SEARCH = "/search/?q=%E9%9A%A7%E9%81%93"


@pytest.fixture(autouse=True)
def _nothing_asked_yet():
    views.last_searches.clear()


def test_a_search_is_stored_once_it_is_asked_for_again(visitor):
    make_article(title_zh_hans="隧道开工")

    assert [visitor.makes(SEARCH) for _ in range(4)] == [1, 1, 0, 0]
    assert "<mark>隧道</mark>开工" in visitor.get(SEARCH).text
    assert visitor.makes("/search/?sort=&q=%E9%9A%A7%E9%81%93&utm_source=x&kind=none") == 0
    assert visitor.makes(f"{SEARCH}&unknown=1") == 1


def test_made_up_searches_fill_neither_memory_nor_disk(visitor):
    make_article(title_zh_hans="隧道开工")

    for number in range(20):
        visitor.get(f"{SEARCH}%20{number}")
        visitor.get(f"{SEARCH}&year={2000 + number}")

    assert visitor.store.pages.memory == {}
    assert not visitor.store.pages.path("").parent.parent.exists()


def test_only_the_last_queries_are_known():
    last = Bounded(2)

    for query in "abac":
        last.put(query)
    last.forget("x")

    assert [query in last for query in "abc"] == [True, False, True]


def test_no_query_is_forgotten_while_others_are_put():
    last = Bounded(2)
    last.put("a")

    with last.changing:
        thread = threading.Thread(target=last.forget, args=["a"])
        thread.start()
        assert list(last) == ["a"]
    thread.join()

    assert list(last) == []


@pytest.mark.parametrize(("words", "counted"), [("隧道", 3), ("13800138000", 0)])
def test_a_search_without_result_is_never_stored_and_counted_each_time(visitor, words, counted):
    address = f"/search/?q={quote(words)}"

    assert [visitor.makes(address, cookie="other=1") for _ in range(3)] == [1, 1, 1]
    assert visitor.store.pages.memory == {}
    assert sum(Miss.objects.values_list("count", flat=True)) == counted


def test_a_search_is_known_in_the_language_in_which_it_found_something(visitor):
    make_article(title_zh_hans="隧道开工")
    visitor.get(SEARCH)

    english = [visitor.makes(f"/en{SEARCH}", cookie="display=dark") for _ in range(2)]

    assert english == [1, 1]
    assert sum(Miss.objects.values_list("count", flat=True)) == 2
    assert visitor.store.pages.memory == {}


def test_a_stored_search_shows_a_change_at_once(visitor):
    article = make_article(title_zh_hans="隧道开工")
    visitor.get(SEARCH), visitor.get(SEARCH)

    article.title_zh_hans = "隧道通车"
    article.save()

    assert "<mark>隧道</mark>通车" in visitor.get(SEARCH).text


def test_a_scheduled_page_appears_in_a_stored_search_to_the_second(visitor):
    make_article(title_zh_hans="隧道开工")
    later = timezone.now() + datetime.timedelta(seconds=2)
    make_article(title_zh_hans="隧道通车", published_at=later)
    before = [visitor.get(SEARCH).text for _ in range(2)][-1]

    time.sleep(max(0, (later - timezone.now()).total_seconds()) + 0.01)

    after = visitor.get(SEARCH).text
    assert ["</mark>通车" in text for text in (before, after)] == [False, True]


def test_a_new_index_is_heard_and_so_is_what_changes_in_it(visitor):
    article = make_article(title_zh_hans="隧道开工")
    visitor.get(SEARCH), visitor.get(SEARCH)

    call_command("reindex", verbosity=0)

    assert [visitor.makes(SEARCH) for _ in range(2)] == [1, 0]
    article.title_zh_hans = "隧道通车"
    article.save()
    assert "<mark>隧道</mark>通车" in visitor.get(SEARCH).text
