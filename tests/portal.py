"""The portal as a real process, started as `make run` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from scicity import embedded
from tests.environment import VARIABLES, inherited
from tests.needs import ROOT

READY = "The portal is at"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Portal:
    """One installation: its directory, its port, its process while it runs."""

    var: Path
    port: int = field(default_factory=free_port)
    variables: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None
    starts: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def accounts(self) -> dict[str, str]:
        """The password of each account that the first start made."""
        lines = (self.var / "accounts.txt").read_text().splitlines()
        return dict(line.split()[:2] for line in lines)

    @property
    def log(self) -> Path:
        """Of the last start only: what an earlier one left behind may still be saying its last."""
        return self.var.with_name(f"{self.var.name}-{self.starts}.log")

    def environment(self) -> dict[str, str]:
        unset = VARIABLES | {"DATABASE_URL"}
        others = {name: value for name, value in inherited().items() if name not in unset}
        # Two, whatever the machine: what one process keeps must not be all that there is.
        own = {
            "VAR_DIR": str(self.var), "PORT": str(self.port), "ENV_FILE": os.devnull,
            "WEB_PROCESSES": "2",
        }  # fmt: skip
        return others | own | self.variables

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def launch(self) -> None:
        self.starts += 1
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT, env=self.environment(), stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip

    def wait_for(self, words: str, seconds: int = 300) -> None:
        """Waits until the process has printed these words. Raises when it ends before."""
        until = time.monotonic() + seconds
        while words not in self.log.read_text():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"never said {words!r}:\n{self.log.read_text()}")
            time.sleep(0.05)

    def start(self) -> "Portal":
        self.launch()
        self.wait_for(READY)
        return self

    def stop(self, number: int = signal.SIGINT) -> int:
        """Sends the signal as a terminal would, to the whole group; returns the exit code."""
        os.killpg(self.process.pid, number)
        return self.process.wait(90)

    def remove(self) -> None:
        if self.process and self.process.poll() is None:
            self.stop()
        embedded.stop(self.var / "postgres")
