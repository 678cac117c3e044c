"""More than one of each: servers, standbys, shared caches, object stores."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connections

from scicity import embedded
from scicity.operation import replica
from tests import needs
from tests.apps import App, eventually
from tests.portal import free_port
from tests.web import Nginx, Visitors

# Never stored: it is made anew for each visitor.
API = "/api/v1/institutions/administrative-committee/"
PAGE = "/institutions/administrative-committee/"
HTTP = """
    upstream scicity {{ server 127.0.0.1:{0}; server 127.0.0.1:{1}; }}
    server {{
        listen 127.0.0.1:{port};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For 203.0.113.9;
        location / {{ proxy_pass http://scicity; }}
    }}
"""


@pytest.fixture(scope="module")
def prepared(place, primary):
    """Whose static files the others take."""
    return App(place / "prepared", primary.address).prepare()


@pytest.fixture
def make_app(place, prepared, primary):
    apps = []

    def make(database=primary.address, **variables):
        var = Path(mkdtemp(dir=place)) / "var"
        apps.append(App(var, database, **variables).take_static_from(prepared))
        return apps[-1].start()

    yield make
    for app in apps:
        app.stop()


@pytest.fixture
def standby(primary, prepared):
    cluster = primary.copy_to(Path(mkdtemp(prefix="standby-")) / "data", "-R")
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.data.parent)


def rename(cluster, name):
    """What the page and the API show; the first column is the fallback of the others."""
    cluster.sql(
        f"UPDATE projects_institution SET name_zh_hans = '{name}', name = '{name}' "
        "WHERE slug = 'administrative-committee'"
    )


def test_visitors_read_from_the_standby_and_editors_from_the_primary(make_app, primary, standby):
    app = make_app(REPLICA_URL=standby.address, REPLICA_LAG_SECONDS="3600")
    rename(primary, "从前的名称")
    assert eventually(lambda: "从前的名称" in app.text(API))
    time.sleep(2 * replica.SECONDS_BETWEEN_LOOKS)
    app.text(API)
    standby.sql("SELECT pg_wal_replay_pause()")

    rename(primary, "刚刚改过的名称")

    assert "刚刚改过的名称" not in app.text(API)
    assert "刚刚改过的名称" in app.text(API, cookie="sessionid=an-editors")
    standby.sql("SELECT pg_wal_replay_resume()")
    assert eventually(lambda: "刚刚改过的名称" in app.text(API))


def test_standby_that_is_behind_or_cut_off_is_left_alone(
    primary, standby, settings, django_db_blocker
):
    entry = connections.databases["default"]
    place = str(embedded.socket_directory(standby.data))
    connections.databases["replica"] = entry | {"NAME": embedded.DATABASE, "HOST": place}
    settings.REPLICA_LAG_SECONDS = 0
    with django_db_blocker.unblock():
        rename(primary, "已经到了")
        assert eventually(replica.Health().look)
        standby.sql("SELECT pg_wal_replay_pause()")
        rename(primary, "还没有到")
        assert eventually(lambda: not replica.Health().look())
        standby.sql("SELECT pg_wal_replay_resume()")
        assert eventually(replica.Health().look)
        standby.sql("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")
        assert eventually(lambda: not replica.Health().look())
        connections["replica"].close()
    del connections["replica"]
    del connections.databases["replica"]


def test_no_request_fails_when_the_standby_is_killed(make_app, standby):
    app = make_app(REPLICA_URL=standby.address)
    app.text(API)

    with Visitors(app, [API, "/api/v1/projects/", "/news/"]) as visitors:
        assert eventually(lambda: visitors.number > 50)
        standby.kill()
        number = visitors.number
        assert eventually(lambda: visitors.number > number + 100)

    standby.start()
    assert visitors.failures == []
    assert eventually(lambda: app.text(API) and "The replica is read from" in last_word(app))


def last_word(app) -> str:
    lines = [line for line in app.log.read_text().splitlines() if "The replica is" in line]
    return lines[-1]


def test_promoted_standby_takes_writes_after_one_variable_is_changed(make_app, standby):
    standby.sql("SELECT pg_promote()")

    app = make_app(standby.address)

    wish = {"kind": "talent.talentpolicy", "email": "reader@example.com", "frequency": "daily"}
    assert app.get("/subscriptions/", urlencode(wish).encode())[0] == 200
    assert standby.sql("SELECT email FROM subscriptions_subscription") == [("reader@example.com",)]


@pytest.fixture
def redis_server(place):
    program = needs.program("redis-server", "valkey-server", install="redis-server")
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--dir", str(place), "--logfile", "redis.log"]
    )
    process.url = f"redis://127.0.0.1:{port}/0"
    yield process
    process.terminate()
    process.wait(20)


def test_two_servers_count_together_and_change_together(make_app, primary, redis_server, tmp_path):
    variables = {"REDIS_URL": redis_server.url, "API_REQUESTS_A_MINUTE": "10"}
    apps = [make_app(**variables), make_app(**variables)]
    nginx = Nginx(tmp_path).start_with(HTTP, *(app.port for app in apps))
    try:
        rename(primary, "第一个名称")
        assert all(eventually(lambda app=app: "etag" in app.get(PAGE)[1]) for app in apps)
        statuses = [nginx.get(API)[0] for _request in range(20)]
        rename(primary, "第二个名称")

        assert sorted(statuses) == [200] * 10 + [429] * 10
        assert all(eventually(lambda app=app: "第二个名称" in app.text(PAGE)) for app in apps)
        redis_server.terminate()
        redis_server.wait(20)
        assert [nginx.get(API)[0] for _request in range(4)] == [200] * 4
    finally:
        nginx.stop()


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def object_store():
    """moto's server: the protocol of S3 in another process, though not a store for production.

    TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY and TEST_S3_SECRET_KEY name a real one instead.
    """
    given = ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    if "TEST_S3_ENDPOINT" in os.environ:
        values = {name: os.environ[f"TEST_{name}"] for name in given}
        yield values | {"S3_BUCKET": f"scicity-{uuid4().hex}", "S3_REGION": "us-east-1"}
        return
    port = free_port()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("moto_server")), "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    values = {
        "S3_BUCKET": "scicity", "S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b",
    }  # fmt: skip
    assert eventually(lambda: is_open(port), 60)
    yield values
    process.terminate()
    process.wait(20)


UPLOAD = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.connection.create_bucket(Bucket=default_storage.bucket_name)
for name in ("照片.png", "page.html"):
    print(default_storage.url(default_storage.save(name, ContentFile(b"content"))))
from news.models import Attachment
from tests.factories import make_article
file = ContentFile(b"%PDF content", name="guide.pdf")
print(Attachment.objects.create(article=make_article(), title="Guide", file=file).file.url)
"""


def test_uploads_in_an_object_store_keep_their_addresses_and_rules(make_app, object_store):
    app = make_app(**object_store)
    result = app.manage("shell", "--no-imports", "-c", UPLOAD)
    picture, page, guide = result.stdout.split()

    assert (picture, page) == ("/media/%E7%85%A7%E7%89%87.png", "/media/page.html")
    status, headers, body = app.get(picture)
    assert (status, headers["content-type"], body) == (200, "image/png", b"content")
    assert app.get(page)[1]["content-disposition"] == "attachment"
    assert app.get("/media/nothing.png")[0] == 404
    status, headers, body = app.get(guide)
    assert (status, headers["content-type"], body) == (200, "application/pdf", b"%PDF content")
    assert (app.get(guide, range="bytes=5-")[0], app.get(guide, range="bytes=5-")[2]) == (
        206, b"content",
    )  # fmt: skip
    assert app.get("/files/attachment/0/guide.pdf")[0] == 404
    assert app.get("/readyz")[0] == 200
