import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from scicity.uploads import scanner
from tests.needs import program
from tests.portal import free_port

# One signature, wherever it stands in a file: nothing is fetched.
SIGNATURES = f"Test.File:0:*:{scanner.TEST_FILE.encode().hex()}\n"
LIMITS = {"StreamMaxLength": "64M", "MaxFileSize": "64M", "MaxScanSize": "400M"}


class Clamd:
    """A virus scanner of the test's own."""

    def __init__(self, limits: dict[str, str]):
        self.place = Path(mkdtemp(prefix="clamd-"))
        self.port = free_port()
        self.local = f"unix://{self.place}/socket"
        self.remote = f"tcp://127.0.0.1:{self.port}"
        (self.place / "signatures").mkdir()
        (self.place / "signatures" / "own.ndb").write_text(SIGNATURES)
        values = {
            "DatabaseDirectory": self.place / "signatures", "LocalSocket": self.place / "socket",
            "TCPSocket": self.port, "TCPAddr": "127.0.0.1", "Foreground": "yes",
            "TemporaryDirectory": self.place,
        } | limits  # fmt: skip
        lines = [f"{name} {value}\n" for name, value in values.items()]
        (self.place / "clamd.conf").write_text("".join(lines))

    def start(self):
        clamd = program("clamd", "/usr/sbin/clamd", install="clamav-daemon")
        with (self.place / "log").open("w") as log:
            self.process = subprocess.Popen(
                [clamd, "--config-file", self.place / "clamd.conf"],
                stdout=log, stderr=log, env=os.environ | {"LANG": "C.UTF-8"},
            )  # fmt: skip

    def wait(self):
        until = time.monotonic() + 60
        while scanner.problem():
            ended = self.process.poll() is not None or time.monotonic() > until
            assert not ended, (self.place / "log").read_text()
            time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.place)


@contextmanager
def scanning(settings, **limits):
    clamd = Clamd(LIMITS | limits)
    settings.CLAMD_URL = clamd.local
    clamd.start()
    try:
        clamd.wait()
        yield clamd
    finally:
        clamd.stop()


@pytest.fixture
def clamd(settings):
    with scanning(settings) as clamd:
        yield clamd


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
