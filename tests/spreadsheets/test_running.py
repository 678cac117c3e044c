"""Long spreadsheets are done by the worker, beside the requests."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.urls import reverse

from scicity.accounts.models import User
from scicity.spreadsheets import running
from scicity.spreadsheets.models import Import
from talent.models import TalentPolicy
from tests.spreadsheets.files import workbook

UPLOAD = reverse("admin:talent_talentpolicy_sheet", args=["policies"])


def long_table(rows=running.SHORT + 1):
    return [("外部编号", "名称（中文）", "类别")] + [
        (f"P-{number}", f"政策{number}", "人才") for number in range(rows)
    ]


def make_job(rows=3, **values):
    headers, *table = long_table(rows)
    return Import.objects.create(
        sheet="policies", file_name="表.xlsx", sender=User.objects.create_superuser("boss"),
        headers=headers, rows=[list(row) for row in table], total=rows, **values,
    )  # fmt: skip


@pytest.mark.django_db
def test_long_table_waits_for_the_worker_at_both_steps(admin_client):
    admin_client.post(UPLOAD, {"file": workbook(*long_table())})
    job = Import.objects.get()
    address = reverse("admin:talent_talentpolicy_sheet_import", args=["policies", job.pk])
    states = [job.state]

    for step in (work, lambda: admin_client.post(address), work):
        step()
        job.refresh_from_db()
        states.append(job.state)

    assert states == ["checking", "checked", "writing", "done"]
    assert TalentPolicy.objects.count() == running.SHORT + 1


def work():
    call_command("work", once=True)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_elsewhere_before_anything_is_written(monkeypatch):
    monkeypatch.setattr(running, "SECONDS_BETWEEN_NOTES", 0)
    job = make_job(state=Import.State.WRITING)
    seen = []

    class Watching(running.progress_of):
        def note(self, done):
            super().note(done)
            reader = threading.Thread(target=look)
            reader.start()
            reader.join()

    def look():
        seen.append((Import.objects.get(pk=job.pk).done, TalentPolicy.objects.count()))
        connection.close()

    monkeypatch.setattr(running, "progress_of", Watching)
    running.run(job.pk)

    assert seen == [(1, 0), (2, 0), (3, 0)]
    assert TalentPolicy.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_only_one_works_on_it():
    job = make_job()
    other = connections["default"].copy()

    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [running.LOCKS, job.pk])
        taken = running.run(job.pk)
        cursor.execute("ROLLBACK")
    other.close()

    assert (taken, running.run(job.pk)) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_failure_of_the_last_row_writes_none():
    job = make_job(state=Import.State.WRITING)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE talent_talentpolicy ADD CONSTRAINT not_the_last "
                       "CHECK (external_id <> 'P-2')")  # fmt: skip
    try:
        running.run(job.pk)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE talent_talentpolicy DROP CONSTRAINT not_the_last")

    job.refresh_from_db()
    assert (job.state, TalentPolicy.objects.count()) == (Import.State.REFUSED, 0)
    assert job.result["errors"] == [
        {"row": 4, "column": "", "message": "这一行无法写入：请检查各列后重试。"}
    ]


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_it_to_the_next():
    job = make_job(state=Import.State.WRITING)
    with transaction.atomic():
        running.work(Import.objects.get(pk=job.pk))
        transaction.set_rollback(True)

    running.run_next()

    job.refresh_from_db()
    assert (job.state, TalentPolicy.objects.count()) == (Import.State.DONE, 3)
