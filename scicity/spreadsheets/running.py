"""Checks and writes spreadsheets, in the request when they are short and in the worker if not."""

import logging
import time

import tablib
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicity.publishing import transitions
from scicity.publishing.changes import gathered
from scicity.spreadsheets.models import Import
from scicity.spreadsheets.sheets import Sheet, sheets

# Rows that are worked on while the sender waits for the answer.
SHORT = 200
MOST_ERRORS = 500
MOST_SHOWN = 50
# Names our locks among the database's advisory locks.
LOCKS = 740_001
SECONDS_BETWEEN_NOTES = 0.5

log = logging.getLogger(__name__)


def run_next() -> bool:
    """Does one waiting spreadsheet, also one that a killed worker left; False when none waits."""
    waiting = Import.objects.filter(state__in=[Import.State.CHECKING, Import.State.WRITING])
    return any(run(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True))


def run(pk: int) -> bool:
    """Checks or writes it; False when somebody else is at it. All is written, or nothing."""
    try:
        with transaction.atomic(), override("zh-hans"):
            if not is_mine(pk):
                return False
            job = Import.objects.filter(pk=pk).first()
            if job is None or not job.is_running:
                return False
            with gathered(), transaction.atomic():
                work(job)
            job.save()
    except Exception:
        log.exception("Spreadsheet %s stopped.", pk)
        Import.objects.filter(pk=pk).update(state=Import.State.FAILED)
    return True


def is_mine(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, pk])
        return cursor.fetchone()[0]


def work(job: Import) -> None:
    is_check = job.state == Import.State.CHECKING
    with progress_of(job) as note:
        sheet = sheets[job.sheet](is_check, note)
        try:
            names = sheet.names_of(job.headers)
        except ValidationError as error:
            job.state = Import.State.REFUSED
            job.result = {"errors": [line(1, "", message) for message in error.messages]}
            return
        result = sheet.import_data(
            dataset_of(job, sheet, names), use_transactions=True, rollback_on_validation_errors=True
        )
    job.result = summary(sheet, result)
    if job.result["errors"]:
        job.state = Import.State.REFUSED
    elif is_check:
        job.state = Import.State.CHECKED
    else:
        job.state, job.rows = Import.State.DONE, []
        note_in_history(job, sheet)


def dataset_of(job: Import, sheet: Sheet, names: list[str]) -> tablib.Dataset:
    places = [number for number, header in enumerate(job.headers) if header]
    dataset = tablib.Dataset(headers=[sheet.header(name) for name in names])
    for row in job.rows:
        dataset.append([row[place] for place in places])
    return dataset


def summary(sheet: Sheet, result) -> dict:
    """What the sender is shown, as it is kept with the import."""
    errors = errors_of(sheet, result)
    totals = result.totals
    return {
        "errors": errors[:MOST_ERRORS],
        "errors_total": len(errors),
        "new": totals["new"],
        "changed": totals["update"],
        "same": totals["skip"],
        "shown": [
            {"row": number + 1, "title": str(page), "is_new": number in sheet.made,
             "changes": sheet.changes[number]}
            for number, page in list(sheet.written.items())[:MOST_SHOWN]
        ],
    }  # fmt: skip


def errors_of(sheet: Sheet, result) -> list[dict]:
    found = []
    for row in result.invalid_rows:
        for name, messages in row.error_dict.items():
            found += [line(row.number + 1, column_label(sheet, name), text) for text in messages]
    for error in result.base_errors:
        found.append(line(1, "", str(error.error)))
    for row in result.error_rows:
        log.error("Row %s of a spreadsheet: %r", row.number, row.errors[0].error)
        found.append(line(row.number + 1, "", _("这一行无法写入：请检查各列后重试。")))
    return sorted(first_of_each_cell(found), key=lambda error: error["row"])


def first_of_each_cell(errors: list[dict]) -> list[dict]:
    """What a model says of a field again, under another name, is left out."""
    unique = {}
    for error in errors:
        unique.setdefault((error["row"], error["column"] or error["message"]), error)
    return list(unique.values())


def line(row: int, column: str, message: str) -> dict:
    return {"row": row, "column": column, "message": message}


def column_label(sheet: Sheet, name: str) -> str:
    for known in (name, f"{name}_zh_hans"):
        if known in sheet.fields:
            return sheet.header(known)
    try:
        return str(sheet.model()._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return ""


def note_in_history(job: Import, sheet: Sheet) -> None:
    """Every page that was written says in its history which file it came from."""
    message = _("由表格“%s”导入") % job.file_name
    pages = sheet.pages_written()
    for flag, chosen in ((ADDITION, True), (CHANGE, False)):
        rows = [page for page, made in pages if made == chosen]
        if rows:
            LogEntry.objects.log_actions(job.sender_id, rows, flag, change_message=message)
    transitions.imported(pages, job.sender, message)


class progress_of:
    """Notes how many rows are done where other connections see it at once."""

    def __init__(self, job: Import):
        self.pk, self.total, self.noted = job.pk, job.total, 0.0

    def __enter__(self):
        self.connection = connections["default"].copy()
        return self.note

    def note(self, done: int):
        if time.monotonic() - self.noted < SECONDS_BETWEEN_NOTES:
            return
        self.noted = time.monotonic()
        with self.connection.cursor() as cursor:
            table = Import._meta.db_table
            cursor.execute(f"UPDATE {table} SET done = %s WHERE id = %s", [done, self.pk])

    def __exit__(self, *_):
        self.connection.close()
