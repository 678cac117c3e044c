"""How PostgreSQL plans what the portal asks for: many short statements at once."""

from django.conf import settings

# To start helpers for a statement, or to compile it, takes longer than most statements take, and
# other visitors want the other cores. Counting two texts of a search took 6 ms with helpers, and
# takes 1 without.
SHORT_STATEMENTS = "SET max_parallel_workers_per_gather = 0; SET jit = off"


def prepare(connection, **kwargs):
    """The receiver of `connection_created`; behind a pooler a session is not ours to change."""
    if connection.vendor == "postgresql" and not settings.IS_POOLED:
        connection.connection.execute(SHORT_STATEMENTS)
