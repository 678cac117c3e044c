"""The database in a backup: dumped, fingerprinted and restored by PostgreSQL's own programs."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.backends.postgresql.client import DatabaseClient

from scicity import embedded
from scicity.operation.backup import BackupProblem

# Its rows are of no use later, and nobody's business.
WITHOUT_ROWS = "django_session"
TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname != %s
ORDER BY relname
"""
# The sum of hashes does not depend on the order of rows.
FINGERPRINT = (
    "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text"
    " FROM public.{} AS t"
)
ANYTHING = """
SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
"""


def program(name: str, using: str) -> str:
    """That of the server's own version where Debian has it, else the one that comes along."""
    major = connections[using].get_database_version()[0]
    debian = Path(f"/usr/lib/postgresql/{major}/bin") / name
    return str(debian if debian.exists() else embedded.binaries() / name)


def run(name: str, using: str, *arguments) -> str:
    _command, variables = DatabaseClient.settings_to_cmd_args_env(
        connections[using].settings_dict, []
    )
    result = subprocess.run(
        [program(name, using), *address(using), *map(str, arguments)],
        env=os.environ | (variables or {}), stdin=subprocess.DEVNULL,
        capture_output=True, text=True,
    )  # fmt: skip
    if result.returncode:
        lines = result.stderr.strip().splitlines() or ["no reason given"]
        raise BackupProblem(f"{name}: {lines[0]}")
    return result.stdout


def address(using: str) -> list[str]:
    values = connections[using].settings_dict
    names = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    return [f"{option}={values[name]}" for option, name in names.items() if values.get(name)]


@contextmanager
def snapshot(using: str):
    """One moment of the database for fingerprints and dump: gives (cursor, its name)."""
    connection = connections.create_connection(using)
    try:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
    finally:
        connection.close()


def dump(path: Path, using: str, snapshot_name: str) -> None:
    run(
        "pg_dump", using, "--format=custom", "--compress=6", "--no-owner", "--no-privileges",
        f"--snapshot={snapshot_name}", f"--exclude-table-data=public.{WITHOUT_ROWS}",
        f"--file={path}",
    )  # fmt: skip


def fingerprints(cursor) -> dict[str, list]:
    """{table: [rows, hash of all of them]}"""
    cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'")
    cursor.execute("SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'")
    cursor.execute(TABLES, [WITHOUT_ROWS])
    found = {}
    for (table,) in cursor.fetchall():
        cursor.execute(FINGERPRINT.format(table))
        found[table] = list(cursor.fetchone())
    return found


def migrations(cursor) -> list[str]:
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [name for (name,) in cursor]


def version(using: str) -> str:
    return ".".join(map(str, connections[using].get_database_version()))


def require_dump(path: Path, using: str) -> None:
    """Raises BackupProblem for a file that pg_restore can't read."""
    command = [program("pg_restore", using), "--list", str(path)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode or "TABLE DATA" not in result.stdout:
        raise BackupProblem(f"{path.name} is not a dump that pg_restore can read.")


def require_empty(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(ANYTHING)
        if cursor.fetchone()[0]:
            name = connections[using].settings_dict["NAME"]
            raise BackupProblem(
                f"The database {name} is not empty: restore into a new one (createdb), then let "
                "DATABASE_URL name it."
            )


def restore(path: Path, using: str) -> None:
    """All of it or, when anything fails, nothing."""
    run(
        "pg_restore", using, "--single-transaction", "--exit-on-error", "--no-owner",
        "--no-privileges", path,
    )  # fmt: skip


def empty(using: str) -> None:
    """Takes back a restore into a database that was empty before."""
    with connections[using].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
