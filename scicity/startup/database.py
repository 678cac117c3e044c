from collections.abc import Iterator
from contextlib import contextmanager

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
        was_started = embedded.start(settings.EMBEDDED_POSTGRES)
        yield "started" if was_started else "ran already"
    except embedded.EmbeddedServerError as error:
        raise StartProblem(
            f"The embedded PostgreSQL doesn't start ({error}); its log is "
            f"{settings.EMBEDDED_POSTGRES / 'server.log'}."
        ) from None
    finally:
        connection.close()
        embedded.stop(settings.EMBEDDED_POSTGRES)


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
