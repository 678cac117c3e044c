import datetime
import re
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from scicity.publishing.links import link_to
from tests.admin.test_sweep import some_picture
from tests.factories import make_article, make_institution, make_policy, make_project, make_topic

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SHANGHAI = ZoneInfo("Asia/Shanghai")
NO_ENGLISH = {"title_en": "", "summary_en": "", "body_en": "", "source_en": ""}


def titles(response):
    return [article.title for article in response.context["object_list"]]


def test_an_article_lives_at_the_month_of_its_publication_in_shanghai(client):
    new_year = datetime.datetime(2022, 1, 1, 0, 30, tzinfo=SHANGHAI)
    article = make_article(slug="tunnel", published_at=new_year)

    assert article.get_absolute_url() == "/news/2022/01/tunnel/"
    assert client.get("/news/2022/01/tunnel/").context["page"] == article


@pytest.mark.parametrize("path", ["/news/2021/12/tunnel/", "/news/2022/1/tunnel/"])
def test_another_month_leads_to_the_address_of_the_article(client, path):
    make_article(slug="tunnel", published_at=datetime.datetime(2022, 1, 10, tzinfo=SHANGHAI))

    response = client.get(path)

    assert (response.status_code, response.url) == (301, "/news/2022/01/tunnel/")


def test_an_article_shows_its_public_relations_only(client):
    project, institution, policy = make_project(), make_institution(), make_policy()
    hidden = make_project(status="draft")
    article = make_article(
        projects=[project, hidden], institutions=[institution], policies=[policy]
    )
    sibling = make_article(topic=article.topic)
    make_article(topic=article.topic, status="draft")

    context = client.get(article.get_absolute_url()).context

    assert context["projects"] == [link_to(project)]
    assert context["institutions"] == [link_to(institution)]
    assert context["policies"] == [link_to(policy)]
    assert context["more_articles"] == [link_to(sibling)]


def test_the_list_is_filtered_and_says_so(client):
    topic = make_topic(slug="notices", name_zh_hans="通知公告")
    notice = make_article(topic=topic)
    make_article(topic=make_topic())

    response = client.get("/news/?topic=notices")

    assert titles(response) == [notice.title]
    assert response.context["summary"] == "正在查看栏目为通知公告的文章，共 1 项"
    assert 'href="/news/notices/feed.atom"' in response.text


def test_an_invalid_value_shows_its_message_and_nothing_else(client):
    article = make_article()

    response = client.get("/news/?topic=nonsense")

    assert response.status_code == 200
    assert titles(response) == []
    assert response.text.count("没有“nonsense”这个选项。") == 2
    assert article.title not in response.text


def test_nothing_found_offers_the_way_back(client):
    make_article()

    response = client.get("/news/?q=nothing")

    assert "没有同时符合这些条件的内容" in response.text
    assert response.context["filterset"].way_out.query == ""


def test_pages_keep_the_filter_and_forgive_wrong_numbers(client):
    topic = make_topic(slug="updates")
    for _ in range(41):
        make_article(topic=topic)

    def number(page):
        return client.get(f"/news/?topic=updates&page={page}").context["page_obj"].number

    first = client.get("/news/?topic=updates&sort=oldest")
    assert first.context["pages"] == [
        (1, "?topic=updates&sort=oldest"),
        (2, "?topic=updates&sort=oldest&page=2"),
        (3, "?topic=updates&sort=oldest&page=3"),
    ]
    assert [number(n) for n in (2, 3, 99, "abc", 0, -1)] == [2, 3, 3, 1, 3, 3]


def test_english_lists_hide_what_is_only_chinese_and_say_how_much(client):
    topic = make_topic(slug="updates")
    both = make_article(topic=topic)
    make_article(topic=topic, **NO_ENGLISH)
    make_article(topic=topic, status="draft", **NO_ENGLISH)
    make_article(topic=make_topic(), **NO_ENGLISH)

    english = client.get("/en/news/?topic=updates")
    chinese = client.get("/news/?topic=updates")

    assert list(english.context["object_list"]) == [both]
    assert english.context["in_chinese"] == {"count": 1, "url": "/news/?topic=updates"}
    assert (len(titles(chinese)), chinese.context["in_chinese"]) == (2, None)


def entries(client, path):
    root = ElementTree.fromstring(client.get(path).content)
    return [entry.find("a:title", ATOM).text for entry in root.findall("a:entry", ATOM)]


def test_feeds_have_the_newest_articles_of_all_topics_or_of_one(client):
    old = datetime.datetime(2022, 1, 1, tzinfo=SHANGHAI)
    make_article(title_zh_hans="旧", title_en="Old", published_at=old, topic=make_topic())
    make_article(title_zh_hans="新 & 好", title_en="New", topic=make_topic(slug="headlines"))
    make_article(title_zh_hans="只有中文", **NO_ENGLISH, topic=make_topic(), published_at=old)
    make_article(title_zh_hans="草稿", status="draft")

    assert entries(client, "/news/feed.atom") == ["新 & 好", "只有中文", "旧"]
    assert entries(client, "/en/news/feed.atom") == ["New", "Old"]
    assert entries(client, "/news/headlines/feed.atom") == ["新 & 好"]
    assert client.get("/news/nonsense/feed.atom").status_code == 404


def test_a_feed_says_its_language_and_links_to_pages(client):
    path = make_article().get_absolute_url()

    response = client.get("/en/news/feed.atom")

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert 'xml:lang="en"' in response.text
    assert f'href="http://testserver/en{path}"' in response.text


def test_only_the_first_picture_of_a_list_is_asked_for_at_once(client):
    topic = make_topic(cover=some_picture())
    for _number in range(3):
        make_article(topic=topic)

    ways = re.findall(r'fetchpriority="high"|loading="lazy"', client.get("/news/").text)

    assert ways == ['fetchpriority="high"', 'loading="lazy"', 'loading="lazy"']
