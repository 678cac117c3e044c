"""The list and what goes with it, with 2,000 policies."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from scicity.facets import Facet
from scicity.starter import demo
from talent.filters import PolicyFilterSet

pytestmark = pytest.mark.django_db

MANY = 2_000
# What a page or file takes, however many policies there are.
MOST = 15
FACETS = sum(isinstance(one, Facet) for one in PolicyFilterSet.base_filters.values())
LISTS = {
    "plain": "",
    "last page": "page=9999",
    "every facet": "category=talent&category=housing&benefit=award&benefit=rent&subject=person"
    "&window=closed&window=open&level=municipal&level=national&delivery=competitive"
    "&delivery=fast_track&validity=in_force&validity=expired",
    "to-many facets": "benefit=award&benefit=loan&subject=person&subject=team",
    "another day": "on=2026-01-01",
    "by deadline": "sort=deadline",
    "by amount": "sort=amount",
    "by name": "sort=name",
    "words": "q=演示",
    "words and facets, by amount": "q=演示 政策&benefit=award&subject=person&sort=amount",
    "nothing found": "q=没有这样的政策",
    "not understood": "category=castle",
}
OTHERS = [
    "/talent/print/", "/en/talent/print/?page=4", "/talent/calendar/", "/en/talent/calendar/",
    "/talent/match/?who=person", "/talent/match/?who=employer&view=all",
    "/talent/match/result/?who=person", "/talent/match/result/?who=any",
    "/data/policies.csv", "/data/policies.json", "/data/policies.atom", "/data/policies.ics",
    "/api/v1/policies/",
]  # fmt: skip


@pytest.fixture(scope="module")
def _many_policies(django_db_setup, django_db_blocker):
    """The demonstration's policies, loaded once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(demo.Size(projects=1, institutions=5, policies=MANY, articles=1, calls=1))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def many_policies(_many_policies, db):
    """A test's own savepoint inside that load."""


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        response.getvalue()
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_list_of_2000_takes_no_more_queries_than_its_facets_and_four(
    many_policies, client, prefix
):
    counts = {n: queries_of(client, f"{prefix}/talent/?{query}") for n, query in LISTS.items()}

    assert client.get(f"{prefix}/talent/?{LISTS['plain']}").context["paginator"].count > MANY / 2
    assert {name: count for name, count in counts.items() if count > FACETS + 4} == {}


def test_files_and_other_pages_of_2000_take_few_queries(many_policies, client):
    counts = {address: queries_of(client, address) for address in OTHERS}

    assert {address: count for address, count in counts.items() if count > MOST} == {}


def test_a_feed_reads_no_more_policies_than_it_shows(many_policies, client):
    with CaptureQueriesContext(connection) as captured:
        client.get("/data/policies.atom").getvalue()

    windows = [q["sql"] for q in captured if 'FROM "talent_applicationwindow"' in q["sql"]]
    assert windows[-1].count(",") < 100
