"""The outermost WSGI application: settles who asks, names and counts the request."""

import re
import secrets
import time
from contextvars import ContextVar

from scicity.operation import clients, logs, metrics, probes

GIVEN_ID = re.compile(r"[0-9a-f-]{16,64}", re.ASCII)
_was_made: ContextVar[bool] = ContextVar("was_made", default=False)


def made_by_django(application):
    """Wraps Django's own application, so that `Front` knows what the page store answered."""

    def called(environ, start_response):
        _was_made.set(True)
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
        name = request_id(environ)
        logs.request_id.set(name)
        _was_made.set(False)

        def start(status, headers, exc_info=None):
            made = _was_made.get()
            seconds = time.perf_counter() - began
            metrics.count(environ, status, made, seconds)
            if made:
                headers = [*headers, ("X-Request-ID", name)]
            return start_response(status, headers)

        try:
            return self.application(environ, start)
        finally:
            logs.request_id.set("")


def request_id(environ) -> str:
    """The one that a proxy of ours gave, or a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(16)
