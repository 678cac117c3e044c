"""The web server as a child process, so that the database outlives it and never the reverse."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scicity.startup import StartProblem
from scicity.startup.stopping import Stop

# They let pages be made while others wait.
THREADS = 4
SECONDS_TO_FINISH = 10
# A server whose parent was killed ends by itself, after what it was answering.
SECONDS_FOR_AN_ORPHAN = 15


def require_free_port(host: str, port: int, patience: float = 0) -> None:
    """Raises StartProblem where nothing can listen on the address within `patience` seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            bind(host, port)
            return
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                raise StartProblem(address_problem(host, port, error)) from None
            time.sleep(0.1)


def bind(host: str, port: int) -> None:
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def address_problem(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: stop what listens there, or try `make run PORT=8080`."
    if error.errno == errno.EACCES:
        return f"Port {port} is for the system's administrator: try `make run PORT=8080`."
    return f"HOST={host!r}: this machine has no such address; use 127.0.0.1 or 0.0.0.0."


def production_command(
    host: str, port: int, processes: int, seconds_to_finish: int = 5
) -> list[str]:
    return [
        sys.executable, "-m", "granian", "scicity.wsgi:application",
        "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(THREADS),
        "--respawn-failed-workers", "--workers-kill-timeout", str(seconds_to_finish),
        "--log-level", "warning",
    ]  # fmt: skip


def development_command(host: str, port: int) -> list[str]:
    """Django's own server: it reloads changed code and shows errors."""
    return [sys.executable, "manage.py", "runserver", netloc(host, port), "--skip-checks"]


def netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def address(host: str, port: int) -> str:
    return f"http://{netloc(host, port)}/"


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen]:
    """Runs the server in a process group of its own and ends the whole group afterwards."""
    process = subprocess.Popen(command, start_new_session=True, preexec_fn=end_with_parent)
    try:
        yield process
    finally:
        end_group(process)


def end_with_parent() -> None:
    """Asks Linux to stop this process when its parent is killed; elsewhere it does nothing."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def end_group(process: subprocess.Popen) -> None:
    """The first process ends its own; who is left after it, or after a while, is killed."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_FINISH)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until_it_answers(process: subprocess.Popen, host: str, port: int, stop: Stop) -> None:
    """Raises StartProblem when the server ends, or is silent for half a minute."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    for _attempt in range(300):
        stop.check()
        if process.poll() is not None:
            raise StartProblem("The web server ended at once; what it said stands above.")
        try:
            socket.create_connection((reachable, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise StartProblem(f"The web server doesn't answer at {reachable}:{port}.")
