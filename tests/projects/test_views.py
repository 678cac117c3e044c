import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Sector
from scicity.media.models import Picture
from scicity.publishing import links
from scicity.publishing.links import link_to
from tests.factories import (
    make_article,
    make_call,
    make_indicator,
    make_institution,
    make_policy,
    make_project,
)

pytestmark = pytest.mark.django_db


def test_a_project_shows_its_parts_and_its_public_relations(client):
    project = make_project()
    owner = make_institution()
    for institution in (owner, make_institution(status="draft")):
        project.participations.create(institution=institution, role="owner")
    milestone = project.milestones.create(name_zh_hans="开工")
    article = make_article(projects=[project])
    make_article(projects=[project], status="draft")
    alike = make_project(kind=project.kind)

    context = client.get(project.get_absolute_url()).context

    assert list(context["milestones"]) == [milestone]
    assert [link for _row, link in context["participations"]] == [link_to(owner)]
    assert context["articles"] == [link_to(article)]
    assert context["more_projects"] == [link_to(alike)]


def test_a_photo_whose_picture_went_meanwhile_is_left_out(client, monkeypatch):
    project = make_project()
    picture = Picture.objects.create(title="洞口", width=1, height=1)
    project.photos.create(picture=picture)
    rows = links.rows
    monkeypatch.setattr(
        links, "rows", lambda model, keys: [] if model is Picture else rows(model, keys)
    )

    answer = client.get(project.get_absolute_url())

    assert answer.context["photo_series"] == []


def test_a_project_and_a_policy_name_each_other_once_both_are_public(client):
    policy, draft = make_policy(), make_policy(status="draft")
    project = make_project(policies=[policy, draft])
    make_project(policies=[policy], status="draft")

    from_project = client.get(project.get_absolute_url())
    from_policy = client.get(policy.get_absolute_url())

    assert from_project.context["policies"] == [link_to(policy)]
    assert from_policy.context["projects"] == [link_to(project)]
    assert policy.get_absolute_url() in from_project.text
    assert project.get_absolute_url() in from_policy.text


def test_in_english_a_project_leaves_out_what_has_no_english(client):
    project = make_project()
    project.participations.create(institution=make_institution(name_en=""), role="owner")

    english = client.get("/en" + project.get_absolute_url())

    assert list(english.context["participations"]) == []


def test_an_institution_shows_projects_policies_and_only_a_public_parent(client):
    parent = make_institution(status="draft", name_zh_hans="未公开的上级")
    institution = make_institution(parent=parent, host=make_institution())
    child = make_institution(parent=institution)
    project = make_project()
    project.participations.create(institution=institution, role="research")
    policy = make_policy(lead_agency=institution)

    response = client.get(institution.get_absolute_url())

    page = response.context["page"]
    assert (page.parent, page.host) == (None, institution.host)
    assert "未公开的上级" not in response.text
    assert [p.project for p in response.context["participations"]] == [project]
    assert response.context["children"] == [link_to(child)]
    assert response.context["policies"] == [link_to(policy)]
    for other in (child, policy):
        assert link_to(other).html in response.text


def test_an_institution_shows_its_calls_what_it_hosts_and_its_place(client):
    institution = make_institution(longitude="106.35", latitude="29.60")
    call, hosted = make_call(owner=institution), make_institution(host=institution)
    make_call(owner=institution, status="draft")

    response = client.get(institution.get_absolute_url())

    assert response.context["calls"] == [link_to(call)]
    assert response.context["hosted"] == [link_to(hosted)]
    for shown in (link_to(call).html, link_to(hosted).html, "106.350000, 29.600000"):
        assert shown in response.text


def test_an_institution_asks_no_more_for_more_links(client, django_assert_num_queries):
    institution = make_institution()

    def add_links():
        make_institution(parent=institution)
        make_institution(host=institution)
        make_call(owner=institution)
        make_policy(lead_agency=institution)
        make_article(institutions=[institution])

    add_links()
    with CaptureQueriesContext(connection) as asked:
        client.get(institution.get_absolute_url())
    add_links()
    with django_assert_num_queries(len(asked)):
        client.get(institution.get_absolute_url())


def test_an_institution_whose_place_is_withheld_says_only_that(client):
    institution = make_institution(
        longitude="106.35", latitude="29.60", location_precision="withheld"
    )

    text = client.get(institution.get_absolute_url()).text

    assert "准确位置不公开。" in text
    assert "106.35" not in text


def test_project_list_says_what_is_shown(client):
    make_project(phase="construction", kind="tunnel")
    make_project(phase="construction", kind="tunnel")
    make_project(phase="operation", kind="tunnel")

    response = client.get("/projects/?phase=construction&kind=tunnel")

    assert response.context["summary"] == "正在查看阶段为在建、项目类型为隧道的项目，共 2 项"
    assert '<a class="chip" href="/projects/?kind=tunnel">' in response.text


def test_institution_list_is_filtered_by_field(client):
    bio = Sector.objects.create(slug="bio", name="生命健康", kind="industry")
    lab = make_institution(sectors=[bio])
    make_institution()

    response = client.get("/institutions/?sector=bio")

    assert list(response.context["object_list"]) == [lab]


def test_a_figure_shows_definition_history_source_and_date(client):
    indicator = make_indicator(
        slug="labs",
        name_zh_hans="重点实验室",
        definition_zh_hans="市级及以上",
        definition_en="Labs",
    )
    for day, value in (("2021-01-01", 80), ("2022-01-01", 92)):
        indicator.observations.create(value=value, as_of=day, source_zh_hans="管委会")
    make_indicator(name_zh_hans="草稿指标", status="draft")

    text = client.get("/figures/").text

    assert 'id="labs"' in text
    assert all(word in text for word in ("市级及以上", "92", "80", "管委会", "2022年1月1日"))
    assert "草稿指标" not in text
