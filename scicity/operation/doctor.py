"""Looks an installation over: what is wrong, and what to do about it."""

import io
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.mail import get_connection
from django.core.management import CommandError, call_command
from django.db import Error, connection

from scicity.accounts import credentials, secret_check
from scicity.operation import cdn, state
from scicity.operation.backup import retention
from scicity.uploads import scanner

# A nightly backup that came late.
MOST_HOURS = 30
# A purge that drops nothing.
NO_PAGES_TAG = "doctor"
OK, WARNING, BAD = "ok", "warning", "bad"


@dataclass(frozen=True)
class Finding:
    name: str
    level: str
    text: str
    advice: str = ""


def finding(name: str, problem: str, fine: str, advice: str, level=BAD) -> Finding:
    """What is wrong and how to mend it; without a problem, that it is fine."""
    return Finding(name, level, problem, advice) if problem else Finding(name, OK, fine)


def examine() -> Iterator[Finding]:
    yield from settings_hold()
    yield from secrets_are_private()
    yield from places_are_usable()
    reachable = state.database()
    if reachable.problem:
        yield Finding(
            "database", BAD, f"no answer ({reachable.problem})",
            "Start PostgreSQL, or correct DATABASE_URL.",
        )  # fmt: skip
    else:
        yield from database_is_right()
        yield finding(
            "credentials", secret_check.problem(), "open with the secret here",
            secret_check.remedy(),
        )  # fmt: skip
        yield from content_is_whole()
    yield from pooler_answers()
    yield from replica_answers()
    yield from cdn_takes_purges()
    yield from uploads_are_scanned()
    yield from mail_leaves()
    yield from backups_are_young()


def settings_hold():
    found = checks.run_checks(include_deployment_checks=True)
    for message in found:
        level = BAD if message.level >= checks.ERROR else WARNING
        yield Finding(f"check {message.id}", level, str(message.msg), str(message.hint or ""))
    if not found:
        yield Finding("settings", OK, "check --deploy finds nothing")
    if settings.DEBUG:
        yield Finding("DEBUG", BAD, "is on", "Unset DEBUG: errors show the code to everyone.")
    if not settings.ADMINS:
        yield Finding("ADMIN_EMAILS", WARNING, "is empty", "Set it: nobody is told of errors.")


def secrets_are_private():
    for name, advice in (
        ("secret_key", "chmod 600"),
        (credentials.FILE, "chmod 600"),
        ("accounts.txt", "Note the passwords elsewhere and delete"),
    ):
        path = settings.VAR_DIR / name
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(name, BAD, "others can read it", f"chmod 600 {path}")
        elif path.exists() and name == "accounts.txt":
            yield Finding(name, WARNING, "still holds the first passwords", f"{advice} {path}.")
        elif path.exists():
            yield Finding(name, OK, "for its owner only")


def places_are_usable():
    free = shutil.disk_usage(settings.VAR_DIR).free // state.MEGABYTE
    low = free < settings.LEAST_FREE_DISK_MB
    yield Finding(
        "disk", BAD if low else OK, f"{free} MB free",
        f"Free some: fewer than LEAST_FREE_DISK_MB={settings.LEAST_FREE_DISK_MB}." if low else "",
    )  # fmt: skip
    problem = state.storage().problem
    advice = f"Let the portal's user write {settings.MEDIA_ROOT}."
    yield finding("storage", problem, "uploads can be written", advice)
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding(
            "static files", BAD, "not collected", "Run: manage.py collectstatic --no-input"
        )


def database_is_right():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_encoding'), extract(epoch FROM clock_timestamp())"
        )
        encoding, now = cursor.fetchone()
        cursor.execute("SELECT to_regproc('pagestore_tell') IS NOT NULL")
        has_triggers = cursor.fetchone()[0]
    version = ".".join(map(str, connection.get_database_version()))
    yield Finding("database", OK, f"PostgreSQL {version}, {encoding}")
    if encoding != "UTF8":
        yield Finding("encoding", BAD, encoding, "Make the database anew with ENCODING 'UTF8'.")
    apart = abs(float(now) - datetime.now().timestamp())
    if apart > 2:
        yield Finding(
            "clock", BAD, f"{apart:.0f} s from the database's", "Run an NTP service on both."
        )
    missing = state.migrations().problem
    yield Finding(
        "migrations", BAD if missing else OK, missing or "all applied",
        "Run: manage.py migrate" if missing else "",
    )  # fmt: skip
    if not has_triggers:
        yield Finding(
            "page store", BAD, "its triggers are missing", "Run: manage.py migrate (makes them)."
        )


def content_is_whole():
    letters = state.overdue_letters()
    problem = f"{letters} letters wait too long" if letters else ""
    advice = "Start the worker (manage.py work) and look at its log."
    yield finding("worker", problem, "no letter waits too long", advice)
    if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        yield Finding("accounts", BAD, "no active superuser", "Run: manage.py createsuperuser")
    try:
        call_command("search_check", stdout=io.StringIO())
        yield Finding("search", OK, "index agrees with the pages")
    except (Error, CommandError) as error:
        yield Finding("search", BAD, " ".join(str(error).split())[:200], "Run: manage.py reindex")


def pooler_answers():
    """This command goes to the server itself, visitors' pages through the pooler."""
    if settings.DATABASE_DIRECT_URL:
        problem = no_answer(settings.DATABASE_URL)
        advice = "Start PgBouncer, or correct DATABASE_URL: no page can be made."
        yield finding("pooler", problem, "answers", advice)


def replica_answers():
    if settings.REPLICA_URL:
        problem = no_answer(settings.REPLICA_URL)
        advice = "Start the standby, or correct REPLICA_URL: the primary does all."
        yield finding("replica", problem, "answers", advice, WARNING)


def no_answer(url: str) -> str:
    """Why this PostgreSQL can't be asked, without its address and password."""
    try:
        with psycopg.connect(url, connect_timeout=5, prepare_threshold=None) as session:
            session.execute("SELECT 1")
    except psycopg.Error as error:
        return f"no answer ({type(error).__name__})"
    return ""


def cdn_takes_purges():
    if settings.CDN_PURGE_URL:
        problem = cdn.ask_to_drop([NO_PAGES_TAG], cdn.connections())
        advice = "Correct CDN_PURGE_URL and CDN_PURGE_TOKEN: it shows old pages."
        yield finding("CDN", problem, "takes purges", advice)


def uploads_are_scanned():
    if not settings.CLAMD_URL:
        advice = "Install clamav-daemon and set CLAMD_URL: docs/deploy.md."
        yield Finding("scanner", WARNING, "none: uploads are not scanned", advice)
    elif problem := scanner.problem():
        advice = "Start clamd, or correct CLAMD_URL: every upload is refused."
        yield Finding("scanner", BAD, problem, advice)
    else:
        advice = (
            "Let freshclam fetch signatures; in clamd.conf set StreamMaxLength, MaxFileSize and "
            "MaxScanSize as docs/deploy.md says, and restart clamd."
        )
        yield finding("scanner", scanner.weakness(), "finds the test file in 50 MB", advice)


def mail_leaves():
    if not settings.EMAIL_URL:
        text = f"becomes files in {settings.EMAIL_FILE_PATH}"
        yield Finding("mail", WARNING, text, "Set EMAIL_URL and MAIL_FROM.")
        return
    server = get_connection()
    try:
        server.open()
        yield Finding("mail", OK, f"{settings.EMAIL_HOST} takes the login")
    except OSError as error:
        yield Finding(
            "mail", BAD, f"{settings.EMAIL_HOST}: {type(error).__name__}",
            "Check EMAIL_URL and the way to the mail server; letters wait meanwhile.",
        )  # fmt: skip
    finally:
        server.close()


def backups_are_young():
    found = list(retention.backups(settings.BACKUP_DIR))
    if not found:
        advice = "Run manage.py backup each night (deploy/systemd has the timer)."
        yield Finding("backup", BAD, f"none in {settings.BACKUP_DIR}", advice)
        return
    hours = (datetime.now(UTC) - found[-1]).total_seconds() / 3600
    old = hours > MOST_HOURS
    advice = "Look at the log of the backup timer." if old else ""
    yield Finding("backup", BAD if old else OK, f"the last is {hours:.0f} h old", advice)
