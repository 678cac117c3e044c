"""The moments at which pages change without anyone doing anything."""

import datetime
import time
from functools import cache

from django.db import connection
from django.utils import timezone

from scicity.pagestore import storage
from scicity.pagestore.counters import place
from scicity.pagestore.triggers import watched_models
from scicity.publishing.models import Publishable, VisibleQuerySet

# In place of a table: the next moment at which working copies come to their pages. That changes
# rows of any table, and it is the first request afterwards that does it.
RELEASE = ""
# {table: seconds}, and the number of the change before they were read.
_known: tuple[int, dict[str, float]] = (-1, {})


def publishable_tables() -> list[str]:
    return [m._meta.db_table for m in watched_models() if issubclass(m, Publishable)]


def tables_of_all_pages() -> list[str]:
    """Tables that repeat the dates of every page, as the search index does."""
    return [
        model._meta.db_table
        for model in watched_models()
        if isinstance(model._default_manager.all(), VisibleQuerySet)
        and not issubclass(model, Publishable)
    ]


@cache
def places_of_dates() -> list[int]:
    columns = (".published_at", ".expires_at", ".goes_live_at", ".status", "+", "!")
    return [place(table + column) for table in publishable_tables() for column in columns]


def next_turns() -> dict[str, float]:
    """{table: when its next page appears or disappears}, in seconds since 1970.

    Asked for before a page is made, so that nothing can happen unseen in between. One query, kept
    until a date changes or comes.
    """
    global _known
    number, turns = _known
    counters = storage.counters()
    if counters.unchanged(places_of_dates(), number) and min(turns.values()) > time.time():
        return turns
    number = counters.last
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(query, publishable_tables())))
        rows = [(table, as_time(at), as_time(release)) for table, at, release in cursor]
    turns = {table: at for table, at, _release in rows}
    turns |= dict.fromkeys(tables_of_all_pages(), min(turns.values()))
    turns[RELEASE] = min(release for _table, _at, release in rows)
    _known = number, turns
    return turns


def as_time(at) -> float:
    return float("inf") if at is None else float(at)


def query(table: str) -> str:
    def earliest(column):
        return (
            f"(SELECT min({column}) FROM \"{table}\" WHERE status = 'published'"
            f" AND {column} > statement_timestamp())"
        )

    least = f"least({earliest('published_at')}, {earliest('expires_at')})"
    # One that is due already ends a page at once: it was made before the release.
    release = f"(SELECT min(goes_live_at) FROM \"{table}\" WHERE status = 'scheduled')"
    return f"SELECT '{table}', extract(epoch FROM {least}), extract(epoch FROM {release})"


def end_of(tables, turns: dict[str, float]) -> float:
    """When what was read from these tables ends. `turns` are from before it was read."""
    ends = {RELEASE, *tables} & turns.keys()
    return min([midnight(), *(turns[table] for table in ends)])


def midnight() -> float:
    """When the day in Shanghai ends: validity, windows and lateness follow from the day."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    start = datetime.datetime.combine(tomorrow, datetime.time.min)
    return timezone.make_aware(start).timestamp()
