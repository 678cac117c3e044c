"""Queries whose SQL is written once.

For a page's own row and its parts Django takes longer to write the SQL than PostgreSQL to answer,
and from page to page a single value in it differs.
"""

from copy import copy
from functools import partial
from itertools import chain

from django.db import connections, models, router

from scicity.operation.sessions import planned_once
from scicity.publishing.related import fetched, owned


class Prepared:
    """Asks for the rows of a QuerySet in which a placeholder stands for the value.

    The placeholder must not occur among the QuerySet's other values, and rows must be objects.
    """

    def __init__(self, queryset: models.QuerySet, placeholder):
        self.queryset, self.placeholder = queryset, placeholder
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.params = self.compiler.as_sql()
        self.converters = self.compiler.get_converters([each[0] for each in self.compiler.select])

    def rows(self, value) -> list:
        queryset = self.queryset.all()
        queryset.query.get_compiler = lambda using, **_options: self.compiled(using, value)
        return planned_once(queryset.db, partial(list, queryset))

    def compiled(self, using, value):
        params = tuple(value if each == self.placeholder else each for each in self.params)
        compiler = copy(self.compiler)
        compiler.using, compiler.connection = using, connections[using]
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        compiler.get_converters = lambda _expressions: self.converters
        return compiler


class Written:
    """The same for rows of plain values, in which any number of signs stand for values.

    Managers of translated models give columns in an order of their own: not for those.
    """

    def __init__(self, queryset: models.QuerySet):
        self.sql, self.params = queryset.query.sql_with_params()
        self.model = queryset.model

    @classmethod
    def counts(cls, querysets: list[models.QuerySet]) -> "Written":
        """Of each QuerySet how many rows it has."""
        made = cls(querysets[0])
        parts = [queryset.query.sql_with_params() for queryset in querysets]
        made.sql = " UNION ALL ".join(f"(SELECT COUNT(*) FROM ({sql}) counted)" for sql, _ in parts)
        made.params = tuple(chain.from_iterable(params for _sql, params in parts))
        return made

    def rows(self, meanings: list[tuple]) -> list[tuple]:
        """`meanings` has (sign, value)."""
        values = [
            next((value for sign, value in meanings if sign == param), param)
            for param in self.params
        ]
        return fetched(router.db_for_read(self.model), self.sql, values)


def put_prefetched(page, name: str, rows: list) -> None:
    """Leaves the rows of a relation where `prefetch_related` would leave them."""
    queryset = getattr(page, name).all()
    queryset._result_cache, queryset._prefetch_done = owned(page, name, rows), True
    page._prefetched_objects_cache = getattr(page, "_prefetched_objects_cache", {})
    page._prefetched_objects_cache[name] = queryset
