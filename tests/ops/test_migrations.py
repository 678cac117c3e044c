"""A release's migrations run while the one before still serves."""

import subprocess

import pytest
from django_migration_linter import MigrationLinter

from tests.needs import ROOT

# What only hurts an old release that serves, or rows that are there already.
HARMLESS_BEFORE_THE_FIRST = ["NOT_NULL", "ALTER_COLUMN", "ADD_UNIQUE"]
OTHERS = ["admin", "auth", "axes", "contenttypes", "otp_static", "otp_totp", "sessions"]


def newest_tag() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--tags", "--abbrev=0"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    """Outside of a transaction, as indexes that are made concurrently need it; nothing is run."""
    with django_db_blocker.unblock():
        yield


def test_old_release_can_live_with_new_migrations(database, capsys):
    """Before the first release nothing runs beside them: a column may become another at once."""
    tag = newest_tag()
    linter = MigrationLinter(
        str(ROOT),
        exclude_apps=OTHERS,
        exclude_migration_tests=[] if tag else HARMLESS_BEFORE_THE_FIRST,
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
    )

    linter.lint_all_migrations(git_commit_id=tag or None)

    assert linter.nb_total > 0 or tag
    assert linter.nb_erroneous == 0, capsys.readouterr().out


def test_linter_sees_what_an_old_release_can_not_live_with(database):
    """Of our own history: a column that was NOT NULL at once."""
    linter = MigrationLinter(
        str(ROOT), include_apps=["site"], only_applied_migrations=True, no_cache=True,
        no_output=True,
    )  # fmt: skip

    linter.lint_all_migrations(migration_name="0002_open_data_licence", app_label="site")

    assert linter.nb_erroneous == 1
