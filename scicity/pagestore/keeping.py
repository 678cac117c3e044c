"""What many pages show, kept in memory under the same rule as whole pages.

A page that isn't stored is still made of parts that rarely change: the footer, the counts beside
a filter, a part of the home page. A part knows what it was made from and ends with it.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection

from scicity.pagestore import deadlines, notifications, storage
from scicity.pagestore.bounded import Bounded
from scicity.pagestore.counters import place
from scicity.pagestore.freshness import Fresh
from scicity.pagestore.reading import note_part, reading

T = TypeVar("T")


@dataclass
class Part(Fresh):
    value: object
    tags: frozenset[str]
    tables: frozenset[str]
    # Whether all that it was made from is known.
    is_followed: bool


class Parts(Bounded):
    def fresh(self, key: Hashable) -> Part | None:
        part = self.get(key)
        return part if part is not None and part.is_fresh(storage.counters()) else None

    def remember(self, key: Hashable, part: Part) -> None:
        """One that can't be followed is not kept."""
        if part.is_followed:
            self.put(key, part)


_parts = Parts(5_000)
# Of rows there are many; they must not drive out what every page shows.
_rows = Parts(10_000)
_being_made: dict[Hashable, threading.Lock] = {}


def is_possible() -> bool:
    return not connection.in_atomic_block and notifications.hears()


def keep(key: Hashable, make: Callable[[], T]) -> T:
    """What `make()` returns, made again only after something that it read has changed.

    It must be whole (no QuerySet yet to be read), depend on nothing but the database, the day and
    the key, and nobody may change it. Where changes can't be heard (in a command, inside a
    transaction) it is made each time.
    """
    if not is_possible():
        return make()
    part = _parts.fresh(key) or made(key, make)
    note_part(part)
    return part.value


def made(key, make) -> Part:
    """One thread makes it while the others wait. Parts inside of parts never wait in a circle."""
    lock = _being_made.setdefault(key, threading.Lock())
    try:
        with lock:
            part = _parts.fresh(key)
            if part is None:
                number, turns = storage.counters().last, deadlines.next_turns()
                with reading() as read:
                    value = make()
                part = part_of(value, number, turns, read)
                _parts.remember(key, part)
    finally:
        _being_made.pop(key, None)
    return part


def keep_each(model, pks: list, key: tuple, load: Callable, make: Callable) -> list:
    """`make(row)` for each of the model's rows, kept by itself; the rules are those of `keep`.

    `load(pks)` gives the rows that are missing, all at once, with all that `make` needs of them.
    """
    if not is_possible():
        return [make(row) for row in in_order(pks, load(pks))]
    parts = {pk: _rows.fresh((*key, pk)) for pk in pks}
    missing = [pk for pk, part in parts.items() if part is None]
    if missing:
        number, turns = storage.counters().last, deadlines.next_turns()
        with reading() as read:
            rows = in_order(missing, load(missing))
        for row in rows:
            with reading() as own:
                value = make(row)
            own.add_share(read, model._meta.db_table, row.pk)
            parts[row.pk] = part_of(value, number, turns, own)
            _rows.remember((*key, row.pk), parts[row.pk])
    found = [parts[pk] for pk in pks if parts[pk] is not None]
    for part in found:
        note_part(part)
    return [part.value for part in found]


def in_order(pks: list, rows) -> list:
    by_key = {row.pk: row for row in rows}
    return [by_key[pk] for pk in pks if pk in by_key]


def part_of(value, number, turns, read) -> Part:
    tags, tables = frozenset(read.tags), frozenset(read.tables)
    until = deadlines.end_of(read.tables, turns)
    places = sorted({place(tag) for tag in tags})
    return Part(number, until, places, value, tags, tables, not read.is_refused)


def forget() -> None:
    """For tests."""
    _parts.clear()
    _rows.clear()
