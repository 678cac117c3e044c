"""Articles counted by the database's triggers, against counting them."""

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from django.http import QueryDict
from django.utils import timezone, translation

from news import counting, tidying
from news.filters import ArticleFilterSet
from news.models import Article, ArticleCount, Tag, Topic
from scicity.operation.tidying import tidy
from scicity.publishing import guard
from scicity.publishing.models import Status
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHOICES = ["", "topic=a", "topic=a&topic=b", "year=2021", "tag=x", "topic=b&tag=y", "tag=x&tag=y"]


def filters(query=""):
    return ArticleFilterSet(QueryDict(query), Article.objects.visible())


def at_random(chance: random.Random) -> dict:
    """Columns of an article: some are drafts, some end or begin, some are in Chinese only."""
    now = timezone.now()
    year, month, day = chance.choice([2021, 2022]), chance.randint(1, 4), chance.choice([1, 1, 31])
    past = datetime(year, 2 * month - 1, day, 0, 30, tzinfo=SHANGHAI)
    begins = chance.choice([now + timedelta(days=9), *5 * [past]])
    ends = chance.choice([None, None, now - timedelta(1), now + timedelta(days=99)])
    return {
        "status": chance.choice([Status.DRAFT, *4 * [Status.PUBLISHED]]),
        "published_at": begins,
        "expires_at": None if begins > now else ends,
        "title_en": chance.choice(["", "English", "English"]),
        "topic": chance.choice(Topic.objects.all()),
    }


@pytest.fixture
def changed_articles():
    """Articles that were written, changed, tagged and deleted in many ways."""
    chance = random.Random(5)
    for slug in "abc":
        make_topic(slug=slug)
    tags = [Tag.objects.create(slug=slug, name=slug) for slug in "xyz"]
    articles = [make_article() for _ in range(60)]
    with guard.opened():
        for step in range(240):
            article = articles[step] if step < 60 else chance.choice(articles)
            if step < 60 or step % 3 == 0:
                Article.objects.filter(pk=article.pk).update(**at_random(chance))
            elif step % 4 != 1:
                article.tags.set(chance.sample(tags, chance.randint(1, 3)))
            else:
                article.tags.remove(chance.choice(tags))
    for article in articles[:3]:
        article.delete()


def numbers():
    rows = ArticleCount.objects.values_list("topic", "month", "in_english", "tag")
    return {row[:4]: row[4] for row in rows.annotate(n=Sum("number")) if row[4]}


def with_value(rows):
    return Counter(row for row in rows if row[1])


def test_counts_are_those_of_counting(changed_articles):
    found = set()
    for language, query in product(["zh-hans", "en"], CHOICES):
        with translation.override(language):
            chosen = filters(query)
            pages = Article.objects.published().untranslated()
            assert chosen.count() == chosen.qs.count(), query
            assert chosen.count_untranslated() == chosen.narrowed(within=pages).count()
            for name, facet in chosen.filters.items():
                if name in counting.COLUMNS:
                    rows = facet.counts(name, chosen.narrowed(without=name))
                    own = chosen.facet_counts({name: facet})
                    assert with_value(own) == with_value(rows), (query, name)
            found.add(chosen.count())
    assert len(found) > 5


def test_merging_and_counting_anew_change_no_number(changed_articles):
    before, rows = numbers(), ArticleCount.objects.count()

    ArticleCount.objects.merge()
    merged, merged_rows = numbers(), ArticleCount.objects.count()
    ArticleCount.objects.recount()

    assert before == merged == numbers()
    assert rows > merged_rows == ArticleCount.objects.count() == len(before)


def test_pages_far_behind_are_those_of_counting_off(changed_articles, monkeypatch):
    monkeypatch.setattr(counting, "NEAR", 0)
    for query, sort in product(CHOICES, ["newest", "oldest"]):
        chosen = filters(f"{query}&sort={sort}")
        everything = list(chosen.qs)

        found = []
        for at in range(0, len(everything), 2):
            rows, start = chosen.nearer(chosen.qs, at, lambda name, make: make())
            found += rows[start : start + 2]

        assert found == everything, (query, sort)
    assert len(filters().qs) > 20


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_month_that_lost_articles_since_it_was_counted(changed_articles, monkeypatch, sort):
    monkeypatch.setattr(counting, "NEAR", 0)
    chosen = filters(f"sort={sort}")
    everything, months = list(chosen.qs), chosen.months()
    first, second, *_others = sorted(filter(months.get, months), reverse=sort == "newest")
    at = months[first] + months[second] + 3
    kept = {"months": months | {second: months[second] + 100}}

    rows, start = chosen.nearer(chosen.qs, at, lambda name, make: kept.get(name) or make())

    assert list(rows[start : start + 2]) == everything[at : at + 2] != []


def test_rows_are_merged_once_they_are_many_more_than_needed(monkeypatch):
    article = make_article()
    with guard.opened():
        for _ in range(3):
            Article.objects.filter(pk=article.pk).update(status=Status.DRAFT)
            Article.objects.filter(pk=article.pk).update(status=Status.PUBLISHED)

    tidy()
    kept = ArticleCount.objects.count()
    monkeypatch.setattr(tidying, "SPARE", 0)
    tidy()

    assert (kept, ArticleCount.objects.count(), filters().count()) == (7, 1, 1)
