"""The outermost WSGI application: settles who asks, names and counts the request."""

import re
import secrets
import time

from scicity.operation import clients, logs, metrics, probes
from scicity.operation.stack import with_room

GIVEN_ID = re.compile(r"[0-9a-f-]{16,64}", re.ASCII)


def made_by_django(application):
    """Wraps Django's own application: what gets so far has a name, by which `Front` knows it."""

    @with_room
    def called(environ, start_response):
        logs.request_id.set(logs.request_id.get() or request_id(environ))
        return application(environ, start_response)

    return called


class Front:
    def __init__(self, application):
        self.application = application
        metrics.begin_process()

    def __call__(self, environ, start_response):
        began = time.perf_counter()
        clients.settle(environ)
        answer = probes.ANSWERS.get(environ["PATH_INFO"])
        if answer:
            return answer(environ, start_response)

        def start(status, headers, exc_info=None):
            if name := logs.request_id.get():
                metrics.count(environ, status, time.perf_counter() - began)
                headers = [*headers, ("X-Request-ID", name)]
            else:
                metrics.stored.add(environ, status)
            return start_response(status, headers)

        try:
            return self.application(environ, start)
        finally:
            if logs.request_id.get():
                logs.request_id.set("")


def request_id(environ) -> str:
    """The one that a proxy of ours gave, or a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(16)
