"""Hears what PostgreSQL tells of changes, and counts it once for all processes of the machine."""

import fcntl
import logging
import os
import threading
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections

from scicity.pagestore import storage

logger = logging.getLogger(__name__)
CHANNEL = "pages"
SECONDS_BETWEEN_ATTEMPTS = 1
SECONDS_BETWEEN_LOOKS = 0.5


def listen(connection, **kwargs):
    """Lets a connection hear its own commits: PostgreSQL says them before COMMIT returns."""
    if connection.vendor != "postgresql" or connection.alias != "default":
        return
    if settings.IS_POOLED:  # behind a pooler the session is not ours: the thread hears it
        return
    connection.connection.add_notify_handler(lambda notification: hear(notification.payload))
    connection.connection.execute(f"LISTEN {CHANNEL}")


def hear(message: str) -> None:
    _transaction, *tags = message.split(" ")
    storage.counters().change(tags, message, storage.switch_front)


@contextmanager
def session():
    """A session of its own with the server itself, which hears all commits from now on."""
    wrapper = connections.create_connection("direct" if settings.IS_POOLED else "default")
    parameters = wrapper.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection


class Listener(threading.Thread):
    """Hears the commits of others as long as its process lives.

    While no process of the machine listened, changes may have been missed: the first one that
    listens forgets all pages, and so does each one that lost its connection.
    """

    def __init__(self):
        super().__init__(name="page store listener", daemon=True)
        self.pid = os.getpid()
        self.is_ready = threading.Event()
        self.is_stopped = threading.Event()
        self.share = None

    def run(self):
        while not self.is_stopped.is_set():
            try:
                self.listen()
            except psycopg.Error as error:
                logger.warning("The page store lost the database: %s", " ".join(str(error).split()))
            self.is_stopped.wait(SECONDS_BETWEEN_ATTEMPTS)

    def listen(self):
        with session() as connection:
            if self.is_ready.is_set() or self.is_first_of_the_machine():
                storage.forget_all()
            self.is_ready.set()
            while not self.is_stopped.is_set():
                for notification in connection.notifies(timeout=SECONDS_BETWEEN_LOOKS):
                    hear(notification.payload)

    def is_first_of_the_machine(self) -> bool:
        """Takes a share in a lock that the kernel takes back when the process ends."""
        storage.directory().mkdir(parents=True, exist_ok=True)
        self.share = os.open(storage.directory() / "listening", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self.share, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_first = True
        except BlockingIOError:
            is_first = False
        fcntl.flock(self.share, fcntl.LOCK_SH)
        return is_first


_listener: Listener | None = None
_starting = threading.Lock()


def is_listening() -> bool:
    """Starts this process's listener on the first call; a fork's first call starts its own."""
    global _listener
    if _listener is None or _listener.pid != os.getpid():
        with _starting:
            if _listener is None or _listener.pid != os.getpid():
                _listener = Listener()
                _listener.start()
    return _listener.is_ready.is_set()


def hears() -> bool:
    """Whether this process hears changes by now; starts nothing."""
    listener = _listener
    return listener is not None and listener.pid == os.getpid() and listener.is_ready.is_set()


def stop() -> None:
    """Ends this process's listener, if there is one; for tests."""
    global _listener
    if _listener is not None:
        _listener.is_stopped.set()
        _listener.join()
        os.close(_listener.share)
        _listener = None
