import os

import pytest

from scicity import embedded
from tests.environment import VAR_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Tests talk to a real PostgreSQL: the embedded one in var/test, or DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        embedded.start(VAR_DIR / "postgres", **embedded.UNSAFE_BUT_FAST)
