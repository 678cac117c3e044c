import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.coordinates import gcj02_from_wgs84
from projects.forms import PlaceForm
from projects.models import Indicator, Observation, ProgressReport, Project
from projects.progress_admin import stale
from scicity.accounts.models import User
from scicity.publishing import guard
from tests.factories import DRAFT, make_indicator, make_institution, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = User.objects.create_superuser("boss", password="x", name="某人")
    client.force_login(user)
    return user


def form_of(response):
    return response.context["adminform"].form


def values_of(client, address):
    """What a browser would send back from the form, unchanged."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {}
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, datetime.datetime):
                moment = timezone.localtime(value)
                values |= {
                    f"{field.html_name}_0": moment.date(),
                    f"{field.html_name}_1": moment.time(),
                }
            elif value is not None and value is not False:
                values[field.html_name] = value
    return values


def change(client, project, **changes):
    address = reverse("admin:projects_project_change", args=[project.pk])
    return client.post(address, values_of(client, address) | changes)


def test_gcj02_is_converted_once(client, boss):
    project = make_project(**DRAFT)
    shifted = gcj02_from_wgs84(106.35, 29.6)

    change(client, project, place="{:.6f},{:.6f}".format(*shifted), is_gcj02="on")
    project.refresh_from_db()
    first = project.public_point
    change(client, project)
    project.refresh_from_db()

    assert first == pytest.approx((106.35, 29.6), abs=2e-6)
    assert project.public_point == first


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("29.6, 106.35", "填反"),
        ("116.4 39.9", "不在重庆"),
        ("106.35", "两个数"),
        ("somewhere", "两个数"),
    ],
)
def test_a_pasted_place_that_cannot_be_is_named_at_the_field(client, boss, place, words):
    response = change(client, make_project(**DRAFT), place=place)

    assert words in form_of(response).errors["place"][0]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"longitude": "29.6", "latitude": "106.35"}, "longitude", "填反"),
        ({"longitude": "116.4", "latitude": "39.9"}, "longitude", "不在重庆"),
        ({"longitude": "106.35"}, "latitude", "一起填写"),
        ({"actual_start": "2022-02-02", "actual_end": "2022-02-01"}, "actual_end", "早于"),
    ],
)
def test_what_cannot_be_is_named_at_the_field(client, boss, changes, field, words):
    response = change(client, make_project(**DRAFT), **changes)

    assert words in form_of(response).errors[field][0]


def test_a_milestone_met_in_the_future_is_named_at_the_field(client, boss):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    row = {
        "milestones-TOTAL_FORMS": 1,
        "milestones-0-name_zh_hans": "贯通",
        "milestones-0-name_en": "Through",
        "milestones-0-status": "met",
        "milestones-0-met_on": tomorrow,
        "milestones-0-met_on_precision": "day",
        "milestones-0-order": 0,
    }

    response = change(client, make_project(**DRAFT), **row)

    (formset,) = [
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == "milestones"
    ]
    assert "将来" in formset.errors[0]["met_on"][0]


def test_place_is_only_pasted_text_until_saved():
    assert "place" not in {field.name for field in Project._meta.get_fields()}
    assert "is_gcj02" in PlaceForm.base_fields


def report(client, project, **values):
    address = reverse("admin:projects_project_report", args=[project.pk])
    return client.post(address, {"physical_percent": "45", "text_zh_hans": "贯通"} | values)


def test_two_fields_make_a_report_of_today_with_its_source(client, boss):
    project = make_project(as_of="2020-01-01", as_of_precision="year")
    owner = make_institution(name_zh_hans="建设公司", name_en="Builder")
    project.institutions.add(owner, through_defaults={"role": "owner"})

    report(client, project)

    copy = project.open_copy
    row = ProgressReport.objects.get(project=copy)
    project.refresh_from_db()
    today = timezone.localdate()
    assert (row.physical_percent, row.as_of, row.source_zh_hans) == (45, today, "建设公司")
    assert (copy.as_of, copy.as_of_precision) == (today, "day")
    assert (project.as_of.year, project.progressreports.count()) == (2020, 0)


@pytest.mark.parametrize("values", [{"physical_percent": "101"}, {"text_zh_hans": ""}])
def test_a_report_that_cannot_be_is_not_kept(client, boss, values):
    response = report(client, make_project(), **values)

    assert list(response.context["form"].errors) == list(values)
    assert not ProgressReport.objects.exists()


def test_a_second_report_on_a_day_is_refused(client, boss):
    project = make_project()
    report(client, project)

    response = report(client, project)

    assert "今天已经报过" in response.context["form"].non_field_errors()[0]


def test_who_may_not_change_the_project_may_not_report(client):
    user = User.objects.create_user("clerk", password="x", is_staff=True, name="某人")
    client.force_login(user)

    assert report(client, make_project()).status_code == 403


def test_stale_projects_against_brute_force():
    today = timezone.localdate()
    for days in (None, 0, 179, 180, 181, 900):
        for phase in ("", "construction", "operation", "cancelled", "demolished"):
            as_of = None if days is None else today - datetime.timedelta(days=days)
            make_project(phase=phase, as_of=as_of)

    found = set(stale(Project.objects.all()))

    assert found == {
        project
        for project in Project.objects.all()
        if project.phase not in ("cancelled", "demolished")
        and (project.as_of is None or (today - project.as_of).days > 180)
    }


def test_a_stale_project_is_on_the_desk_with_the_way_to_report(client, boss):
    project = make_project(as_of="2020-01-01")

    text = client.get("/admin/").content.decode()

    assert reverse("admin:projects_project_report", args=[project.pk]) in text


def test_a_value_is_revised_by_a_new_row_and_the_old_one_stays(client, boss):
    indicator = make_indicator(slug="labs", unit_zh_hans="个", unit_en="labs", **DRAFT)
    old = Observation.objects.create(
        indicator=indicator, value=90, as_of="2022-01-01", source="管委会", source_en="Committee"
    )
    address = reverse("admin:projects_indicator_change", args=[indicator.pk])
    values = values_of(client, address)
    new = {
        "value": "92",
        "basis": "level",
        "status": "revised",
        "as_of": "2022-01-01",
        "as_of_precision": "day",
        "source_zh_hans": "管委会",
        "source_en": "Committee",
    }
    values |= {f"observations-1-{name}": value for name, value in new.items()}
    values |= {
        "observations-TOTAL_FORMS": 2,
        "observations-0-value": "1",
        "observations-0-id": old.pk,
    }

    client.post(address, values)

    assert list(indicator.observations.values_list("value", flat=True)) == [92, 90]
    with guard.opened():
        Indicator.objects.update(status="published", published_at=timezone.now())
    assert "<del>90</del>" in client.get("/figures/labs/").content.decode()
