"""What `make check` proves beside the tests of behaviour."""

import re
import shutil
import subprocess
import sys
import tomllib

import polib
import pytest
from django.core.management import call_command

from tests import needs
from tests.environment import inherited
from tests.needs import ROOT


def manage(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=ROOT, env=inherited() | variables, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_deploy_check_is_clean_under_production_settings():
    result = manage(
        "check", "--deploy", "--fail-level", "DEBUG",
        HTTPS="1", SECRET_KEY="k7-" * 20 + "abcdefghij", ALLOWED_HOSTS="portal.example",
    )  # fmt: skip

    assert (result.stderr, result.returncode) == ("", 0)


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_requirement_names_an_address():
    lines = [
        line for path in ROOT.glob("requirements*.txt") for line in path.read_text().splitlines()
    ]

    assert [line for line in lines if "://" in line or line.startswith("--")] == []


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    test_names = project["optional-dependencies"]["test"] + project["dependencies"]
    locks = {"requirements.txt": project["dependencies"], "requirements-test.txt": test_names}

    for lock, dependencies in locks.items():
        lines = (ROOT / lock).read_text()
        pinned = set(re.findall(r"^([\w-]+)(?:\[[\w,-]+\])?==", lines, re.MULTILINE))
        assert {re.match(r"[\w-]+", name)[0].lower() for name in dependencies} - pinned == set()


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What makemessages finds now, beside what locale/en has."""
    needs.program("xgettext", install="gettext")
    copy = tmp_path_factory.mktemp("copy") / "portal"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("var", ".*"))
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--no-wrap", "--no-location"],
        cwd=copy, check=True, capture_output=True, timeout=300,
        env=inherited() | {"SECRET_KEY": "unused"},
    )  # fmt: skip
    return polib.pofile(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")


def test_every_text_has_its_english(collected):
    missing = [entry.msgid for entry in collected if not entry.translated() and not entry.obsolete]

    assert missing == []
