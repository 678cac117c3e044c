"""What holds for this installation now; the probes, the metrics and the doctor ask here."""

import shutil
import time
from dataclasses import dataclass
from functools import cache, wraps

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from scicity.operation.backup import retention
from scicity.subscriptions.models import Letter
from scicity.uploads import scanner

MEGABYTE = 1024 * 1024
# Letters that wait longer than this are a sign that no worker runs.
PATIENCE = timezone.timedelta(minutes=10)
SECONDS_BETWEEN_CHECKS = 30


@dataclass(frozen=True)
class State:
    """`needed` says whether visitors can't be served without it, `note` what holds otherwise."""

    name: str
    problem: str = ""
    needed: bool = True
    note: str = "ok"


def database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return State("database", type(error).__name__)
    return State("database")


def remembered(check):
    """A good result holds for half a minute: probes come often and these checks cost something."""
    until = {}

    @wraps(check)
    def asked():
        if until.get(check, 0) > time.monotonic():
            return State(check.__name__)
        state = check()
        if not state.problem:
            until[check] = time.monotonic() + SECONDS_BETWEEN_CHECKS
        return state

    asked.forget = until.clear
    return asked


@remembered
def migrations() -> State:
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error as error:
        return State("migrations", type(error).__name__)
    return State("migrations", f"{missing} not applied" if missing else "")


@remembered
def storage() -> State:
    try:
        name = default_storage.save("probe/readyz.txt", ContentFile(b"ready"))
        default_storage.delete(name)
    except Exception as error:  # each kind of storage has errors of its own
        return State("storage", type(error).__name__)
    return State("storage")


def disk() -> State:
    free = shutil.disk_usage(settings.VAR_DIR).free // MEGABYTE
    low = free < settings.LEAST_FREE_DISK_MB
    return State("disk", f"{free} MB free" if low else "")


def queue() -> State:
    try:
        waiting = overdue_letters()
    except Error as error:
        return State("queue", type(error).__name__, needed=False)
    problem = f"{waiting} letters wait for a worker" if waiting else ""
    return State("queue", problem, needed=False)


def uploads_scanner() -> State:
    if not settings.CLAMD_URL:
        return State("scanner", needed=False, note="none: uploads are not scanned")
    return State("scanner", scanner.problem(), needed=False)


def overdue_letters() -> int:
    return Letter.objects.filter(next_try_at__lte=timezone.now() - PATIENCE).count()


def all_states() -> list[State]:
    first = database()
    if first.problem:
        return [first, storage(), disk(), uploads_scanner()]
    return [first, migrations(), queue(), storage(), disk(), uploads_scanner()]


def numbers() -> dict[str, tuple[str, float]]:
    """{name: (what it is, value)}; without the database only what needs none."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    found = {
        "disk_free_bytes": ("Free space where VAR_DIR is.", usage.free),
        "disk_size_bytes": ("Size of the disk where VAR_DIR is.", usage.total),
        "start_time_seconds": ("When this release was first asked.", first_asked()),
    }
    if made := list(retention.backups(settings.BACKUP_DIR)):
        found["backup_time_seconds"] = (
            "When the last whole backup was made.",
            made[-1].timestamp(),
        )
    up = not database().problem
    found["database_up"] = ("1 while the database answers.", up)
    if up:
        waiting = Letter.objects.exclude(next_try_at=None).count()
        found["letters_waiting"] = ("Mails to be delivered.", waiting)
        found["letters_overdue"] = ("Mails that wait too long.", overdue_letters())
        found["letters_given_up"] = (
            "Mails that could not be delivered.",
            Letter.objects.filter(next_try_at=None).count(),
        )
    return found


@cache
def first_asked() -> float:
    return time.time()
