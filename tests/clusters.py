"""PostgreSQL servers of a test's own: made, started, killed and removed by it."""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scicity import embedded


class Cluster:
    """One data directory, and its server while it runs."""

    def __init__(self, data: Path):
        self.data = data

    def start(self, **settings) -> "Cluster":
        embedded.start(self.data, **{"fsync": "off"} | settings)
        return self

    @property
    def address(self) -> str:
        socket = str(embedded.socket_directory(self.data)).replace("/", "%2F")
        return f"postgresql://{embedded.SUPERUSER}@{socket}/{embedded.DATABASE}"

    @contextmanager
    def session(self):
        socket = embedded.socket_directory(self.data)
        with psycopg.connect(
            host=str(socket), user=embedded.SUPERUSER, dbname=embedded.DATABASE, autocommit=True
        ) as connection:
            yield connection

    def sql(self, *statements):
        """The rows of the last one."""
        with self.session() as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def copy_to(self, data: Path, *options) -> "Cluster":
        """A base backup, ready to be started as its own server."""
        data.parent.mkdir(parents=True, exist_ok=True)
        embedded.make_traversable(data)
        data.mkdir(mode=0o700)
        embedded.give_to_system_user(data)
        socket = embedded.socket_directory(self.data)
        embedded.run(
            "pg_basebackup", "-h", socket, "-U", embedded.SUPERUSER, "-D", data, "-c", "fast",
            "--no-sync", *options,
        )  # fmt: skip
        for lock in data.glob(".s.PGSQL.*"):
            lock.unlink()
        return Cluster(data)

    def stop(self):
        embedded.stop(self.data)

    def kill(self):
        """As if the machine lost power. While the process is listed its lock on the data holds."""
        number = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(number, signal.SIGKILL)
        until = time.monotonic() + 60
        while Path(f"/proc/{number}").exists() and time.monotonic() < until:
            time.sleep(0.05)
