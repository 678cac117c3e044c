import shutil
import signal
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from scicity import embedded
from tests.clusters import Cluster
from tests.environment import VAR_DIR
from tests.portal import READY, Portal

FRESH = "scicity_fresh"


@pytest.fixture(scope="session")
def portal():
    """Was killed in each step of its first start, and once it served; then started."""
    portal = Portal(Path(mkdtemp(dir=VAR_DIR)) / "var")
    for step in ("Database", "Tables", "Content", "Static files", "Accounts", READY):
        portal.launch()
        portal.wait_for(step)
        portal.stop(signal.SIGKILL)
    yield portal.start()
    portal.remove()
    shutil.rmtree(portal.var.parent)


def make_fresh_database(name: str) -> str:
    """The address of an empty database on the tests' server."""
    socket = embedded.socket_directory(VAR_DIR / "postgres")
    with psycopg.connect(
        host=str(socket), user=embedded.SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://{embedded.SUPERUSER}@{str(socket).replace('/', '%2F')}/{name}"


@pytest.fixture
def fresh_database(django_db_modify_db_settings):
    return make_fresh_database(FRESH)


@pytest.fixture(scope="module")
def place():
    """A folder that servers' own users may enter."""
    place = Path(mkdtemp(prefix="servers-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def primary(place):
    """A PostgreSQL that a test may kill."""
    cluster = Cluster(place / "primary").start()
    yield cluster
    cluster.stop()
