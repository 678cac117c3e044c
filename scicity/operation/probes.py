"""/healthz: this process is alive. /readyz: so is what it needs. /metrics: numbers."""

import json

from django.db import close_old_connections
from prometheus_client import CONTENT_TYPE_LATEST

from scicity.operation import clients, metrics, state


def send(start_response, status: str, content_type: str, body: bytes):
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, headers)
    return [body]


def only_for_operators(answer):
    def asked(environ, start_response):
        if not clients.may_operate(environ):
            return send(start_response, "404 Not Found", "text/plain", b"Not found\n")
        close_old_connections()
        try:
            return answer(environ, start_response)
        finally:
            close_old_connections()

    return asked


def healthz(environ, start_response):
    """Touches nothing, so that a lost database restarts nobody."""
    return send(start_response, "200 OK", "text/plain", b"ok\n")


def readyz(environ, start_response):
    states = state.all_states()
    problems = {found.name: found.problem for found in states if found.problem}
    fails = any(found.problem and found.needed for found in states)
    status = "failing" if fails else "degraded" if problems else "ready"
    body = {"status": status} | {found.name: found.problem or found.note for found in states}
    code = "503 Service Unavailable" if fails else "200 OK"
    return send(start_response, code, "application/json", json.dumps(body).encode() + b"\n")


def numbers(environ, start_response):
    return send(start_response, "200 OK", CONTENT_TYPE_LATEST, metrics.text())


ANSWERS = {
    "/healthz": healthz,
    "/readyz": only_for_operators(readyz),
    "/metrics": only_for_operators(numbers),
}
