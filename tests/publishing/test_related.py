"""A page's parts and the keys of others: in one statement, and as Django would give them."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from projects.views import ProjectDetail
from scicity.media.models import Picture
from scicity.publishing.related import FEW, join, related
from talent.views import PolicyDetail
from tests.factories import make_article, make_call, make_institution, make_policy, make_project

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 31)


def test_keys_of_all_relations_come_in_one_statement(django_assert_num_queries):
    project, policy = make_project(), make_policy()
    call = make_call(project=project)
    sector = project.sectors.create(name_zh_hans="交通", slug="transport")
    project.policies.add(policy)
    make_article(projects=[make_project()])
    articles = [make_article(projects=[project]) for _number in range(3)]

    with django_assert_num_queries(1):
        found = related(project, ("calls", "sectors", "policies", "districts"), ("articles",))

    assert sorted(found.pop("articles")) == [article.pk for article in articles]
    assert found == {
        "calls": [call.pk],
        "sectors": [sector.pk],
        "policies": [policy.pk],
        "districts": [],
    }


def test_of_a_long_relation_come_a_few():
    project = make_project()
    for _number in range(FEW + 2):
        make_article(projects=[project])

    assert len(related(project, (), ("articles",))["articles"]) == FEW


def project_with_parts():
    project = make_project()
    for name, day in (("贯通", DAY), ("开工", None), ("验收", None)):
        project.milestones.create(name_zh_hans=name, name_en="Event", due=day, order=1)
    project.milestones.create(name_zh_hans="立项", met_on=DAY, status="met", order=0)
    for number, percent in enumerate((Decimal("12.50"), Decimal("37"), None)):
        day, text = DAY + datetime.timedelta(number), "“引号”\\\n"
        project.progressreports.create(as_of=day, physical_percent=percent, text_zh_hans=text)
    project.projectupdates.create(title_zh_hans="动态", as_of=DAY)
    for day in (None, DAY, None):
        project.changerecords.create(kind="duration", reason_zh_hans="地质", decided_on=day)
    picture = Picture.objects.create(title="洞口", width=1, height=1)
    for chinese, english in (("西口", "Exit"), (None, None), ("东口", None), ("西口", "Exit")):
        viewpoints = {"viewpoint_zh_hans": chinese, "viewpoint_en": english}
        project.photos.create(picture=picture, taken_on=DAY, **viewpoints)
    project.projectdocuments.create(group="land", title_zh_hans="公告", file="projects/a.pdf")
    project.projectdocuments.create(group="tender", title_zh_hans="中标", url="https://example.cn")
    project.participations.create(institution=make_institution(), role="owner")
    return project


def policy_with_parts():
    policy = make_policy()
    document = policy.documents.create(title="办法", file="policies/a.pdf", issued_on=DAY)
    clause = policy.clauses.create(document=document, number="第二条", text="条文", order=2)
    policy.clauses.create(number="第一条", text="条文", order=1)
    policy.materials.create(name_zh_hans="申请表", count=2, is_required=False, clause=clause)
    policy.policyfaqs.create(question_zh_hans="谁", answer_zh_hans="人才")
    for day in (None, DAY):
        policy.windows.create(all_year=day is None, opens_on=day, closes_on=day)
    return policy


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("make", "view"), [(project_with_parts, ProjectDetail), (policy_with_parts, PolicyDetail)]
)
def test_rows_of_parts_are_those_that_django_would_give(make, view, language):
    page, stranger = make(), make()
    translation.activate(language)

    found = related(page, (), (), view.parts)

    for name in view.parts:
        wanted = list(getattr(page, name).all())
        assert wanted, name
        assert found[name] == wanted
        for row, other in zip(found[name], wanted, strict=True):
            fields = [field.attname for field in row._meta.concrete_fields]
            values = [getattr(row, field) for field in fields]
            assert values == [getattr(other, field) for field in fields]
            assert [*map(type, values)] == [type(getattr(other, field)) for field in fields]
            assert not row.get_deferred_fields()
    assert related(stranger, (), (), view.parts)[name] == list(getattr(stranger, name).all())


def test_rows_know_their_page_and_what_is_joined_to_them():
    policy = policy_with_parts()
    found = related(policy, (), (), ("documents", "clauses"))

    with CaptureQueriesContext(connection) as asked:
        clauses = join(found["clauses"], "document", found["documents"])
        assert [clause.policy for clause in clauses] == [policy, policy]
        assert [clause.document for clause in clauses] == [None, found["documents"][0]]
    assert len(asked) == 0
