import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.figures import COUNTED, history, listed, published_and_listed
from projects.models import Indicator, Institution, Observation, Project
from projects.multiples import small_multiples
from tests.factories import make_indicator, make_institution, make_project

pytestmark = pytest.mark.django_db


def observe(indicator, value="1", **values):
    defaults = {"as_of": "2022-01-01", "source_zh_hans": "管委会"}
    return Observation.objects.create(indicator=indicator, value=value, **defaults | values)


def fetched(indicator):
    return Indicator.objects.with_observations().get(pk=indicator.pk)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_shows_the_number_with_its_source(client, prefix):
    indicator = make_indicator(slug="labs", limits_zh_hans="只统计核心区", limits_en="Core only")
    observe(indicator, "92", source_url="https://example.org/report")

    text = client.get(f"{prefix}/figures/labs/").content.decode()

    assert ">92<" in text
    assert "https://example.org/report" in text


def test_a_revised_value_stays_visible(client):
    indicator = make_indicator(slug="labs")
    observe(indicator, "90", note_zh_hans="旧")
    observe(indicator, "92", status="revised")

    response = client.get("/figures/labs/")

    assert fetched(indicator).latest.value == 92
    assert "<del>90</del>" in response.content.decode()
    assert "已被修订" in response.content.decode()


def test_a_stale_figure_says_so(client):
    indicator = make_indicator(slug="labs", max_age_days=30)
    observe(indicator, "92")

    assert "已超过 30 天" in client.get("/figures/labs/").content.decode()


def test_history_leaves_out_what_was_revised_and_goals():
    indicator = make_indicator()
    for year, value in ((2020, 10), (2021, 30), (2022, 40)):
        observe(indicator, value, as_of=f"{year}-12-31")
    observe(indicator, 20, as_of="2021-12-31", status="revised")
    observe(indicator, 99, as_of="2025-12-31", status="target")

    lines = history(fetched(indicator)).lines

    assert [(line.slug, len(line.dots)) for line in lines] == [("old", 1), ("level", 3)]


@pytest.mark.parametrize("compute", list(COUNTED))
def test_listed_is_what_the_link_leads_to(client, compute):
    for kind in ("tunnel", "park", "tunnel"):
        make_project(kind=kind)
    make_project(kind="tunnel", phase="construction")
    make_project(kind="park", phase="construction", data_origin="demo")
    for kind in ("university", "research_institute", "key_lab", "key_lab", "rnd", "incubator"):
        make_institution(kind=kind)
    make_institution(kind="key_lab", status="draft")
    make_project(kind="tunnel", data_origin="demo")
    indicator = make_indicator(compute=compute)
    observe(indicator, "92")

    result = listed(indicator)

    page = client.get(result.url)
    assert result.count == page.context["page_obj"].paginator.count > 0
    rows = dict(published_and_listed(COUNTED[compute][0]))
    assert rows[indicator] == result


def test_multiples_share_one_scale_with_zero_in_it():
    chance = random.Random(13)
    for _round in range(5):
        rows = []
        for _n in range(chance.randint(1, 5)):
            indicator = make_indicator(kind="growth")
            observe(indicator, Decimal(chance.randint(-300, 500)) / 10)
            rows.append(fetched(indicator))

        result = small_multiples(rows)

        scale = {
            round(float(abs(m.indicator.latest.value)) / m.width, 1) for m in result if m.width > 5
        }
        assert all(0 <= m.x <= m.x + m.width <= 100.1 for m in result)
        assert not scale or max(scale) - min(scale) <= 0.1 * max(scale) + 0.1


def test_multiples_with_a_past_are_lines_on_one_scale_of_values_and_days(client):
    steel, chips = make_indicator(kind="growth"), make_indicator(kind="growth")
    for indicator, values in ((steel, ("10", "-10")), (chips, ("30", "10"))):
        for year, value in zip((2021, 2023), values, strict=True):
            observe(indicator, value, as_of=f"{year}-01-01", basis="yoy")
    observe(steel, "99", as_of="2021-01-01", basis="level")
    observe(steel, "0", as_of="2022-01-01", basis="yoy")
    observe(steel, "20", as_of="2021-01-01", basis="yoy", status="revised")
    observe(steel, "100", as_of="2022-06-01", basis="yoy", status="target")

    result = small_multiples([fetched(steel), fetched(chips)])

    assert [m.dots for m in result] == [
        [(6, 19), (100, 45), (194, 58)],
        [(6, 6), (194, 32)],
    ]
    assert [m.zero for m in result] == [45, 45]
    assert result[0].path == "M6 19L100 45L194 58"
    assert client.get("/figures/").text.count('class="multiple__line"') == 2


@pytest.mark.parametrize("path", ["/figures/", "/institutions/", "/projects/", "/figures/labs/"])
def test_pages_take_the_same_queries_for_one_and_three(client, path):
    first = make_indicator(slug="labs", compute="key_labs")
    counts = []
    for number in range(3):
        observe(first, number)
        observe(make_indicator(compute="tunnels"), 36)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[2] <= 15


def test_counted_models_are_those_with_lists():
    assert {model for model, _query in COUNTED.values()} == {Project, Institution}
