"""The audit of dependencies, against a server that speaks the advisory service's protocol."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import needs
from tests.needs import ROOT
from tests.portal import free_port

ADVISORY = {
    "id": "GHSA-test", "summary": "Any text stops it.", "published": "2026-11-01T00:00:00Z",
    "affected": [{
        "package": {"name": "sqlparse", "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
    }],
}  # fmt: skip


class Service(ThreadingHTTPServer):
    """Keeps what it was asked; answers with this status, and this advisory for sqlparse."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.status, self.advisories = {}, 200, []
        self.address = f"http://127.0.0.1:{self.server_port}/v1/query"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = query["package"]["name"]
        self.server.asked[name] = query["version"]
        found = {"vulns": self.server.advisories} if name == "sqlparse" else {}
        body = json.dumps(found).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def service():
    service = Service()
    thread = threading.Thread(target=service.serve_forever, args=[0.02])
    thread.start()
    yield service
    service.shutdown()
    thread.join()
    service.server_close()


def audit(address: str) -> tuple[int, str]:
    needs.program(f"{sys.prefix}/bin/pip-audit", install="(make .venv/dev)")
    result = subprocess.run(
        [sys.executable, "scripts/audit.py", "--service", address],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert result.stderr == ""
    return result.returncode, result.stdout


def pins() -> dict[str, str]:
    text = (ROOT / "requirements-dev.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.MULTILINE))


def test_each_pinned_package_is_asked_for(service):
    code, said = audit(service.address)

    assert service.asked == pins()
    assert (code, said) == (0, f"{len(pins())} packages audited, 0 known vulnerabilities.\n")


def test_a_known_vulnerability_fails_the_check(service):
    service.advisories = [ADVISORY]

    code, said = audit(service.address)

    assert (code, said) == (
        1,
        f"sqlparse {pins()['sqlparse']}: GHSA-test, mended in 99.1\n"
        "    Any text stops it.\n"
        f"{len(pins())} packages audited, 1 known vulnerabilities.\n",
    )


@pytest.mark.parametrize("status", [None, 403, 503])
def test_a_service_that_can_not_be_asked_is_told_and_fails_nothing(service, status):
    service.status = status
    address = service.address if status else f"http://127.0.0.1:{free_port()}/v1/query"

    code, said = audit(address)

    assert (code, said.startswith("NOT AUDITED: the service of advisories can't be asked (")) == (
        0, True,
    )  # fmt: skip
