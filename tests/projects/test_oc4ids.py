import datetime
import json

import pytest
from django.core.management import call_command

from projects.models import Milestone, Participation, ProgressReport
from scicity.site.models import SiteSettings
from tests.data.oc4ids.validation import problems
from tests.factories import make_institution, make_project

pytestmark = pytest.mark.django_db

PATH = "/data/projects.oc4ids.json"


def get_package(client, path=PATH):
    return json.loads(client.get(path).getvalue())


def only_project(client):
    (project,) = get_package(client)["projects"]
    return project


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_starter_and_demo_content_is_valid(client, prefix, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_starter", verbosity=0)
    call_command("load_demo", verbosity=0)

    package = get_package(client, prefix + PATH)

    assert len(package["projects"]) > 15
    assert problems(package) == []


def test_without_a_project_the_schema_minds_only_that(client):
    assert problems(get_package(client)) == ["projects: [] should be non-empty"]


def test_validation_notices_stray_keys(client):
    make_project()
    package = get_package(client)
    package["projects"][0]["colour"] = "red"

    assert problems(package) == ["projects/0/colour: unknown key"]


def test_a_project_with_everything_is_valid_and_whole(client):
    SiteSettings.objects.create(
        pk=1,
        data_license="CC BY 4.0",
        data_license_url="https://creativecommons.org/licenses/by/4.0/",
        oc4ids_prefix="oc4ids-abc123",
    )
    project = make_project(
        slug="road",
        kind="road",
        phase="construction",
        investment="1.50",
        planned_end="2026-12-31",
        longitude="106.3",
        latitude="29.5",
        actual_start="2022-01-10",
    )
    owner = make_institution(slug="owner", credit_code="91500000MA5U000000")
    for role in ("owner", "publicAuthority"):
        Participation.objects.create(project=project, institution=owner, role=role)
    Milestone.objects.create(
        project=project, name="开工", status="met", met_on=datetime.date(2022, 1, 10)
    )
    ProgressReport.objects.create(
        project=project, as_of=datetime.date(2023, 1, 1), physical_percent=0, source="管委会"
    )

    package = get_package(client)

    (record,) = package["projects"]
    assert problems(package) == []
    assert package["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert record["id"] == "oc4ids-abc123-road"
    assert record["status"] == "implementation"
    assert record["budget"] == {"amount": {"amount": 15000, "currency": "CNY"}}
    assert record["period"] == {"endDate": "2026-12-31T00:00:00+08:00"}
    assert record["implementationPeriod"] == {"startDate": "2022-01-10T00:00:00+08:00"}
    assert record["locations"] == [
        {"id": "site", "geometry": {"type": "Point", "coordinates": [106.3, 29.5]}}
    ]
    assert record["publicAuthority"] == {"id": "owner", "name": owner.name}
    assert record["parties"][0]["roles"] == ["owner", "publicAuthority"]
    assert record["milestones"][0]["dateMet"] == "2022-01-10T00:00:00+08:00"
    (seen,) = record["metrics"][0]["observations"]
    assert (seen["measure"], "管委会" in seen["notes"]) == (0, True)


def test_a_date_known_only_so_far_is_never_made_exact(client):
    project = make_project(actual_end="2021-12-01", actual_end_precision="end")
    Milestone.objects.create(
        project=project,
        name="落地",
        status="met",
        met_on=datetime.date(2021, 12, 1),
        met_on_precision="end",
    )

    record = only_project(client)

    assert record["completion"] == {"endDateDetails": "日期只知道大概：2021年底"}
    assert record["milestones"][0]["description"] == "日期只知道大概：2021年底"
    assert "2021-12-01" not in json.dumps(record)


def test_a_project_without_a_phase_has_no_status(client):
    make_project(actual_end="2020-01-01")

    assert "status" not in only_project(client)


def test_a_withheld_place_is_not_in_it(client):
    make_project(longitude="106.3", latitude="29.5", location_precision="withheld")

    assert "106.3" not in json.dumps(only_project(client))


def test_an_unpublished_participant_is_not_in_it(client):
    shown, hidden = make_institution(slug="shown"), make_institution(slug="hidden", status="draft")
    project = make_project()
    for institution in (shown, hidden):
        Participation.objects.create(project=project, institution=institution, role="owner")

    assert [party["id"] for party in only_project(client)["parties"]] == ["shown"]
