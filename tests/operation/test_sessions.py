"""How PostgreSQL plans what the portal asks for."""

import pytest
from django.db import NotSupportedError, connection, transaction

from projects.models import Milestone
from scicity.publishing.prepared import Prepared
from scicity.publishing.related import related
from tests.factories import make_project


def answers(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def planned() -> list[tuple[str, int]]:
    """Statements of this session that are prepared, and how often their plan was used again."""
    return answers(
        "SELECT statement, generic_plans FROM pg_prepared_statements"
        " WHERE statement LIKE '%%projects_milestone%%'"
    )


def milestones_of():
    prepared = Prepared(Milestone.objects.filter(project=-1), -1)
    return lambda project: [row.name for row in prepared.rows(project.pk)]


@pytest.mark.django_db
def test_statements_are_planned_as_short_ones():
    assert answers("SHOW max_parallel_workers_per_gather") == [("0",)]
    assert answers("SHOW jit") == [("off",)]


@pytest.mark.django_db
def test_a_page_and_its_parts_are_asked_for_by_statements_that_are_planned_once():
    project, names = make_project(), milestones_of()
    project.milestones.create(name_zh_hans="开工")

    for _ in range(10):
        assert names(project) == ["开工"]
        parts = related(project, (), (), ("milestones",))["milestones"]
        assert parts == list(project.milestones.all())
        for number in range(150):
            Milestone.objects.filter(order=number).exists()

    assert [times > 0 for _sql, times in planned()] == [True, True]


@pytest.mark.django_db
def test_behind_a_pooler_no_statement_is_left_in_a_session_of_others(settings):
    settings.IS_POOLED = True
    project, names = make_project(), milestones_of()

    for _ in range(6):
        names(project)

    assert planned() == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_beside_the_running_portal_fails_no_page():
    project, names = make_project(), milestones_of()
    project.milestones.create(name_zh_hans="开工")
    for _ in range(6):
        names(project)
    length = Milestone._meta.get_field("name_zh_hans").max_length
    try:
        alter(length + 1)
        assert names(project) == ["开工"]
        for _ in range(6):
            names(project)
        alter(length)
        with transaction.atomic(), pytest.raises(NotSupportedError):
            names(project)
    finally:
        alter(length)


def alter(length: int):
    """As a migration does, in a session of its own."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(f"ALTER TABLE projects_milestone ALTER name_zh_hans TYPE varchar({length})")
    other.close()
