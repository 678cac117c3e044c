import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Observation
from scicity.opendata.datasets import datasets
from scicity.opendata.formats import cell
from scicity.site.models import SiteSettings
from tests.factories import make_indicator, make_institution, make_project

pytestmark = pytest.mark.django_db

FILES = [(slug, extension) for slug in datasets for extension in datasets[slug].formats]


def body(client, path):
    response = client.get(path)
    return b"".join(response) if response.streaming else response.content


def read_csv(client, path):
    text = body(client, path).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def observe(indicator, value="1", **values):
    defaults = {"as_of": "2022-01-01", "source_zh_hans": "管委会"}
    return Observation.objects.create(indicator=indicator, value=value, **defaults | values)


def make_some(number):
    for count in range(number):
        institution = make_institution()
        make_project().institutions.add(institution, through_defaults={"role": "owner"})
        observe(make_indicator(), value=count)


@pytest.mark.parametrize(("slug", "extension"), FILES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_files_take_the_same_queries_for_one_and_three(client, slug, extension, prefix):
    counts = []
    for number in (1, 2):
        make_some(number)
        with CaptureQueriesContext(connection) as queries:
            body(client, f"{prefix}/data/{slug}.{extension}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_csv_opens_in_excel(client):
    make_project(name_zh_hans="隧道，一期")

    content = body(client, "/data/projects.csv")

    assert content.startswith("\ufeffid,".encode())
    assert read_csv(client, "/data/projects.csv")[0]["name_zh"] == "隧道，一期"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_runs_no_formula(client, start):
    make_project(name_zh_hans=f"x{start}1", lead_zh_hans=f"{start}cmd|' /C calc'!A0")

    (row,) = read_csv(client, "/data/projects.csv")

    assert row["lead"] == f"'{start}cmd|' /C calc'!A0"
    assert row["name_zh"] == f"x{start}1"


def test_cells_keep_numbers_as_they_are():
    assert [cell(value) for value in (-3, 1.5, None, True, 0)] == ["-3", "1.5", "", "true", "0"]


def test_file_has_the_rows_that_the_list_page_has(client):
    for number in range(30):
        make_project(
            phase=["construction", "operation", ""][number % 3],
            kind=["tunnel", "park"][number % 2],
        )
    for query in ("", "?phase=construction", "?phase=operation&kind=park", "?q=1"):
        page = client.get(f"/projects/{query}")

        rows = read_csv(client, f"/data/projects.csv{query}")

        assert len(rows) == page.context["page_obj"].paginator.count


def test_an_invalid_filter_gives_reasons_not_rows(client):
    make_project()

    response = client.get("/data/projects.csv?phase=nonsense")

    assert (response.status_code, "phase" in response.json()["errors"]) == (400, True)


def test_drafts_are_in_no_file(client):
    make_project(slug="secret", status="draft")
    make_project(slug="public")

    for extension in datasets["projects"].formats:
        content = body(client, f"/data/projects.{extension}").decode()
        assert ("public" in content, "secret" in content) == (True, False)


def test_an_unpublished_parent_is_not_named(client):
    make_institution(parent=make_institution(slug="secret", status="draft"), slug="child")
    make_institution(parent=make_institution(slug="open"), slug="other")

    rows = read_csv(client, "/data/institutions.csv")

    assert {row["id"]: row["parent"] for row in rows} == {"child": "", "open": "", "other": "open"}


def test_geojson_has_every_project_and_no_withheld_place(client):
    make_project(slug="here", longitude="106.3", latitude="29.5")
    make_project(slug="hidden", longitude="106.4", latitude="29.6", location_precision="withheld")
    make_project(slug="nowhere")

    collection = json.loads(body(client, "/data/projects.geojson"))

    places = {feature["id"]: feature["geometry"] for feature in collection["features"]}
    here = {"type": "Point", "coordinates": [106.3, 29.5]}
    assert places == {"here": here, "hidden": None, "nowhere": None}
    assert "106.4" not in json.dumps(collection)


def test_json_explains_its_columns(client):
    SiteSettings.objects.create(pk=1, data_license="CC BY 4.0")
    make_project(investment="12.5")

    answer = json.loads(body(client, "/data/projects.json"))

    assert answer["dataset"]["licence"] == "CC BY 4.0"
    assert answer["columns"]["investment"] == "总投资（万元）"
    assert set(answer["columns"]) == set(answer["rows"][0])
    assert answer["rows"][0]["investment"] == 12.5


def test_figures_keep_the_value_that_was_revised(client):
    indicator = make_indicator(slug="labs")
    observe(indicator, "90")
    observe(indicator, "92", status="revised")

    rows = read_csv(client, "/data/figures.csv")

    assert [(row["value"], row["superseded"]) for row in rows] == [("92", "false"), ("90", "true")]


def test_superseded_against_brute_force():
    indicator, other = make_indicator(), make_indicator()
    days = [None, "2021-01-01", "2021-03-31"]
    for owner in (indicator, other):
        for start in days[:2]:
            for end in (None, days[2]):
                for basis in ("level", "yoy"):
                    for as_of in ("2021-03-31", "2021-05-01"):
                        for _again in range(1 + (basis == "yoy")):
                            period = {"period_start": start, "period_end": end}
                            observe(owner, basis=basis, as_of=as_of, **period)

    rows = list(Observation.objects.with_superseded())

    def speaks_of(row):
        span = (row.period_start or row.as_of, row.period_end or row.as_of)
        return row.indicator_id, row.basis, span

    for row in rows:
        later = [x for x in rows if x.pk > row.pk and speaks_of(x) == speaks_of(row)]
        assert row.is_superseded == bool(later)


@pytest.mark.parametrize(
    "path", ["/data/nothing.csv", "/data/projects.xls", "/data/figures.oc4ids.json"]
)
def test_what_does_not_exist_is_404(client, path):
    assert client.get(path).status_code == 404


def test_page_says_when_no_licence_is_stated(client):
    assert "未注明" in client.get("/data/").content.decode()

    SiteSettings.objects.create(pk=1, data_license="CC BY 4.0")

    assert "CC BY 4.0" in client.get("/data/").content.decode()


def test_catalogue_lists_every_file(client):
    make_project()

    catalogue = client.get("/data/catalog.jsonld").json()

    links = [
        file["dcat:downloadURL"]["@id"]
        for entry in catalogue["dcat:dataset"]
        for file in entry["dcat:distribution"]
    ]
    assert links == [f"http://testserver/data/{slug}.{end}" for slug, end in FILES]
    assert all(client.get(link).status_code == 200 for link in links)
