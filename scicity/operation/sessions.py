"""How PostgreSQL plans what the portal asks for: many short statements at once."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.db import NotSupportedError, connections
from django.db.backends.postgresql.base import ServerBindingCursor

T = TypeVar("T")

# To start helpers for a statement, or to compile it, takes longer than most statements take, and
# other visitors want the other cores. Counting two texts of a search took 6 ms with helpers, and
# takes 1 without.
SHORT_STATEMENTS = "SET max_parallel_workers_per_gather = 0; SET jit = off"

# Asked for by one session so often before, a statement of `planned_once` is prepared.
ASKED = 1


def prepare(connection, **kwargs):
    """The receiver of `connection_created`; behind a pooler a session is not ours to change."""
    if connection.vendor == "postgresql" and not settings.IS_POOLED:
        connection.connection.execute(SHORT_STATEMENTS)


def planned_once(database: str, ask: Callable[[], T]) -> T:
    """What `ask()` gives, whose statements a session prepares.

    Only for SQL that stays the same but for values, and whose best plan is the same for all.
    """
    if settings.IS_POOLED:
        return ask()
    connection = connections[database]
    connection.ensure_connection()
    try:
        with preparing(connection.connection):
            return ask()
    except NotSupportedError:
        # A migration beside the running portal has changed the type of a column.
        if connection.in_atomic_block:
            raise
        connection.close()
        return ask()


@contextmanager
def preparing(session):
    """Values go beside the statement: only so can PostgreSQL know it again.

    Nothing else is counted meanwhile, or the many statements that differ would push out these few.
    """
    usual = session.cursor_factory, session.prepare_threshold
    session.cursor_factory, session.prepare_threshold = ServerBindingCursor, ASKED
    try:
        yield
    finally:
        session.cursor_factory, session.prepare_threshold = usual
