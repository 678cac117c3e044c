"""The database goes away under load, for half a minute, and comes back; Ctrl-C ends the server."""

import os
import signal
import time
from http.client import HTTPConnection

import pytest

from tests.apps import App, eventually
from tests.web import Visitors

PAGES = ["/", "/en/", "/news/", "/talent/", "/projects/", "/data/", "/institutions/"]
SECONDS = 30


@pytest.fixture(scope="module")
def app(place, primary):
    app = App(place / "var", primary.address).prepare().start()
    yield app
    if app.process.poll() is None:
        app.stop()


def test_pages_seen_before_outlive_the_database(app, primary):
    for page in PAGES * 2:
        app.get(page)

    with Visitors(app, PAGES, number=4, pause=0.08) as visitors:
        primary.kill()
        began = time.monotonic()
        admin = app.get("/admin/", cookie="sessionid=an-editors")
        ready = app.get("/readyz")
        time.sleep(max(0, began + SECONDS - time.monotonic()))
        alive, number = app.get("/healthz")[0], visitors.number
        primary.start()
        assert eventually(lambda: app.get("/readyz")[0] == 200)
        recovered = app.get("/admin/login/")[0], app.get("/api/v1/institutions/")[0]

    assert visitors.failures == []
    assert number > 10 * SECONDS
    assert (admin[0], admin[1]["retry-after"]) == (503, "30")
    assert "<h1>数据库暂时连接不上</h1>" in admin[2].decode()
    assert (ready[0], alive, recovered) == (503, 200, (200, 200))


def test_ctrl_c_reaches_all_processes_and_none_has_to_be_killed(app):
    visitor = HTTPConnection("127.0.0.1", app.port)
    visitor.request("GET", "/news/")
    visitor.getresponse().read()

    os.killpg(app.process.pid, signal.SIGINT)

    assert app.process.wait(60) == 0
    visitor.close()
    assert "Killing" not in app.log.read_text()
