"""Every Atom feed of the portal, through a validator."""

import pytest
from django.contrib.syndication.views import Feed
from django.urls import URLPattern, get_resolver
from lxml import etree

from news.models import Article, Topic
from projects.models import ProgressReport, Project, ProjectUpdate
from scicity.opendata.datasets import datasets
from talent.models import TalentPolicy
from tests.data.atom.validation import NAMES, problems
from tests.factories import make_article, make_policy, make_project, make_topic

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
AWKWARD = "5 < 7 & “好”\x0b\uffff<b>"
# By the name of its address, or data set and format; empty ones, and with entries.
FEEDS = {
    "feed": ["/news/feed.atom"],
    "topic_feed": ["/news/notices/feed.atom", "/news/quiet/feed.atom"],
    "project_feed": ["/projects/tunnel/updates.atom", "/projects/quiet/updates.atom"],
    "policies.atom": [
        "/data/policies.atom",
        "/data/policies.atom?subject=person&on=2031-03-20&subject=team&sort=deadline",
        "/data/policies.atom?q=%E5%AE%89%E5%B1%85%20%26%20%3C",
        "/data/policies.atom?category=loan",
    ],
}
CHOSEN = "/en/data/policies.atom?policy=homes&utm_source=wechat"
ADDRESSES = [prefix + path for paths in FEEDS.values() for path in paths for prefix in ("", "/en")]


@pytest.fixture
def quiet(db):
    """A feed of each kind without an entry; texts of feeds with all that can go wrong in a text."""
    make_topic(slug="quiet", description="")
    make_topic(slug="notices", description_zh_hans=AWKWARD, description_en=AWKWARD)
    make_project(slug="quiet")
    make_project(slug="tunnel", summary_zh_hans=AWKWARD, summary_en=AWKWARD)


@pytest.fixture
def busy(quiet):
    """Entries with next to nothing in them, and with all that can go wrong in a text."""
    texts = {f"{n}_{code}": AWKWARD for n in ("title", "summary") for code in ("zh_hans", "en")}
    topic, project = Topic.objects.get(slug="notices"), Project.objects.get(slug="tunnel")
    make_article(topic=topic, **texts)
    make_article(topic=topic)
    make_policy(subjects=["person"], issuer=AWKWARD, issuer_en=AWKWARD, **texts)
    make_policy(slug="homes", category="housing")
    ProgressReport.objects.create(project=project, as_of="2026-05-01", physical_percent=55)
    ProjectUpdate.objects.create(project=project, title=AWKWARD, text=AWKWARD)


def read(client, address):
    response = client.get(address)
    return response.getvalue(), response.headers["Content-Type"]


def faults(client, *more):
    return [
        f"{address}: {fault}"
        for address in (*ADDRESSES, *more)
        for fault in problems(*read(client, address), HOST + address)
    ]


def entries(client, address):
    return etree.fromstring(read(client, address)[0]).findall("a:entry", NAMES)


def feeds_of(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if isinstance(pattern.callback, Feed):
                yield pattern.name
        else:
            yield from feeds_of(pattern)


def test_every_feed_is_among_those_that_are_looked_at():
    of_data = {f"{slug}.atom" for slug, one in datasets.items() if "atom" in one.formats}

    assert set(feeds_of(get_resolver())) | of_data == set(FEEDS)


def test_every_feed_without_entries_is_valid(client, quiet):
    assert faults(client) == []
    assert [a for a in ADDRESSES if entries(client, a)] == []


def test_every_feed_with_entries_is_valid(client, busy):
    assert faults(client, CHOSEN) == []
    assert [len(entries(client, paths[0])) for paths in FEEDS.values()] == [2, 2, 2, 2]


def test_an_entry_keeps_its_identity_whatever_becomes_of_title_and_address(client, busy):
    def identities():
        return sorted(
            (e.findtext("a:id", namespaces=NAMES), address)
            for address in ADDRESSES[:2] + [FEEDS["policies.atom"][0]]
            for e in entries(client, address)
        )

    before = identities()
    for model in (Article, TalentPolicy):
        for page in model.objects.all():
            changes = {"slug": f"other-{page.pk}", "title_zh_hans": "换", "title_en": "Other"}
            model.objects.filter(pk=page.pk).update(**changes)

    assert identities() == before
    assert len(set(before)) == 6


def test_a_summary_is_html_that_says_the_text_as_it_was_written(client):
    make_article(summary_zh_hans="一：5 < 7 & <b>\n二")

    (entry,) = entries(client, "/news/feed.atom")

    assert entry.findtext("a:summary", namespaces=NAMES) == (
        "<p>一：5 &lt; 7 &amp; &lt;b&gt;</p><p>二</p>"
    )


def test_the_feed_of_a_filter_stands_for_the_list_with_the_same_filter(client):
    feed = etree.fromstring(read(client, "/en/data/policies.atom?category=loan&sort=name")[0])

    assert feed.xpath("a:link[@rel='alternate']/@href", namespaces=NAMES) == [
        f"{HOST}/en/talent/?category=loan&sort=name"
    ]


GOOD = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title>
<link rel="alternate" href="http://a.cn/"/><link rel="self" href="http://a.cn/feed"/>
<id>http://a.cn/</id><updated>2026-05-01T00:00:00+08:00</updated>
<author><name>N</name></author><entry><title>T</title><link rel="alternate" href="http://a.cn/1"/>
<id>tag:a.cn,2026:1</id><updated>2026-05-01T00:00:00Z</updated>
<summary type="html">&lt;p&gt;5&lt;/p&gt;</summary></entry></feed>"""


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<author><name>N</name></author>", ""),
        ("<updated>2026-05-01T00:00:00Z</updated>", ""),
        ("00:00:00Z", "00:00:00"),
        ("2026-05-01T00:00:00Z", "2026-05-32T00:00:00Z"),
        ("tag:a.cn,2026:1", "row-1"),
        ("tag:a.cn,2026:1", "http://a.cn/"),
        ('href="http://a.cn/1"', 'href="/1"'),
        ("http://a.cn/feed", "http://a.cn/feed?page=2"),
        ('rel="self"', 'rel="alternate"'),
        ("<title>T</title><link", "<title> </title><link"),
        (' xml:lang="en"', ""),
        ("&lt;/p&gt;", ""),
        ("5", "5 &lt; 6"),
        ("<summary", "<description/><summary"),
        ("</feed>", ""),
    ],
)
def test_the_validator_finds_what_is_wrong(good, bad):
    def found(text):
        return problems(text.encode(), "application/atom+xml; charset=utf-8", "http://a.cn/feed")

    assert found(GOOD) == []
    assert found(GOOD.replace(good, bad)) != []
    assert problems(GOOD.encode(), "text/xml", "http://a.cn/feed") == ["served as text/xml"]
