"""Every kind of public page answers in both languages, within the budget of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scicity.site.home import blocks
from scicity.site.models import HomeBlock
from tests.factories import (
    make_article,
    make_indicator,
    make_institution,
    make_page,
    make_policy,
    make_project,
)

pytestmark = pytest.mark.django_db

LISTS = ["/", "/news/", "/projects/", "/institutions/", "/figures/", "/talent/", "/sitemap/"]
PAGES = [make_article, make_project, make_institution, make_policy, make_page]
MOST_QUERIES = 15


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def make_one_of_each(order=None):
    project = make_project(featured_order=order, kind="tunnel")
    institution = make_institution()
    project.participations.create(institution=institution, role="owner")
    policy = make_policy(featured_order=order)
    policy.benefits.create(kind="award", calculation="fixed", amount_max=1)
    policy.windows.create(all_year=True)
    make_indicator(headline_order=order).observations.create(value=1, as_of="2022-01-01")
    make_page()
    make_article(
        featured_order=order, projects=[project], institutions=[institution], policies=[policy]
    )


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_for_one_item_as_for_three(client, prefix, path):
    for number, kind in enumerate(blocks):
        HomeBlock.objects.create(kind=kind, order=number)
    make_one_of_each(order=1)
    make_one_of_each()
    few = queries_of(client, prefix + path)

    for order in (1, 2, None, None):
        make_one_of_each(order)

    assert queries_of(client, prefix + path) == few <= MOST_QUERIES


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("make_one", PAGES)
def test_a_page_stays_within_the_budget(client, make_one, prefix):
    for _ in range(3):
        make_one_of_each(order=1)
    page = make_one()

    assert queries_of(client, prefix + page.get_absolute_url()) <= MOST_QUERIES


@pytest.mark.parametrize("make_one", PAGES)
def test_a_draft_is_not_found_in_either_language(client, make_one):
    draft = make_one(status="draft")

    answers = [client.get(prefix + draft.get_absolute_url()) for prefix in ("", "/en")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("make_one", PAGES)
def test_a_page_without_english_says_so_and_offers_the_chinese_one(client, make_one):
    page = make_one()
    type(page).objects.filter(pk=page.pk).update(**{f"{page.title_field}_en": ""})

    response = client.get("/en" + page.get_absolute_url())

    text = response.content.decode()
    assert response.status_code == 200
    assert response.templates[0].name == "site/not_in_english.html"
    assert f'href="{page.get_absolute_url()}"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "ArticleTitle" not in text
