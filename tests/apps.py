"""Server processes of a test's own, over databases that the test also holds."""

import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.needs import ROOT
from tests.portal import Portal

SECRET = "only-for-this-test"
PAGES = """
from tests.factories import make_article, make_institution, make_policy, make_project
make_institution(slug="administrative-committee"), make_article(), make_policy(), make_project()
"""


class App(Portal):
    """`manage.py serve`, as deploy/ starts it; what it needs was prepared before."""

    def __init__(self, place: Path, database: str, **variables):
        own = {
            "DATABASE_URL": database, "SECRET_KEY": SECRET, "SLOW_QUERY_MS": "0",
            "CREDENTIALS_SECRET": SECRET, "API_REQUESTS_A_MINUTE": "100000",
        }  # fmt: skip
        super().__init__(place, variables=own | variables)

    def prepare(self) -> "App":
        """With a few pages; the starter content would take much longer."""
        for command in (["migrate", "-v0"], ["shell", "--no-imports", "-c", PAGES], ["prepare"]):
            result = self.manage(*command)
            assert result.returncode == 0, result.stderr
        return self

    def take_static_from(self, other: "App") -> "App":
        shutil.copytree(other.var / "static", self.var / "static")
        return self

    def start(self) -> "App":
        self.starts += 1
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            try:
                if self.get("/healthz")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """As a service manager does."""
        self.process.send_signal(number)
        return self.process.wait(90)

    def get(self, path: str, data: bytes | None = None, **headers) -> tuple[int, dict, bytes]:
        """(status, headers in small letters, body)"""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, data, names)
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, found, answer.read()

    def text(self, path: str, **headers) -> str:
        return self.get(path, **headers)[2].decode()


def eventually(true, seconds: float = 20) -> bool:
    """Whether it becomes true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
