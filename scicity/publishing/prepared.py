"""Queries whose SQL is written once.

For a page's own row and its parts Django takes longer to write the SQL than PostgreSQL to answer,
and from page to page a single value in it differs.
"""

from copy import copy

from django.db import connections, models


class Prepared:
    """Asks for the rows of a QuerySet in which a placeholder stands for the value.

    The placeholder must not occur among the QuerySet's other values, and rows must be objects.
    """

    def __init__(self, queryset: models.QuerySet, placeholder):
        self.queryset, self.placeholder = queryset, placeholder
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.params = self.compiler.as_sql()

    def rows(self, value) -> list:
        queryset = self.queryset.all()
        queryset.query.get_compiler = lambda using, **_options: self.compiled(using, value)
        return list(queryset)

    def compiled(self, using, value):
        params = tuple(value if each == self.placeholder else each for each in self.params)
        compiler = copy(self.compiler)
        compiler.using, compiler.connection = using, connections[using]
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        return compiler


def owned(page, name: str, rows: list) -> list:
    """The rows of a relation, each of which knows its page."""
    field = page._meta.get_field(name).field
    for row in rows:
        field.set_cached_value(row, page)
    return rows


def put_prefetched(page, name: str, rows: list) -> None:
    """Leaves the rows of a relation where `prefetch_related` would leave them."""
    queryset = getattr(page, name).all()
    queryset._result_cache, queryset._prefetch_done = owned(page, name, rows), True
    page._prefetched_objects_cache = getattr(page, "_prefetched_objects_cache", {})
    page._prefetched_objects_cache[name] = queryset
