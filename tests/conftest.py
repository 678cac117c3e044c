import os

import pytest
from django.utils import translation

from scicity import embedded
from tests.environment import VAR_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Tests talk to a real PostgreSQL: the embedded one in var/test, or DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        embedded.start(VAR_DIR / "postgres", **embedded.UNSAFE_BUT_FAST)


@pytest.fixture(autouse=True)
def _chinese():
    """Every test starts in Chinese, whatever language the last answer was in."""
    translation.activate("zh-hans")


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages link to static files as they are; collecting them is tests/ops' subject."""
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
