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

    def note_row(self, table, key):
        self.objects[table] += 1
        self.tags.add(f"{table}:{key}")


def note_row(sender, instance, **kwargs):
    """The receiver of `post_init`; rows that others than a page's maker read are not noted."""
    reading = getattr(_current, "reading", None)
    if reading is not None and instance.pk is not None:
        reading.note_row(sender._meta.db_table, instance.pk)


def refuse():
    """Called by a view: this answer is for this visitor only, or one of too many."""
    reading = getattr(_current, "reading", None)
    if reading is not None:
        reading.is_refused = True


@contextmanager
def reading():
    noted = _current.reading = Reading()
    try:
        with connection.execute_wrapper(noted.execute):
            yield noted
        noted.settle()
    finally:
        _current.reading = None
