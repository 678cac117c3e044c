"""The moments at which pages change without anyone doing anything."""

import datetime
import time

from django.db import connection
from django.utils import timezone

from scicity.pagestore import storage
from scicity.pagestore.counters import place
from scicity.pagestore.triggers import watched_models
from scicity.publishing.models import Publishable

# {table: seconds}, and the number of the change before they were read.
_known: tuple[int, dict[str, float]] = (-1, {})


def publishable_tables() -> list[str]:
    return [m._meta.db_table for m in watched_models() if issubclass(m, Publishable)]


def next_turns() -> dict[str, float]:
    """{table: when its next page appears or disappears}, in seconds since 1970.

    Asked for before a page is made, so that nothing can happen unseen in between. One query, kept
    until a date changes or comes.
    """
    global _known
    number, turns = _known
    tables = publishable_tables()
    columns = (".published_at", ".expires_at", ".status", "+", "!")
    places = [place(table + column) for table in tables for column in columns]
    if storage.counters().unchanged(places, number) and min(turns.values()) > time.time():
        return turns
    number = storage.counters().last
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(query, tables)))
        turns = {table: float("inf") if at is None else float(at) for table, at in cursor}
    _known = number, turns
    return turns


def query(table: str) -> str:
    def earliest(column):
        return (
            f"(SELECT min({column}) FROM \"{table}\" WHERE status = 'published'"
            f" AND {column} > statement_timestamp())"
        )

    least = f"least({earliest('published_at')}, {earliest('expires_at')})"
    return f"SELECT '{table}', extract(epoch FROM {least})"


def end_of(tables, turns: dict[str, float]) -> float:
    """When what was read from these tables ends. `turns` are from before it was read."""
    return min([midnight(), *(turns[table] for table in tables if table in turns)])


def midnight() -> float:
    """When the day in Shanghai ends: validity, windows and lateness follow from the day."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    start = datetime.datetime.combine(tomorrow, datetime.time.min)
    return timezone.make_aware(start).timestamp()
