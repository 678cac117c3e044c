"""A page store of its own for each test, over the real Django application and real commits."""

import threading
import time
from io import BytesIO

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from scicity.pagestore import keeping, notifications, storage
from scicity.pagestore.wsgi import PageStore

MEGABYTE = 1024 * 1024


class Visitor:
    """Asks the store as a browser would, and counts how often Django had to make a page."""

    def __init__(self):
        self.made = []
        self.django = get_wsgi_application()
        self.store = PageStore(self.count, 16 * MEGABYTE, 16 * MEGABYTE)
        self.making = threading.Lock()

    def count(self, environ, start_response):
        with self.making:
            self.made.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def get(self, address, method="GET", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        answer = Answer()
        answer.body = b"".join(self.store(environ, answer.start))
        return answer

    def makes(self, address, **headers) -> int:
        """How many pages Django makes to answer this."""
        before = len(self.made)
        self.get(address, **headers)
        return len(self.made) - before


class Answer:
    def start(self, status, headers, exc_info=None):
        self.status = int(status[:3])
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def text(self):
        return self.body.decode()


@pytest.fixture
def visitor(transactional_db, settings, tmp_path):
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.VAR_DIR = tmp_path
    yield from use()


def use():
    """Gives a visitor of a store in VAR_DIR, whose changes this process hears until the end."""
    connection.close()
    notifications._listener = None
    end = time.monotonic() + 10
    while not notifications.is_listening():
        assert time.monotonic() < end
        time.sleep(0.01)
    yield Visitor()
    notifications.stop()
    keeping.forget()
    storage.counters_at.cache_clear()
