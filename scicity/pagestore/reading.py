"""Notes what a page is made from while it is made: every SQL statement and every row."""

import threading
from collections import Counter
from contextlib import contextmanager

from django.db import connection

from scicity.pagestore import queries

HARMLESS = ("SAVEPOINT ", "RELEASE SAVEPOINT ")
_current = threading.local()


class Reading:
    """What one page reads; a refused one did what can't be followed, and is not stored."""

    def __init__(self):
        self.tags: set[str] = set()
        self.tables: set[str] = set()
        self.is_refused = False
        self.objects = Counter()
        self.statement = None

    def execute(self, execute, sql, params, many, context):
        """Django's wrapper around each statement of the connection."""
        self.settle()
        result = execute(sql, params, many, context)
        if sql.startswith(("SELECT", "(SELECT", "((SELECT")) and not many:
            self.note(queries.read(sql), params, context["cursor"].rowcount)
        elif not sql.startswith(HARMLESS):
            self.is_refused = True
        return result

    def note(self, statement, params, rows):
        if statement.tables - queries.watched_tables().keys():
            self.is_refused = True
        else:
            self.tables |= statement.tables
            self.statement = statement, tuple(params or ()), rows
            self.objects.clear()

    def settle(self):
        """Once all rows of the last statement are read: were they objects, one a row?

        If not, what became of their columns is unknown, and each of them counts.
        """
        if self.statement:
            statement, params, rows = self.statement
            are_objects = bool(statement.shown) and self.objects[statement.base] >= rows
            self.tags |= statement.tags(params, are_objects)
            self.statement = None

    def add_share(self, other, table, key):
        """What one row has of what another reading found out for many rows of its table.

        Of the others' it takes neither themselves nor what was asked for by their keys.
        """
        for tag in other.tags:
            row, narrowed = queries.ROW.fullmatch(tag), queries.NARROWED.match(tag)
            is_base = row and row["table"] == table
            if narrowed and queries.refers_to(narrowed["table"], narrowed["column"], table):
                is_base, row = True, narrowed
            if not is_base or row["value"] == str(key):
                self.tags.add(tag)
        self.tables |= other.tables
        self.is_refused |= other.is_refused

    def note_row(self, table, key):
        self.objects[table] += 1
        self.tags.add(f"{table}:{key}")


def note_row(sender, instance, **kwargs):
    """The receiver of `post_init`; rows that others than a page's maker read are not noted."""
    if instance.pk is not None:
        for noted in current():
            noted.note_row(sender._meta.db_table, instance.pk)


def refuse():
    """Called by a view: this answer is for this visitor only, or one of too many."""
    for noted in current():
        noted.is_refused = True


def note_part(part):
    """What a kept part was made from, the page that shows it is made from too."""
    for noted in current():
        noted.tags |= part.tags
        noted.tables |= part.tables


def current() -> list[Reading]:
    """The readings that go on in this thread: of a page, of a part of it."""
    if not hasattr(_current, "readings"):
        _current.readings = []
    return _current.readings


def is_reading() -> bool:
    """Whether this thread makes a page to be stored."""
    return bool(current())


@contextmanager
def reading():
    noted = Reading()
    current().append(noted)
    try:
        with connection.execute_wrapper(noted.execute):
            yield noted
        noted.settle()
    finally:
        current().remove(noted)
