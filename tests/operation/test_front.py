"""The whole WSGI application, as a server calls it."""

import json
import logging
from io import BytesIO

import pytest
from django.db import connection

from scicity.operation import front, metrics, state
from scicity.subscriptions.models import Letter, Subscription
from scicity.wsgi import get_wsgi_application

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    def __init__(self):
        self.application = front.Front(front.made_by_django(get_wsgi_application()))

    def get(self, path, peer="127.0.0.1", **environ):
        said = {}

        def start(status, headers, exc_info=None):
            said.update(status=int(status[:3]), headers={k.lower(): v for k, v in headers})

        body = self.application(
            {
                "REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost",
                "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": peer,
                "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            } | environ,
            start,
        )  # fmt: skip
        return said["status"], said["headers"], b"".join(body).decode()


@pytest.fixture
def server(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["localhost"]
    for check in (state.migrations, state.storage):
        check.forget()
    return Server()


def test_alive_for_everyone_whatever_the_host(server, settings):
    settings.SECURE_SSL_REDIRECT = True

    status, headers, body = server.get("/healthz", peer="203.0.113.9", HTTP_HOST="10.1.2.3")

    assert (status, headers["cache-control"], body) == (200, "no-store", "ok\n")


def test_ready_names_each_part(server):
    status, _headers, body = server.get("/readyz")

    parts = ("database", "migrations", "queue", "storage", "disk")
    details = dict.fromkeys(parts, "ok") | {"scanner": "none: uploads are not scanned"}
    assert (status, json.loads(body)) == (200, {"status": "ready"} | details)


def test_not_ready_without_disk_or_storage(server, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT, settings.LEAST_FREE_DISK_MB = tmp_path / "file", 10**9

    status, _headers, body = server.get("/readyz")

    found = json.loads(body)
    assert (status, found["status"], found["storage"]) == (503, "failing", "NotADirectoryError")
    assert found["disk"].endswith("MB free")


def test_letters_that_wait_degrade_but_keep_serving(server):
    subscription = Subscription.objects.create(email="a@example.com", language="en", kind="x")
    Letter.objects.create(subscription=subscription, next_try_at="2026-01-01T00:00:00Z")

    status, _headers, body = server.get("/readyz")

    found = json.loads(body)
    assert (status, found["status"], found["queue"]) == (
        200, "degraded", "1 letters wait for a worker",
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_details_are_for_operators(server, path):
    stranger = server.get(path, peer="203.0.113.9", HTTP_X_FORWARDED_FOR="127.0.0.1")
    forwarded = server.get(path, HTTP_X_FORWARDED_FOR="203.0.113.9")

    assert [stranger[0], forwarded[0]] == [404, 404]


def test_metrics_count_each_answer(server):
    def counted():
        line = 'scicity_requests_total{area="page",method="GET",source="django",status="404"} '
        lines = server.get("/metrics")[2].splitlines()
        return sum(float(found.removeprefix(line)) for found in lines if found.startswith(line))

    before = counted()
    server.get("/nothing/here/")

    assert counted() == before + 1
    assert "scicity_database_up 1.0" in server.get("/metrics")[2]


def test_request_id_comes_from_the_proxy_or_is_new(server):
    given = "0123456789abcdef" * 2

    ids = [
        server.get("/robots.txt", HTTP_X_REQUEST_ID=given)[1]["x-request-id"],
        server.get("/robots.txt", HTTP_X_REQUEST_ID="x\r\nSet-Cookie: a=b")[1]["x-request-id"],
        server.get("/robots.txt", "203.0.113.9", HTTP_X_REQUEST_ID=given)[1]["x-request-id"],
    ]

    assert ids[0] == given
    assert all(front.GIVEN_ID.fullmatch(name) and name != given for name in ids[1:])


def test_slow_statement_is_told_without_its_values(settings, caplog):
    connection.close()
    settings.SLOW_QUERY_MS = 1
    with connection.cursor() as cursor, caplog.at_level(logging.WARNING, "scicity.slow_queries"):
        cursor.execute("SELECT pg_sleep(%s), %s", [0.01, "reader@example.com"])

    (record,) = [r for r in caplog.records if r.name == "scicity.slow_queries"]
    assert record.sql == "SELECT pg_sleep(%s), %s"
    assert record.milliseconds >= 10


def test_process_takes_the_space_of_its_metrics_at_once(server):
    files = list(metrics.DIRECTORY.glob(f"*_{front.metrics.os.getpid()}.db"))

    assert {file.name.partition("_")[0] for file in files} == {"counter", "histogram"}
    assert all(file.stat().st_blocks * 512 >= file.stat().st_size for file in files)
