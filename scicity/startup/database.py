from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection

from scicity import embedded
from scicity.startup import StartProblem

# Any number that no other advisory lock uses.
LOCK = 120_260_001


@contextmanager
def running() -> Iterator[str]:
    """Gives what the database is, in a few words; stops the embedded server afterwards."""
    if not settings.EMBEDDED_POSTGRES:
        check_reachable()
        yield "at DATABASE_URL"
        return
    try:
        yield "started" if start_embedded() else "ran already"
    finally:
        stop_embedded()


@contextmanager
def borrowed() -> Iterator[None]:
    """For a command beside the portal: stops the embedded server only if it did not run before."""
    started = settings.EMBEDDED_POSTGRES and start_embedded()
    try:
        check_reachable()
        yield
    finally:
        if started:
            stop_embedded()


def start_embedded() -> bool:
    """Returns False if it ran already. Raises StartProblem."""
    try:
        return embedded.start(settings.EMBEDDED_POSTGRES, **embedded.ROOMY)
    except (embedded.EmbeddedServerError, psycopg.OperationalError, OSError) as error:
        raise StartProblem(
            f"The embedded PostgreSQL doesn't start ({' '.join(str(error).split())}); its log is "
            f"{settings.EMBEDDED_POSTGRES / 'server.log'}."
        ) from None


def stop_embedded() -> None:
    connection.close()
    try:
        embedded.stop(settings.EMBEDDED_POSTGRES)
    except embedded.EmbeddedServerError as error:
        raise StartProblem(f"The embedded PostgreSQL doesn't stop ({error}).") from None


def check_reachable() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        raise StartProblem(
            f"No PostgreSQL at DATABASE_URL ({reason}): start it, correct DATABASE_URL, or unset "
            "it to use the embedded server."
        ) from None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets one server at a time prepare a database that several share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        connection.close()


def migrate() -> str:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return "up to date"
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(plan)} migrations applied"
