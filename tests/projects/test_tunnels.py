import datetime
import random

import pytest

from projects.models import Observation, ProgressReport, Project
from projects.tunnels import board
from tests.factories import make_indicator, make_project

DAY = datetime.date(2022, 1, 1)


def tunnel(order=None, length=None, percent=None):
    row = Project(north_south_order=order, tunnel_length=length)
    row.latest_percent = percent
    return row


def plan(number):
    indicator = make_indicator(slug="planned", compute="tunnels")
    Observation.objects.create(
        indicator=indicator, value=number, as_of=DAY, source_zh_hans="管委会"
    )


def test_board_loses_no_tunnel():
    chance = random.Random(7)
    for _round in range(100):
        rows = [
            tunnel(chance.choice([None, chance.randint(1, 40)]))
            for _n in range(chance.randint(0, 45))
        ]

        result = board(rows, 36)

        drawn = [b.project for b in result.unordered]
        drawn += [b.project for slot in result.slots for b in slot.bores]
        assert sorted(map(id, drawn)) == sorted(map(id, rows))
        assert [slot.number for slot in result.slots] == list(range(1, len(result.slots) + 1))
        assert len(result.slots) >= 36


def test_bars_are_in_scale_and_filled_by_progress():
    result = board([tunnel(1, 4000, 50), tunnel(2, 1000, 0), tunnel(3)], 3)

    bars = [slot.bores[0] for slot in result.slots]
    assert [(b.left, b.width, b.dug) for b in bars] == [(0, 100, 50), (37.5, 25, 0), (0, 100, 0)]
    assert [b.percent for b in bars] == [50, 0, None]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_unknown_places_are_shown_as_unknown(client, prefix):
    plan(36)
    make_project(kind="tunnel", ridge="zhongliang")
    make_project(kind="tunnel", ridge="jinyun")
    make_project(kind="park")

    response = client.get(f"{prefix}/projects/tunnels/")

    result = response.context["board"]
    assert (result.known, len(result.unordered), result.empty) == (2, 2, 36)
    assert response.content.decode().count("tunnels__row--unknown") == 36


@pytest.mark.django_db
def test_progress_is_the_newest_that_was_reported(client):
    page = make_project(kind="tunnel", north_south_order=1)
    for days, percent in ((0, 10), (200, 40), (300, None)):
        day = DAY + datetime.timedelta(days=days)
        ProgressReport.objects.create(project=page, as_of=day, physical_percent=percent)

    (slot,) = client.get("/projects/tunnels/").context["board"].slots

    assert slot.bores[0].percent == 40


@pytest.mark.django_db
def test_board_takes_the_same_queries_for_one_and_three(client, django_assert_num_queries):
    make_project(kind="tunnel")
    with django_assert_num_queries(4):
        client.get("/projects/tunnels/")
    make_project(kind="tunnel", north_south_order=2)
    make_project(kind="tunnel", north_south_order=3)
    with django_assert_num_queries(4):
        client.get("/projects/tunnels/")
