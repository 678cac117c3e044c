import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from projects.models import (
    ChangeRecord,
    District,
    Milestone,
    Photo,
    ProgressReport,
    ProjectDocument,
    ProjectUpdate,
)
from tests.admin.test_sweep import some_picture
from tests.factories import make_project

pytestmark = pytest.mark.django_db
DAY = datetime.date(2023, 5, 1)


def page_of(client, project, prefix=""):
    return client.get(prefix + project.get_absolute_url())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_empty_project_has_no_empty_sections(client, prefix):
    text = page_of(client, make_project(), prefix).content.decode()

    for heading in ("schedule", "reports", "updates", "photos", "changes", "milestones"):
        assert f'id="{heading}"' not in text
    assert 'id="place"' in text


def test_a_slip_is_shown_with_its_reason(client):
    project = make_project(baseline_end="2023-01-01", planned_end="2023-01-31")
    ChangeRecord.objects.create(project=project, kind="value", reason_zh_hans="涨价")
    assert "原因没有公布" in page_of(client, project).content.decode()

    ChangeRecord.objects.create(project=project, kind="duration", reason_zh_hans="地质复杂")

    response = page_of(client, project)
    assert response.context["slip_reason"].reason == "地质复杂"
    assert "比基准推迟 30 天" in response.content.decode()


def test_the_eight_groups_are_listed_with_what_is_there(client):
    project = make_project()
    ProjectDocument.objects.create(
        project=project, group="land", title_zh_hans="公告", url="https://example.org/a"
    )

    groups = page_of(client, project).context["disclosures"]

    assert len(groups) == 8
    assert {str(g.label): [str(d) for d in g.documents] for g in groups if g.documents} == {
        "征收土地信息": ["公告"]
    }


def test_progress_is_drawn_and_listed(client):
    project = make_project()
    for number, percent in enumerate((0, 20, None)):
        day = DAY + datetime.timedelta(days=90 * number)
        ProgressReport.objects.create(project=project, as_of=day, physical_percent=percent)

    response = page_of(client, project)

    physical, financial = response.context["progress"].lines
    assert (len(physical.dots), len(financial.dots)) == (2, 0)
    assert response.content.decode().count('id="progressreport-') == 3


def test_a_withheld_place_is_said_to_be(client):
    project = make_project(longitude="106.3", latitude="29.5", location_precision="withheld")

    text = page_of(client, project).content.decode()

    assert ("准确位置不公开" in text, "106.3" in text) == (True, False)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_feed_has_updates_and_reports_newest_first(client, prefix):
    project = make_project()
    ProjectUpdate.objects.create(project=project, as_of=DAY, title="贯通", title_en="Through")
    ProjectUpdate.objects.create(project=project, title="旧闻", title_en="Undated")
    later = DAY + datetime.timedelta(days=1)
    ProgressReport.objects.create(project=project, as_of=later, physical_percent=55)

    text = client.get(f"{prefix}/projects/{project.slug}/updates.atom").content.decode()

    places = [text.index("/projects.progressreport/"), text.index("/projects.projectupdate/")]
    assert places == sorted(places)
    assert (text.count("<entry"), "55%" in text) == (3, True)


def test_feed_of_a_draft_is_not_there(client):
    project = make_project(status="draft")

    assert client.get(f"/projects/{project.slug}/updates.atom").status_code == 404


def test_page_takes_the_same_queries_for_one_and_three(client):

    project, counts = make_project(), []
    for number in range(3):
        day = DAY + datetime.timedelta(days=number)
        ProgressReport.objects.create(project=project, as_of=day, physical_percent=number)
        ProjectUpdate.objects.create(project=project, as_of=day, title="动态")
        ChangeRecord.objects.create(project=project, kind="duration", reason="原因")
        ProjectDocument.objects.create(
            project=project, group="land", title="公告", url="https://a.cn"
        )
        with CaptureQueriesContext(connection) as queries:
            page_of(client, project)
        counts.append(len(queries))

    assert counts[0] == counts[2] <= 18


@pytest.mark.parametrize(("prefix", "names"), [("", "甲区、乙县"), ("/en", "District A, 乙县")])
def test_districts_are_named_in_their_order_and_in_chinese_without_english(client, prefix, names):
    second = District.objects.create(slug="b", name_zh_hans="乙县", name_en="", order=2)
    first = District.objects.create(slug="a", name_zh_hans="甲区", name_en="District A", order=1)
    project = make_project(districts=[second, first])

    assert names in strip_tags(client.get(prefix + project.get_absolute_url()).text)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"due": DAY}, "与基准一致"),
        ({"due": DAY + datetime.timedelta(days=3)}, "比基准推迟 3 天"),
        ({"due": DAY - datetime.timedelta(days=3)}, "比基准提前"),
        ({"due": DAY, "met_on": DAY + datetime.timedelta(days=9)}, "比基准推迟 9 天"),
        ({"met_on": DAY.replace(day=1), "met_on_precision": "month"}, None),
        ({}, None),
    ],
)
def test_a_milestone_is_held_against_its_baseline(client, values, words):
    project = make_project()
    status = "met" if "met_on" in values else "scheduled"
    Milestone.objects.create(
        project=project, name_zh_hans="封顶", due_baseline=DAY, status=status, **values
    )

    text = page_of(client, project).text

    said = [phrase for phrase in ("与基准一致", "比基准推迟", "比基准提前") if phrase in text]
    assert "基准2023年5月1日" in text
    assert (said == []) if words is None else (words in text and len(said) == 1)


def test_photos_of_one_viewpoint_stand_together_in_the_order_of_days(client):
    project = make_project()
    for number, viewpoint in ((2, "东洞口"), (1, "西洞口"), (1, "东洞口")):
        Photo.objects.create(
            project=project,
            picture=some_picture(kind="photo", credit="某人"),
            taken_on=DAY + datetime.timedelta(days=number),
            viewpoint_zh_hans=viewpoint,
            caption_zh_hans=f"{viewpoint}{number}",
        )

    response = page_of(client, project)

    series = response.context["photo_series"]
    assert [(name, [photo.caption for photo in rows]) for name, rows in series] == [
        ("东洞口", ["东洞口1", "东洞口2"]),
        ("西洞口", ["西洞口1"]),
    ]
    assert "<strong>2023年5月2日</strong> 东洞口1 · 某人" in response.text
    assert response.text.count("机位：") == 2


def test_viewpoints_stand_in_the_order_of_each_language(client):
    project = make_project()
    for chinese, english in (("西洞口", "Entrance"), ("东洞口", "Exit")):
        Photo.objects.create(
            project=project,
            picture=some_picture(kind="photo"),
            viewpoint_zh_hans=chinese,
            viewpoint_en=english,
        )

    shown = [page_of(client, project, prefix).context["photo_series"] for prefix in ("", "/en")]

    names = [[name for name, _photos in series] for series in shown]
    assert names == [["东洞口", "西洞口"], ["Entrance", "Exit"]]
