import pytest

from tests.factories import make_project

KEY = "0123456789abcdef" * 2
PLACE = {"longitude": "106.35", "latitude": "29.60"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_key(settings):
    settings.TIANDITU_KEY = KEY
    settings.TIANDITU_REVIEW_NUMBER = "GS（2024）0001号"


def policy(client, path) -> dict:
    header = client.get(path).headers["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


def test_without_a_key_there_is_no_street_map_and_no_way_to_it(client):
    assert client.get("/projects/street-map/").status_code == 404
    assert "street-map" not in client.get("/projects/map/").text


def test_the_street_map_has_the_projects_of_the_filter(client, with_key):
    here = make_project(phase="construction", **PLACE)
    make_project(phase="operation", **PLACE)
    hidden = make_project(phase="construction", location_precision="withheld", **PLACE)

    response = client.get("/projects/street-map/?phase=construction")

    assert response.context["placed"] == [here]
    assert response.context["unplaced"] == [hidden]
    assert response.text.count("data-lon=") == 1
    assert "审图号：<strong>GS（2024）0001号</strong>" in response.text
    assert (
        "/projects/street-map/?phase=construction"
        in client.get("/projects/map/?phase=construction").text
    )


def test_only_the_street_map_lets_pictures_come_from_elsewhere(client, with_key):
    usual, streets = policy(client, "/projects/map/"), policy(client, "/projects/street-map/")

    elsewhere = [f"https://t{n}.tianditu.gov.cn" for n in range(8)]
    assert usual["img-src"] == ["'self'", "data:"]
    assert streets == usual | {"img-src": usual["img-src"] + elsewhere}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_street_map_takes_the_same_queries_for_one_and_three(
    client, with_key, django_assert_num_queries, prefix
):
    make_project(**PLACE)
    path = f"{prefix}/projects/street-map/"
    client.get(path)
    with django_assert_num_queries(7 if prefix else 6):
        client.get(path)
    make_project(**PLACE), make_project(**PLACE)

    with django_assert_num_queries(7 if prefix else 6):
        client.get(path)
