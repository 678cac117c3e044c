import datetime
import random
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from news.filters import ArticleFilterSet
from news.models import Article, Tag
from scicity.publishing.models import Status
from tests.brute_force import counted, matching, query_of, random_choices, shown
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db

FACETS = ["topic", "year", "tag"]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def article_filters(query="", **choices):
    data = QueryDict(query) if query else query_of(choices)
    return ArticleFilterSet(data, Article.objects.visible())


def facts_of(article):
    return {
        "topic": {article.topic.slug},
        "year": {str(article.published_at.astimezone(SHANGHAI).year)},
        "tag": {tag.slug for tag in article.tags.all()},
    }


def test_results_and_counts_are_those_of_brute_force_for_any_choice():
    chance = random.Random(7)
    topics = [make_topic() for _ in range(3)]
    tags = [Tag.objects.create(slug=f"tag-{n}", name=f"标签{n}") for n in range(4)]
    for number in range(30):
        make_article(
            topic=chance.choice(topics),
            tags=chance.sample(tags, chance.randint(0, 4)),
            published_at=datetime.datetime(2020 + number % 3, 6, 1, tzinfo=SHANGHAI),
            status=Status.DRAFT if number % 9 == 8 else Status.PUBLISHED,
        )
    facts = {article.pk: facts_of(article) for article in Article.objects.published()}

    for seed in range(80):
        choices = random_choices(facts, FACETS, seed)
        filters = article_filters(**choices)
        assert sorted(a.pk for a in filters.qs) == sorted(matching(facts, choices))
        assert shown(filters) == counted(facts, choices, FACETS), choices


def test_a_year_begins_at_midnight_in_shanghai():
    new_year = datetime.datetime(2022, 1, 1, 0, 30, tzinfo=SHANGHAI)
    article = make_article(published_at=new_year)

    assert list(article_filters("year=2022").qs) == [article]
    assert list(article_filters("year=2021").qs) == []
    assert shown(article_filters())["year"] == {"2022": 1}


def test_articles_sort_by_date_either_way():
    old = make_article(published_at=datetime.datetime(2021, 1, 1, tzinfo=SHANGHAI))
    new = make_article(published_at=datetime.datetime(2022, 1, 1, tzinfo=SHANGHAI))

    assert list(article_filters().qs) == [new, old]
    assert list(article_filters("sort=oldest").qs) == [old, new]
