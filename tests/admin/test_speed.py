"""A form costs the same however many rows it shows; `tests.benchmarks.admin` takes the time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Participation, Photo, Project
from talent.models import (
    Benefit,
    Clause,
    EligibilityTrack,
    Material,
    PolicyRelation,
    SourceDocument,
    TalentPolicy,
)
from tests.admin.test_sweep import address, some_picture
from tests.factories import make_institution, make_policy, make_project

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30


def add_to_project(project):
    Participation.objects.create(
        project=project, institution=make_institution(), role=Participation.Role.OWNER
    )
    Photo.objects.create(project=project, picture=some_picture())


def add_to_policy(policy):
    document = SourceDocument.objects.create(policy=policy, title_zh_hans="文件")
    number = str(policy.clauses.count() + 1)
    clause = Clause.objects.create(policy=policy, number=number, document=document)
    track = EligibilityTrack.objects.create(policy=policy, name_zh_hans="类")
    Benefit.objects.create(policy=policy, kind="award", clause=clause, track=track)
    Material.objects.create(policy=policy, name_zh_hans="材料", clause=clause)
    PolicyRelation.objects.create(
        policy=policy, kind="implements", other=make_policy(), clause=clause
    )


def questions_of(client, url) -> int:
    """Queries, without the marks that nested transactions set."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("model", "make", "add"),
    [
        (Project, make_project, add_to_project),
        (TalentPolicy, make_policy, add_to_policy),
    ],
)
def test_form_costs_the_same_for_more_rows(admin_client, model, make, add):
    page = make(status="draft", published_at=None)
    url = address(model, "change", page.pk)
    add(page)
    questions_of(admin_client, url)
    few = questions_of(admin_client, url)
    for _row in range(4):
        add(page)

    assert questions_of(admin_client, url) == few <= MOST_QUERIES


def test_chosen_rows_are_named_in_the_form(admin_client):
    project = make_project(status="draft", published_at=None)
    institution = make_institution(name_zh_hans="重庆大学")
    Participation.objects.create(project=project, institution=institution, role="owner")

    shown = admin_client.get(address(Project, "change", project.pk)).content.decode()

    assert f'<option value="{institution.pk}" selected>重庆大学</option>' in shown
