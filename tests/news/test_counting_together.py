"""Two people change one article at the same moment."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from news.models import Article, ArticleCount, Tag
from scicity.publishing import guard
from tests.apps import eventually
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


def numbers():
    rows = ArticleCount.objects.values_list("topic__slug", "tag__slug")
    return {row[:2]: row[2] for row in rows.annotate(n=Sum("number")) if row[2]}


def change_topic(article, topic):
    with guard.opened():
        Article.objects.filter(pk=article.pk).update(topic=topic)


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("tag_comes_first", [True, False])
def test_topic_and_tag_are_counted_one_after_the_other(tag_comes_first):
    article, topic = make_article(topic=make_topic(slug="old")), make_topic(slug="new")
    tag = Tag.objects.create(slug="tag", name_zh_hans="标签")
    changes = [lambda: article.tags.add(tag), lambda: change_topic(article, topic)]
    first, second = changes if tag_comes_first else changes[::-1]

    def follow():
        try:
            second()
        finally:
            connection.close()

    with transaction.atomic():
        first()
        other = threading.Thread(target=follow)
        other.start()
        assert eventually(someone_waits)
    other.join(60)

    assert numbers() == {("new", None): 1, ("new", "tag"): 1}
