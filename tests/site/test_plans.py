"""What visitors ask for is found by indexes: no statement reads a large table from end to end."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse

from news.models import Article, Tag
from scicity.pagestore import deadlines
from scicity.publishing import guard
from scicity.site.sitemaps import PageSitemap
from tests.factories import make_article, make_project, make_topic

pytestmark = pytest.mark.django_db

ROWS = 12_000
LARGE = ("news_article", "news_article_tags", "news_article_projects", "search_entry")
SCAN = re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b")
ARTICLES = re.compile(r"Seq Scan on news_article\b")
SORTED = re.compile(r"(?:^|->  )Sort  \(", re.MULTILINE)
# What was searched for or has several tags is counted; the number is kept until one changes.
COUNTS = "COUNT("


class Statements(list):
    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith(("SELECT", "(SELECT")):
            self.append((sql, params))
        return result


@pytest.fixture
def many_articles():
    """One article in several thousand copies, with their tags and their search entries."""
    article = make_article(topic=make_topic(slug="first"), slug="model", title_en="Model")
    article.tags.add(*(Tag.objects.create(slug=slug, name=slug) for slug in ("rare", "often")))
    article.projects.add(make_project(slug="tunnel"), make_project(slug="other"))
    columns = [f.column for f in Article._meta.concrete_fields]
    copy("news_article", columns, article.pk, "id", {
        "id": f"{article.pk} + n", "slug": "'copy-' || n",
        "published_at": "now() - n * interval '1 hour'", "title_zh_hans": "'甲乙丙' || n",
        "updated_at": "now() - n * interval '1 minute'",
    })  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO news_article_tags (article_id, tag_id) SELECT a.id, t.id"
            " FROM news_article a, news_tag t WHERE t.slug = 'often' OR a.id % 500 = 0"
            " ON CONFLICT DO NOTHING"
        )
        cursor.execute(
            "INSERT INTO news_article_projects (article_id, project_id)"
            " SELECT a.id, p.id FROM news_article a, projects_project p"
            " WHERE p.slug = CASE a.id % 400 WHEN 0 THEN 'tunnel' ELSE 'other' END"
            " ON CONFLICT DO NOTHING"
        )
        cursor.execute("SELECT column_name FROM information_schema.columns"
                       " WHERE table_name = 'search_entry'")  # fmt: skip
        columns = [name for (name,) in cursor.fetchall()]
    for language in ("zh-hans", "en"):
        copy("search_entry", columns, f"news.article/{article.pk}/{language}", "key", {
            "key": f"'news.article/' || ({article.pk} + n) || '/{language}'",
            "object_id": f"{article.pk} + n", "date": "current_date - (n / 24)::int",
            "folded": "'甲乙丙' || n || chr(0x4e00 + mod(n, 9000)) || chr(0x4e00 + mod(n, 7001))",
        })  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return article


def copy(table, columns, original, key, changed):
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with guard.opened(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table},"
            f" generate_series(1, {ROWS}) n WHERE {key} = %s",
            [original],
        )


def plans_of(client, address, counts=False) -> list[tuple[str, str]]:
    """(statement, its plan) of all that the page asks for, in general without counts."""
    statements = Statements()
    with connection.execute_wrapper(statements):
        assert client.get(address).status_code == 200
    asked = [each for each in statements if counts or COUNTS not in each[0]]
    return [(sql, plan(sql, params)) for sql, params in asked]


def plan(sql, params) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


COUNTED_LISTS = [
    "/news/",
    "/news/?page=2",
    "/news/?page=300",
    "/news/?sort=oldest",
    "/news/?sort=oldest&page=500",
    "/news/?topic=first",
    "/news/?topic=first&sort=oldest",
    "/news/?tag=rare",
    "/news/?tag=often",
    "/news/?year=2025",
    "/news/?year=2025&page=100",
    "/news/?year=2025&year=2024&topic=first&tag=often",
]
LISTS = [
    *COUNTED_LISTS,
    "/news/?q=%E4%B9%99%E4%B8%99123",
]


def test_no_page_reads_a_large_table_from_end_to_end(many_articles, client):
    single = many_articles.get_absolute_url()
    pages = ["/", *LISTS, single, "/projects/tunnel/", "/news/feed.atom", "/news/first/feed.atom"]
    pages += ["/search/?q=%E4%B9%99%E4%B8%99", "/search/?q=%E4%B9%99%E4%B8%99123"]
    scans = [
        (address, sql[:200], plan)
        for path in pages
        for address in (path, f"/en{path}")
        for sql, plan in plans_of(client, address)
        if SCAN.search(plan)
    ]

    assert scans == []


def test_counting_for_a_list_reads_no_articles_from_end_to_end(many_articles, client):
    Article.objects.filter(pk__gt=many_articles.pk, pk__lt=many_articles.pk + 9).update(
        expires_at="2099-01-01T00:00Z"
    )
    scans = [
        (address, sql, plan)
        for path in COUNTED_LISTS
        for address in (path, f"/en{path}")
        for sql, plan in plans_of(client, address, counts=True)
        if ARTICLES.search(plan)
    ]

    assert scans == []


def test_a_part_of_the_site_map_is_found_by_its_keys(many_articles, client, monkeypatch):
    monkeypatch.setattr(PageSitemap, "limit", 500)
    last = client.get("/sitemap.xml").text.rpartition("sitemap-article.xml?p=")[2].partition("<")[0]
    parts = [f"/sitemap-article.xml?p={number}" for number in (last, int(last) - 10)]
    scans = [sql for part in parts for sql, plan in plans_of(client, part) if SCAN.search(plan)]

    assert int(last) > 20
    assert scans == []


def test_the_next_deadline_is_found_by_indexes(many_articles):
    Article.objects.filter(pk=many_articles.pk).update(expires_at="2099-01-01T00:00Z")

    assert not SCAN.search(plan(deadlines.query("news_article"), None))


def test_the_newest_are_found_in_their_order_without_sorting(many_articles, client):
    for address in ("/news/", "/news/?sort=oldest", "/news/?topic=first"):
        (keys,) = [
            plan for sql, plan in plans_of(client, address)
            if sql.startswith('SELECT "news_article"."id" AS "pk" FROM')
        ]  # fmt: skip
        assert not SORTED.search(keys), (address, keys)


# Filters and orders of the list of articles. A topic's rows that all are the same would be scanned.
OFFICE = ["", "?p=3", "?o=2", "?o=-2", "?o=5", "?o=-5", "?o=8", "?year=2025", "?year=2025&o=8",
          "?featured=yes", "?state=draft", "?state=review", "?state=scheduled", "?state=public",
          "?state=expired", "?state=copies", "?state=flagged", "?q=%E4%B9%99%E4%B8%99123",
          "?q=copy-123"]  # fmt: skip


def test_the_back_office_finds_articles_by_indexes(many_articles, admin_client):
    listed = reverse("admin:news_article_changelist")
    change = reverse("admin:news_article_change", args=[many_articles.pk])
    topics, tags = reverse("admin:news_topic_changelist"), reverse("admin:news_tag_changelist")
    scans = [
        (address, sql[:300], plan)
        for address in (*map(listed.__add__, OFFICE), change, topics, tags, reverse("admin:index"))
        for sql, plan in plans_of(admin_client, address, counts=address in (topics, tags))
        if SCAN.search(plan)
    ]

    assert get_user_model().objects.count() == 1
    assert scans == []


def test_a_long_list_of_the_back_office_is_estimated_and_its_last_page_opens(
    many_articles, admin_client
):
    listed = reverse("admin:news_article_changelist")
    counted = admin_client.get(listed).context["cl"].paginator
    last = admin_client.get(listed, {"p": counted.num_pages}).context["cl"]
    year = admin_client.get(listed, {"year": "2025", "topic__id__exact": many_articles.topic_id})
    wrong = admin_client.get(listed, {"year": "x"}).context["cl"]

    assert ROWS * 0.9 < counted.count < ROWS * 1.1
    assert last.page_num == counted.num_pages
    assert {article.published_at.year for article in year.context["cl"].result_list} == {2025}
    assert wrong.result_count == counted.count
