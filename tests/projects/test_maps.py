import math
import random

import pytest

from projects.maps import (
    DEEPEST_ZOOM,
    HEIGHT,
    WIDTH,
    Window,
    is_on_map,
    marks,
    project,
    unproject,
)
from tests.factories import make_project

PLACE = {"longitude": "106.35", "latitude": "29.6"}


def test_projection_comes_back():
    chance = random.Random(1)
    for _round in range(200):
        place = chance.uniform(106.12, 106.62), chance.uniform(29.28, 29.90)

        lon, lat = unproject(*project(*place))

        assert abs(lon - place[0]) < 2e-4
        assert abs(lat - place[1]) < 2e-4


def test_projection_keeps_shapes():
    kilometre = 1 / 111.32
    x, y = project(106.35, 29.59)
    east, _y = project(106.35 + kilometre / math.cos(math.radians(29.59)), 29.59)
    _x, north = project(106.35, 29.59 + kilometre)

    assert abs((east - x) - (y - north)) < 0.3


def test_windows_stay_inside_the_drawing():
    chance = random.Random(2)
    for _round in range(300):
        zoom = chance.randint(0, DEEPEST_ZOOM)
        window = Window.at(zoom, chance.uniform(106, 107), chance.uniform(29, 30))

        for one in (window, window.moved(1, -1), window.zoomed(1), window.zoomed(-1)):
            assert -0.1 <= one.left <= WIDTH - one.width + 0.1
            assert -0.1 <= one.top <= HEIGHT - one.height + 0.1


@pytest.mark.parametrize("number", [0, 1, 300])
def test_marks_keep_their_distance_and_lose_nothing(number):
    chance = random.Random(3)
    placed = [((chance.uniform(0, 1000), chance.uniform(0, 1400)), n) for n in range(number)]

    found = marks(placed, 88)

    assert sorted(thing for mark in found for thing in mark.things) == list(range(number))
    for index, one in enumerate(found):
        for other in found[:index]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= 88


def shown(response):
    return {project.slug for project in response.context["listed"]}


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_map_and_list_have_the_same_projects(client, prefix):
    chance = random.Random(4)
    for number in range(40):
        place = {
            "longitude": f"{chance.uniform(106.0, 106.8):.6f}",
            "latitude": f"{chance.uniform(29.2, 30.0):.6f}",
        }
        make_project(
            phase=["construction", ""][number % 2],
            location_precision="withheld" if number % 5 == 0 else "exact",
            **(place if number % 3 else {}),
        )
    for query in ("", "?phase=construction", "?q=1"):
        page = client.get(f"{prefix}/projects/map/{query}")
        context = page.context

        there = [*context["listed"], *context["outside"], *context["unplaced"]]

        assert len(there) == context["page_obj"].paginator.count
        assert len({p.pk for p in there}) == len(there)
        assert all(is_on_map(p.public_point) for p in context["listed"])


@pytest.mark.django_db
def test_a_window_shows_what_lies_in_it(client):
    make_project(slug="inside", **PLACE)
    make_project(slug="far", longitude="106.15", latitude="29.85")

    response = client.get("/projects/map/?zoom=3&lon=106.35&lat=29.6")

    assert (shown(response), response.context["elsewhere"]) == ({"inside"}, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?zoom=9&lon=1&lat=2", "?zoom=x", "?lon=nan&zoom=1&lat=inf"])
def test_an_impossible_window_is_the_whole_map(client, query):
    make_project(slug="inside", **PLACE)

    assert shown(client.get(f"/projects/map/{query}")) == {"inside"}


@pytest.mark.django_db
def test_every_group_can_be_opened_or_leads_to_the_list(client):
    for number in range(3):
        make_project(slug=f"p{number}", **PLACE)

    zooms, address = 0, "/projects/map/"
    while True:
        response = client.get(address)
        (mark,) = response.context["marks"]
        if mark.query.startswith("#p-"):
            break
        address, zooms = f"/projects/map/{mark.query}", zooms + 1

    assert zooms == DEEPEST_ZOOM
    assert f'id="{mark.query[1:]}"' in response.content.decode()


@pytest.mark.django_db
def test_a_withheld_place_is_not_on_the_map(client):
    make_project(slug="hidden", location_precision="withheld", **PLACE)

    response = client.get("/projects/map/")

    assert (
        response.context["marks"],
        [p.slug for p in response.context["unplaced"]],
    ) == ([], ["hidden"])


@pytest.mark.django_db
def test_three_hundred_projects_fit_the_budget(client, django_assert_max_num_queries):
    import gzip

    chance = random.Random(6)
    for number in range(300):
        make_project(
            phase=["construction", "operation", "", "preparation"][number % 4],
            name_zh_hans=f"西部科学城第{number}号示范工程与配套设施建设项目",
            longitude=f"{chance.uniform(106.2, 106.5):.6f}",
            latitude=f"{chance.uniform(29.4, 29.8):.6f}",
        )

    with django_assert_max_num_queries(8):
        response = client.get("/projects/map/")

    assert len(response.context["listed"]) == 300
    assert len(gzip.compress(response.content)) <= 40_000
