"""PgBouncer in transaction mode between the portal and PostgreSQL."""

import subprocess
from urllib.parse import urlencode

import psycopg
import pytest

from scicity import embedded
from tests import needs
from tests.apps import App, eventually
from tests.clusters import Cluster
from tests.portal import free_port
from tests.web import Visitors

# Never stored: it is made anew for each visitor.
API = "/api/v1/institutions/administrative-committee/"
PAGE = "/institutions/administrative-committee/"
# Fewer connections than the portal has threads: they have to share.
INI = """
[databases]
{name} = host={socket} user={user} dbname={name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
server_reset_query_always = 1
server_reset_query = DISCARD ALL
"""


class Pooler:
    def __init__(self, place, primary: Cluster):
        self.program = needs.program("pgbouncer", "/usr/sbin/pgbouncer", install="pgbouncer")
        self.port, self.ini, self.process = free_port(), place / "pgbouncer.ini", None
        socket = embedded.socket_directory(primary.data)
        values = {"name": embedded.DATABASE, "user": embedded.SUPERUSER, "socket": socket}
        self.ini.write_text(INI.format(port=self.port, **values))

    @property
    def address(self) -> str:
        return f"postgresql://{embedded.SUPERUSER}@127.0.0.1:{self.port}/{embedded.DATABASE}"

    def start(self) -> "Pooler":
        user = ["-u", embedded.SYSTEM_USER] if embedded.is_root() else []
        self.process = subprocess.Popen([self.program, "-q", *user, self.ini])
        assert eventually(self.answers)
        return self

    def answers(self) -> bool:
        try:
            return self.sql("SELECT 1") == [(1,)]
        except psycopg.OperationalError:
            return False

    def sql(self, statement):
        with psycopg.connect(self.address, autocommit=True, prepare_threshold=None) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def stop(self):
        self.process.kill()
        self.process.wait(20)


@pytest.fixture(scope="module")
def pooler(place, primary):
    pooler = Pooler(place, primary)
    try:
        yield pooler.start()
    finally:
        pooler.stop()


@pytest.fixture(scope="module")
def app(place, primary, pooler):
    app = App(place / "var", pooler.address, DATABASE_DIRECT_URL=primary.address).prepare().start()
    yield app
    app.stop()


def sessions(cluster) -> int:
    """Of the portal's processes, with those that the pooler shares among them."""
    return cluster.sql(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        " AND pid <> pg_backend_pid()"
    )[0][0]


def rename(database, name):
    database.sql(
        f"UPDATE projects_institution SET name_zh_hans = '{name}', name = '{name}'"
        " WHERE slug = 'administrative-committee'"
    )


def test_portal_shares_few_connections_and_hears_of_changes(app, pooler, primary):
    rename(pooler, "从前的名称")
    assert eventually(lambda: all("etag" in app.get(PAGE)[1] for _request in range(8)))
    assert eventually(lambda: "从前的名称" in app.text(PAGE))
    stored = app.get(PAGE)[1]["etag"]

    with Visitors(app, [API, "/news/?page=1", "/search/?q=policy"], number=8) as visitors:
        assert eventually(lambda: visitors.number > 150, 60)
        most = sessions(primary)
    rename(pooler, "刚刚改过的名称")
    wish = {"kind": "talent.talentpolicy", "email": "reader@example.com", "frequency": "daily"}
    subscribed = app.get("/subscriptions/", urlencode(wish).encode())[0]

    assert visitors.failures == []
    # Two that are shared, and one in each of the two processes that hears of changes.
    assert most <= 4
    assert eventually(lambda: "刚刚改过的名称" in app.text(PAGE))
    assert app.get(PAGE)[1]["etag"] != stored
    emails = "SELECT email FROM subscriptions_subscription"
    assert (subscribed, primary.sql(emails)) == (200, [("reader@example.com",)])


def test_commands_need_no_pooler(app, pooler):
    app.get(PAGE), app.get(PAGE)
    pooler.stop()

    missed = app.manage("doctor").stdout
    prepared = app.manage("prepare")
    indexed = app.manage("reindex")

    assert (prepared.returncode, indexed.returncode) == (0, 0), prepared.stderr + indexed.stderr
    assert (app.get(PAGE)[0], app.get("/readyz")[0]) == (200, 503)
    assert "XX pooler: no answer (OperationalError)\n" in missed
    pooler.start()
    assert "ok pooler: answers\n" in app.manage("doctor").stdout
    assert eventually(lambda: app.get("/readyz")[0] == 200)
