"""Every kind of public page answers in both languages, within the budget of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scicity.site.home import blocks
from scicity.site.models import HomeBlock, Page
from tests.factories import (
    make,
    make_article,
    make_indicator,
    make_institution,
    make_policy,
    make_project,
)

pytestmark = pytest.mark.django_db

LISTS = ["/", "/news/", "/projects/", "/institutions/", "/figures/", "/talent/", "/sitemap/"]
MOST_QUERIES = 15


def make_page(**values):
    defaults = {"title_zh_hans": "关于", "title_en": "About", "slug": "about"}
    bodies = {"body_zh_hans": "<p>正文</p>", "body_en": "<p>Body</p>"}
    return make(Page, **defaults | bodies | values)


def answer(client, path):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    return response.status_code, len(queries) <= MOST_QUERIES or len(queries)


@pytest.fixture
def _content(db):
    for number, kind in enumerate(blocks):
        HomeBlock.objects.create(kind=kind, order=number)
    for order in (1, 2, None):
        make_article(featured_order=order)
        make_project(featured_order=order, kind="tunnel")
        make_policy(featured_order=order)
        make_institution()
        make_indicator(headline_order=order)


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", LISTS)
def test_lists_answer_within_the_budget(client, prefix, path):
    assert answer(client, prefix + path) == (200, True)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "make_one", [make_article, make_project, make_institution, make_policy, make_page]
)
def test_details_answer_within_the_budget(client, make_one, prefix):
    path = prefix + make_one().get_absolute_url()

    assert answer(client, path) == (200, True)
