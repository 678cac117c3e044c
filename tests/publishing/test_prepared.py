"""Queries whose SQL is written once."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from projects.models import Milestone
from scicity.publishing.prepared import Prepared, Written, put_prefetched
from tests.factories import make_project

pytestmark = pytest.mark.django_db


def make_milestones(project, *names):
    for number, name in enumerate(names):
        project.milestones.create(name_zh_hans=name, order=number)
    return list(project.milestones.all())


def test_rows_are_those_of_the_value_as_django_would_find_them():
    first, second = make_project(), make_project()
    rows = [make_milestones(first, "开工", "贯通"), make_milestones(second, "完工")]
    prepared = Prepared(Milestone.objects.select_related("project").filter(project=-1), -1)

    found = [prepared.rows(project.pk) for project in (first, second, first)]

    assert found == [*rows, rows[0]]
    assert prepared.rows(0) == []
    with CaptureQueriesContext(connection) as asked:
        assert [row.project for row in found[0]] == [first, first]
    assert len(asked) == 0


def test_sql_is_written_once_and_is_djangos_own():
    project = make_project()
    prepared = Prepared(Milestone.objects.filter(project=-1), -1)

    with CaptureQueriesContext(connection) as asked:
        prepared.rows(project.pk)
        list(Milestone.objects.filter(project=project.pk))

    first, second = (query["sql"] for query in asked.captured_queries)
    assert first.replace("$1", str(project.pk)) == second


def test_prefetched_rows_are_not_asked_for_again():
    project = make_project()
    rows = make_milestones(project, "开工")

    put_prefetched(project, "milestones", rows)

    with CaptureQueriesContext(connection) as asked:
        assert list(project.milestones.all()) == rows
        assert project.milestones.all()[0].project is project
    assert len(asked) == 0


def test_signs_stand_for_the_values_that_differ():
    first, second = make_project(), make_project()
    make_milestones(first, "开工", "贯通")
    make_milestones(second, "完工")
    names = QuerySet(Milestone).filter(project=-1, name_zh_hans__contains="?")
    written = Written(names.order_by("order").values_list("name_zh_hans", "order"))

    def found(project, text):
        return written.rows([(-1, project.pk), ("%?%", f"%{text}%")])

    assert found(first, "工") == [("开工", 0)]
    assert found(second, "工") == [("完工", 0)]
    assert found(second, "开") == []


def test_numbers_of_rows_come_together():
    first, second = make_project(), make_project()
    make_milestones(first, "开工", "贯通")
    make_milestones(second, "完工")

    rows = Milestone.objects.filter(project=-1).values("pk")
    written = Written.counts([rows, rows.filter(order=0), rows.filter(order=9)])

    assert written.rows([(-1, first.pk)]) == [(2,), (1,), (0,)]
    assert written.rows([(-1, second.pk)]) == [(1,), (1,), (0,)]
