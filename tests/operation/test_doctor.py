import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection

from scicity.operation import doctor, state
from tests.portal import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.STATIC_ROOT = tmp_path / "static"
    for check in (state.migrations, state.storage):
        check.forget()


def bad() -> dict[str, str]:
    found = doctor.examine()
    return {finding.name: finding.advice for finding in found if finding.level == doctor.BAD}


def test_what_is_wrong_comes_with_what_to_do(settings, tmp_path):
    settings.DEBUG, settings.LEAST_FREE_DISK_MB = True, 10**9
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://x", "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    (tmp_path / "accounts.txt").touch(0o644)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'news'")

    assert bad() == {
        "DEBUG": "Unset DEBUG: errors show the code to everyone.",
        "accounts.txt": f"chmod 600 {tmp_path / 'accounts.txt'}",
        "disk": "Free some: fewer than LEAST_FREE_DISK_MB=1000000000.",
        "migrations": "Run: manage.py migrate",
        "backup": "Run manage.py backup each night (deploy/systemd has the timer).",
        "accounts": "Run: manage.py createsuperuser",
        "mail": "Check EMAIL_URL and the way to the mail server; letters wait meanwhile.",
    }


def test_mail_that_becomes_files_is_where_it_says(settings, tmp_path):
    settings.EMAIL_URL, settings.EMAIL_FILE_PATH = "", tmp_path / "mail"

    found = [finding.text for finding in doctor.examine() if finding.name == "mail"]

    assert found == [f"becomes files in {tmp_path}/mail"]


def test_neighbours_that_do_not_answer_are_named(settings):
    nowhere = f"postgresql://user:secret@127.0.0.1:{free_port()}/name"
    settings.DATABASE_URL, settings.DATABASE_DIRECT_URL = nowhere, "postgresql://there/name"
    settings.REPLICA_URL = nowhere
    settings.CDN_PURGE_URL = f"http://127.0.0.1:{free_port()}/purge"

    found = {
        finding.name: (finding.level, finding.text, finding.advice)
        for finding in doctor.examine()
        if finding.name in ("pooler", "replica", "CDN")
    }

    assert found == {
        "pooler": (
            "bad", "no answer (OperationalError)",
            "Start PgBouncer, or correct DATABASE_URL: no page can be made.",
        ),
        "replica": (
            "warning", "no answer (OperationalError)",
            "Start the standby, or correct REPLICA_URL: the primary does all.",
        ),
        "CDN": (
            "bad", "NewConnectionError",
            "Correct CDN_PURGE_URL and CDN_PURGE_TOKEN: it shows old pages.",
        ),
    }  # fmt: skip


def test_migration_to_come_is_a_problem_that_visitors_feel():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'news'")
        removed = cursor.rowcount

    found = {found.name: found for found in state.all_states()}["migrations"]

    assert found == state.State("migrations", f"{removed} not applied")


def test_command_ends_with_one_only_if_something_is_bad(django_user_model, settings):
    django_user_model.objects.create_superuser("root")
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    (settings.BACKUP_DIR / datetime.now(UTC).strftime("scicity-%Y%m%dT%H%M%SZ")).mkdir(parents=True)
    said = io.StringIO()

    call_command("doctor", stdout=said)
    settings.LEAST_FREE_DISK_MB = 10**9

    assert "\n0 to mend, " in said.getvalue()
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", stdout=said)
