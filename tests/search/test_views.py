from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from scicity.search import finding
from scicity.search.models import Miss, PinnedResult
from tests.factories import make_article, make_policy, make_project

pytestmark = pytest.mark.django_db


def search(client, prefix="", **values):
    return client.get(f"{prefix}/search/", values)


def shown(response):
    return [strip_tags(result.title) for result in response.context["results"].items]


def test_shows_pages_of_every_kind_with_marked_words_and_facets(client):
    make_article(title_zh_hans="隧道开工", body_zh_hans="<p>第一条<b>隧道</b>开工了。</p>")
    make_project(name_zh_hans="白市驿隧道")

    response = search(client, q="隧道")

    assert set(shown(response)) == {"隧道开工", "白市驿隧道"}
    assert "白市驿<mark>隧道</mark>" in response.text
    assert "第一条<mark>隧道</mark>开工了。" in response.text
    kinds = dict(response.context["facets"])["类型"]
    assert {(o.label, o.count, query) for o, query in kinds} == {
        ("新闻", 1, "?q=%E9%9A%A7%E9%81%93&kind=news.article"),
        ("项目", 1, "?q=%E9%9A%A7%E9%81%93&kind=projects.project"),
    }


def test_demonstration_data_carries_its_label(client):
    make_article(title_zh_hans="隧道样稿", data_origin="demo")
    make_article(title_zh_hans="隧道开工")

    hits = search(client, q="隧道").text.split('<li class="hit">')[1:]

    assert {"样稿" in hit: ">演示数据<" in hit for hit in hits} == {True: True, False: False}


def test_each_language_finds_its_own_pages_and_knows_of_the_other(client):
    make_article(title_zh_hans="隧道", title_en="A tunnel")

    english = search(client, "/en", q="tunnel")
    chinese = search(client, q="tunnel")

    assert shown(english) == ["A tunnel"]
    assert (shown(chinese), chinese.context["results"].elsewhere) == ([], 1)
    assert 'href="/en/search/?q=tunnel"' in chinese.text


def test_pages_through_many_results(client):
    for number in range(45):
        make_article(title_zh_hans=f"隧道 {number:02}")

    pages = [search(client, q="隧道", page=page, sort="date") for page in (1, 2, 3, 4)]

    assert [len(shown(page)) for page in pages] == [20, 20, 5, 0]
    assert len({title for page in pages for title in shown(page)}) == 45
    assert [n for n, _query in pages[0].context["pages"]] == [1, 2, 3]


@pytest.mark.parametrize("text", ["jinfenghuang", "jfh", "JinFeng", "fenghuangz"])
def test_titles_are_found_by_pinyin_and_by_initials(client, text):
    make_policy(title_zh_hans="金凤凰政策")
    make_policy(title_zh_hans="别的")

    assert shown(search(client, q=text)) == ["金凤凰政策"]


def test_a_single_character_is_looked_for_in_the_newest_pages(client, monkeypatch):
    for days, title in enumerate(["园区乙", "园区甲", "园区旧"]):
        make_article(title_zh_hans=title, published_at=timezone.now() - timedelta(days=days + 1))
    whole = search(client, q="园")
    monkeypatch.setattr(finding, "NEWEST", 1)

    pages = [whole, search(client, q="园"), search(client, q="园区")]

    assert [(len(shown(page)), "以来的页面；" in page.text) for page in pages] == [
        (3, False),
        (2, True),
        (3, False),
    ]


@pytest.mark.parametrize(
    ("prefix", "text", "meant"), [("", "金风湟", "金凤凰"), ("/en", "tunel", "tunnel")]
)
def test_offers_the_spelling_that_was_meant(client, prefix, text, meant):
    make_policy(title_zh_hans="金凤凰政策", title_en="Golden tunnel")

    response = search(client, prefix, q=text)

    assert response.context["results"].meant == meant
    assert f">{meant}</a>" in response.text


def test_without_a_page_that_has_all_words_together_shows_those_with_each(client):
    make_article(title_zh_hans="人才", body_zh_hans="<p>住房与补贴</p>")

    response = search(client, q="人才住房补贴")

    assert shown(response) == ["人才"]
    assert response.context["results"].note


def test_pinned_pages_come_first_for_their_query_only(client):
    make_article(title_zh_hans="隧道开工")
    pinned = make_article(title_zh_hans="别的")
    hidden = make_article(status="draft")
    for page in (pinned, hidden):
        PinnedResult.objects.create(query="隧道", path=page.get_absolute_url())

    assert shown(search(client, q="隧道")) == ["别的", "隧道开工"]
    assert shown(search(client, q="隧道开")) == ["隧道开工"]


def test_a_search_without_result_is_counted_without_a_trace_of_the_person(client):
    for text in ["量子計算", "量子计算", "13800138000", "me@example.org", ""]:
        search(client, q=text)
    search(client, q="量子计算", kind="news.article")

    rows = Miss.objects.values_list("day", "query", "language", "count")
    assert list(rows) == [(timezone.localdate(), "量子计算", "zh-hans", 2)]


def test_helps_on_when_there_is_nothing(client):
    response = search(client, q="<script>")

    assert "没有找到含有“&lt;script&gt;”的页面" in response.text
    assert 'href="/talent/"' in response.text


def test_of_very_long_words_the_beginning_is_searched_for(client):
    make_article(title_zh_hans="隧道" * 50)

    response = search(client, q="隧道" * 60)

    assert shown(response) == ["隧道" * 50]
    assert f'value="{"隧道" * 50}"' in response.text


@pytest.mark.parametrize(
    "values",
    [{}, {"q": ""}, {"q": "\x00"}, {"q": "x" * 300}, {"q": "隧道", "page": "0"},
     {"q": "隧道", "page": "9999"}, {"q": "隧道", "year": "x", "kind": "x", "sort": "x"},
     {"q": "隧道", "section": "'"}],
)  # fmt: skip
def test_odd_parameters_get_a_page(client, values):
    make_article(title_zh_hans="隧道")

    assert search(client, **values).status_code == 200


def test_suggests_titles_by_their_text_and_their_sound(client):
    article = make_article(title_zh_hans="金凤隧道通车")
    make_article(title_zh_hans="金凤草稿", status="draft")
    suggestion = {"title": "金凤隧道通车", "url": article.get_absolute_url(), "kind": "新闻"}

    for text in ["隧道", "金鳳", "jinfengs", "jfsd"]:
        answer = client.get("/search/suggest/", {"q": text}).json()
        assert (text, answer) == (text, {"suggestions": [suggestion]})
    assert client.get("/search/suggest/", {"q": "隧"}).json() == {"suggestions": []}


def test_a_result_page_takes_few_queries(client, django_assert_max_num_queries):
    for _ in range(25):
        make_article(title_zh_hans="隧道")

    with django_assert_max_num_queries(12):
        search(client, q="隧道", kind="news.article")
