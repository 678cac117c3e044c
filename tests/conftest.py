import json
import os
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from scicity import embedded
from scicity.pagestore import notifications
from tests import needs
from tests.environment import VAR_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Tests talk to a real PostgreSQL: the embedded one in var/test, or DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        embedded.start(VAR_DIR / "postgres", **embedded.UNSAFE_BUT_FAST)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker):
    """At the end nobody holds the database that is to be dropped, as pages in browsers may: they
    go on asking."""
    yield
    notifications.stop()
    if django_db_keepdb:
        return
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [name],
            )


@pytest.fixture(autouse=True)
def _chinese():
    """Every test starts in Chinese, whatever language the last answer was in."""
    translation.activate("zh-hans")


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages link to static files as they are; collecting them is tests/ops' subject."""
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}


@pytest.fixture
def nu(tmp_path):
    """Checks pages with the Nu HTML checker: give it {name: html}, it gives the errors' lines."""
    java = needs.program("java", install="default-jre-headless")
    checker = needs.vnu()

    def errors_of(pages: dict[str, str]) -> list[str]:
        for number, html in enumerate(pages.values()):
            (tmp_path / f"{number}.html").write_text(html, encoding="utf-8")
        result = subprocess.run(
            [java, "-jar", checker, "--format", "json", "--errors-only", "--exit-zero-always", "."],
            cwd=tmp_path, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        names = list(pages)
        return [
            f"{names[int(Path(found['url']).stem)]}:{found.get('lastLine')}: {found['message']}"
            for found in json.loads(result.stderr)["messages"]
        ]

    return errors_of
