"""The worker beside the server."""

import subprocess
import sys

import pytest

from scicity.startup import worker
from scicity.startup.worker import Worker


def test_a_signal_whose_exception_was_lost_stops_it_all_the_same(monkeypatch):
    monkeypatch.setattr(worker, "PATIENCE", 0.05)
    monkeypatch.setattr(Worker, "command", (sys.executable, "-c", "import time; time.sleep(99)"))
    monkeypatch.setattr(Worker, "is_stopping", True)

    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"]) as server:
        with pytest.raises(KeyboardInterrupt):
            worker.beside(server)
        server.terminate()
