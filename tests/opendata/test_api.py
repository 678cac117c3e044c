import random

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from drf_spectacular.validation import validate_schema
from rest_framework.throttling import AnonRateThrottle

from projects.models import Milestone, Observation, ProgressReport, Project
from scicity.opendata import docs
from tests.factories import make_indicator, make_institution, make_project

pytestmark = pytest.mark.django_db

LISTS = ["projects", "institutions", "figures"]


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


def observe(indicator, value="1", **values):
    defaults = {"as_of": "2022-01-01", "source_zh_hans": "管委会"}
    return Observation.objects.create(indicator=indicator, value=value, **defaults | values)


def make_one():
    project = make_project(phase="construction")
    project.institutions.add(make_institution(), through_defaults={"role": "owner"})
    Milestone.objects.create(project=project, name="开工")
    ProgressReport.objects.create(project=project, as_of="2023-01-01", physical_percent=5)
    observe(make_indicator())
    return project


def everything(client, path):
    """All rows, page after page."""
    rows = []
    while path:
        answer = client.get(path).json()
        rows += answer["results"]
        path = answer["next"]
    return rows


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_document_is_valid_openapi(language):
    with translation.override(language):
        validate_schema(docs.document())


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_take_the_same_queries_for_one_and_three(client, name, prefix):
    counts = []
    for _round in range(3):
        make_one()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{prefix}/api/v1/{name}/")
        counts.append(len(queries))

    assert counts[0] == counts[2] <= 6


def test_pages_give_every_row_once(client):
    slugs = sorted(make_project(slug=f"p-{number}").slug for number in range(23))

    for size in (1, 7, 23, 200):
        rows = everything(client, f"/api/v1/projects/?page_size={size}")
        assert [row["id"] for row in rows] == slugs


def test_filters_against_brute_force(client):
    chance = random.Random(12)
    for _round in range(30):
        make_project(
            phase=chance.choice(["construction", "operation", ""]),
            kind=chance.choice(["tunnel", "park"]),
        )
    for phases in ([], ["construction"], ["construction", "operation"]):
        for kinds in ([], ["tunnel"]):
            query = "&".join([f"phase={p}" for p in phases] + [f"kind={k}" for k in kinds])

            found = {row["id"] for row in everything(client, f"/api/v1/projects/?{query}")}

            assert found == {
                project.slug
                for project in Project.objects.all()
                if (not phases or project.phase in phases) and (not kinds or project.kind in kinds)
            }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("phase=nonsense", 400),
        ("phase=", 400),
        ("phase=construction&phase=", 400),
        ("year=20", 400),
        ("page_size=0", 400),
        ("page_size=201", 400),
        ("page_size=x", 400),
        ("page_size=99999999999999999999", 400),
        ("sector=nowhere", 404),
        ("cursor=x", 404),
        ("cursor=cD0A", 404),
        ("q=%00", 400),
    ],
)
def test_what_is_not_valid_is_refused(client, query, status):
    make_project()

    response = client.get(f"/api/v1/projects/?{query}")

    assert (response.status_code, response["Content-Type"]) == (status, "application/json")


def test_drafts_and_withheld_places_are_not_given(client):
    make_project(slug="draft", status="draft")
    make_project(slug="p", longitude="106.3", latitude="29.5", location_precision="withheld")

    (row,) = client.get("/api/v1/projects/").json()["results"]

    assert (row["id"], row["longitude"]) == ("p", None)
    assert client.get("/api/v1/projects/draft/").status_code == 404


def test_a_project_has_its_parts_with_sources(client):
    project = make_one()

    answer = client.get(f"/api/v1/projects/{project.slug}/").json()

    assert [row["name"] for row in answer["milestones"]] == ["开工"]
    assert answer["progress"][0]["physical_percent"] == 5.0
    assert answer["participants"][0]["role"] == "owner"
    assert {"source", "as_of"} <= set(answer["progress"][0])


def test_an_unpublished_participant_is_not_given(client):
    project = make_project()
    hidden = make_institution(status="draft")
    project.institutions.add(hidden, through_defaults={"role": "owner"})

    assert client.get(f"/api/v1/projects/{project.slug}/").json()["participants"] == []


def test_a_figure_keeps_what_was_revised(client):
    indicator = make_indicator(slug="labs")
    observe(indicator, "90")
    observe(indicator, "92")

    answer = client.get("/api/v1/figures/labs/").json()

    values = [(row["value"], row["superseded"]) for row in answer["observations"]]
    assert values == [(92, False), (90, True)]


@pytest.mark.parametrize("path", ["/api/v1/projects/", "/api/v1/projects/p/"])
def test_what_did_not_change_is_not_sent_again(client, path):
    make_project(slug="p")
    first = client.get(path)

    by_tag = client.get(path, headers={"If-None-Match": first["ETag"]})
    by_time = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
    Project.objects.update(name_zh_hans="新名称")

    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_other_sites_may_read_but_nobody_may_write(client):
    make_project()

    assert client.get("/api/v1/projects/")["Access-Control-Allow-Origin"] == "*"
    assert client.options("/api/v1/projects/")["Access-Control-Allow-Methods"].startswith("GET")
    assert [getattr(client, verb)("/api/v1/projects/").status_code for verb in ("post", "put")] == [
        405,
        405,
    ]


def test_who_asks_too_often_is_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(AnonRateThrottle, "rate", "2/min", raising=False)

    answers = [client.get("/api/v1/projects/") for _round in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_documents_every_field_of_every_list(client, prefix):
    make_one()
    text = client.get(f"{prefix}/api/v1/").content.decode()

    for name in LISTS:
        row = client.get(f"{prefix}/api/v1/{name}/").json()["results"][0]
        assert [field for field in row if f"<code>{field}</code>" not in text] == []
    assert "http://" not in text.replace("http://testserver", "").replace("http://www.w3.org", "")


def test_every_column_says_what_it_means():
    fields = [
        (name, field)
        for name, schema in docs.document()["components"]["schemas"].items()
        if name in {"Project", "Institution", "Observation"}
        for field, one in schema["properties"].items()
        if not one.get("description")
    ]
    assert fields == []


def test_an_unknown_address_answers_in_json(client):
    answer = client.get("/api/v1/planets/")

    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


@pytest.fixture
def _one_connection():
    """A server in this process must not close the connection that the test's rows are in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
def test_no_made_up_call_breaks_the_api(monkeypatch):
    """A few dozen of the calls that `schemathesis run …/openapi.json` makes by the thousand."""
    monkeypatch.setattr(AnonRateThrottle, "rate", "100000/min", raising=False)
    for _round in range(3):
        make_one()
    document = schemathesis.openapi.from_wsgi(reverse("api:openapi"), get_wsgi_application())
    few = hypothesis.settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )

    for operation in document.get_all_operations():

        @few
        @hypothesis.given(case=operation.ok().as_strategy())
        def call(case):
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        call()
