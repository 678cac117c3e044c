"""Numbers for Prometheus, of all server processes of the machine together.

Each process writes files of its own in VAR_DIR/metrics; whichever is asked adds them up.
"""

import os
from collections import Counter, deque
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from threading import Timer

import prometheus_client
from django.conf import settings
from prometheus_client import CollectorRegistry, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

DIRECTORY = Path(settings.METRICS_DIR)
DIRECTORY.mkdir(parents=True, exist_ok=True)
# Of a file of prometheus-client, and there are two; asking for more than it takes does no harm.
BYTES = 2**18


def has_room() -> bool:
    probe = DIRECTORY / f"room-{os.getpid()}"
    try:
        with probe.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, 2 * BYTES)
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True


# On a full disk the first number written to its map would kill the process, and the one started in
# its place, until the server gives up: the site matters more than its numbers.
if not has_room():
    values.ValueClass = values.MutexValue

requests = prometheus_client.Counter(
    "scicity_requests", "Answers given.", ["source", "area", "method", "status"], registry=None
)
seconds_to_make = Histogram(
    "scicity_request_seconds",
    "Seconds until Django's answer began; stored pages are not timed.",
    ["area"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,
)
slow_queries = prometheus_client.Counter(
    "scicity_slow_queries", "SQL statements over the limit.", registry=None
)

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


@cache
def areas() -> tuple[tuple[str, str], ...]:
    admin = f"/{settings.ADMIN_PATH}/"
    api = (("/api/", "api"), ("/en/api/", "api"))
    return (
        (admin, "admin"), *api, (settings.STATIC_URL, "static"), (settings.MEDIA_URL, "media"),
        ("/files/", "media"),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def area_of(path: str) -> str:
    return next((name for start, name in areas() if path.startswith(start)), "page")


def labels(environ, status: str) -> tuple[str, str, str]:
    method = environ["REQUEST_METHOD"]
    return area_of(environ["PATH_INFO"]), method if method in METHODS else "other", status[:3]


def count(environ, status: str, seconds: float) -> None:
    """An answer of Django's."""
    area, *others = labels(environ, status)
    requests.labels("django", area, *others).inc()
    seconds_to_make.labels(area).observe(seconds)


class Gathered:
    """Stored answers that the numbers lack for a second: to add one costs a tenth of the answer."""

    SECONDS = 1

    def __init__(self):
        self.waiting: deque[tuple[str, str, str]] = deque()
        self.is_timed = False

    def add(self, environ, status: str) -> None:
        self.waiting.append(labels(environ, status))
        if not self.is_timed:
            self.is_timed = True
            timer = Timer(self.SECONDS, self.count)
            timer.daemon = True
            timer.start()

    def count(self) -> None:
        # First of all: who comes after this sets a timer.
        self.is_timed = False
        found = Counter()
        with suppress(IndexError):
            while True:
                found[self.waiting.popleft()] += 1
        for (area, *others), number in found.items():
            requests.labels("store", area, *others).inc(number)


stored = Gathered()


def begin_process() -> None:
    """Takes the disk space of this process's files now: a full disk must not kill it later."""
    forget_dead_processes()
    slow_queries.inc(0)
    seconds_to_make.labels("page")
    for path in DIRECTORY.glob(f"*_{os.getpid()}.db"):
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)


def forget_dead_processes() -> None:
    for path in DIRECTORY.glob("*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            path.unlink(missing_ok=True)


class Installation:
    """What is true now, asked for when somebody looks."""

    def collect(self):
        from scicity.operation.state import numbers

        for name, (text, value) in numbers().items():
            yield GaugeMetricFamily(f"scicity_{name}", text, value=value)


def text() -> bytes:
    stored.count()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(DIRECTORY))
    registry.register(Installation())
    return generate_latest(registry)
