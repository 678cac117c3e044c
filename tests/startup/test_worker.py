"""The worker beside the server."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from scicity.startup import worker
from scicity.startup.stopping import SIGNALS, Stop
from scicity.startup.worker import Worker

SLEEP = (sys.executable, "-c", "import time; time.sleep(99)")


@pytest.fixture
def stop():
    before = {number: signal.getsignal(number) for number in SIGNALS}
    stop = Stop()
    stop.listen()
    yield stop
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(Worker, "command", SLEEP)
    with subprocess.Popen(SLEEP) as server:
        yield server
        server.kill()


def test_signal_ends_the_wait_without_interrupting_anything(server, stop):
    stop.interrupts = False
    signal.raise_signal(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        worker.beside(server, stop)


def test_signal_during_the_steps_of_a_start_interrupts_them(stop):
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


def test_wait_ends_with_the_server(server, stop):
    threading.Timer(0.3, server.kill).start()
    began = time.monotonic()

    worker.beside(server, stop)

    assert time.monotonic() - began < 60
