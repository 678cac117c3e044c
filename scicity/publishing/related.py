"""What belongs to a page and what it is linked with, for a page that shows much and is asked for
often: the rows of its parts and the keys of other pages come in one statement.
"""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, partial
from itertools import chain

from django.db import connections, models, router
from django.db.models import CharField, Func, JSONField, Value
from django.db.models.functions import Cast

from scicity.operation.sessions import planned_once
from scicity.publishing.links import in_order, order_of

# Stands for the page's key in a statement that is written once.
ANY_PAGE = -1
# Of a long relation no more keys than these are asked for.
FEW = 40


class Columns(Func):
    """A list of values as JSON; Django's JSONArray writes the type of each beside it."""

    function = "JSONB_BUILD_ARRAY"
    output_field = JSONField()


def related(
    page, names: Iterable[str], long: Iterable[str] = (), parts: Iterable[str] = ()
) -> dict:
    """What is related to the page by each of these names.

    Of `parts` the rows themselves, as Django would give them, each of which knows the page; of
    `names` and `long` the keys. Of those in `long` there are no more than FEW: with as many there
    may be more.
    """
    model = type(page)
    sql, params = statement(model, tuple(names), tuple(long), tuple(parts))
    values = [page.pk if value == ANY_PAGE else value for value in params]
    found = {name: [] for name in (*names, *long, *parts)}
    database = router.db_for_read(model)
    for name, key, columns in planned_once(database, partial(fetched, database, sql, values)):
        if columns is None:
            found[name].append(key)
        else:
            found[name].append(row_from(model, name, database, columns))
    for name in parts:
        rows = found[name]
        if rows:
            found[name] = owned(page, name, in_order(type(rows[0]), rows, order_of))
    return found


def fetched(database: str, sql: str, values: list) -> list[tuple]:
    with connections[database].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@cache
def statement(model: type[models.Model], names, long, parts) -> tuple[str, tuple]:
    """SQL of (name, key, columns), written once: to write it takes longer than to run it."""
    asked = [keys_of(model, name) for name in names]
    asked += [keys_of(model, name)[:FEW] for name in long]
    asked += [rows_of(model, name) for name in parts]
    written = [each.query.sql_with_params() for each in asked]
    sql = " UNION ALL ".join(f"({text})" for text, _params in written)
    return sql, tuple(chain.from_iterable(params for _text, params in written))


def keys_of(model, name):
    relation = model._meta.get_field(name)
    if relation.many_to_many:
        rows, of_page, key = columns_of(relation)
    else:
        rows, of_page, key = relation.related_model, relation.field.name, "pk"
    return chosen(rows, of_page, name, key, Cast(Value(None), JSONField()))


def rows_of(model, name):
    relation = model._meta.get_field(name)
    columns = Columns(*(field.attname for field in relation.related_model._meta.concrete_fields))
    return chosen(relation.related_model, relation.field.name, name, "pk", columns)


def chosen(model, of_page, name, key, columns):
    rows = models.QuerySet(model).filter(**{of_page: ANY_PAGE}).order_by()
    return rows.values_list(Value(name, output_field=CharField()), key, columns)


def columns_of(relation):
    """(table between, its column for the page, its column for the others)."""
    if relation.auto_created:
        field = relation.field
        return relation.through, field.m2m_reverse_field_name(), f"{field.m2m_field_name()}_id"
    return (
        relation.remote_field.through,
        relation.m2m_field_name(),
        f"{relation.m2m_reverse_field_name()}_id",
    )


@cache
def readers(model) -> tuple[list[str], list[Callable | None]]:
    """The columns of the model's rows, and what makes a value of what JSON has."""
    fields = model._meta.concrete_fields
    plain = models.CharField, models.TextField, models.BooleanField, models.AutoField
    names = [field.attname for field in fields]
    return names, [None if isinstance(field, plain) else field.to_python for field in fields]


def row_from(model, name, database, columns: str):
    row_model = model._meta.get_field(name).related_model
    names, read = readers(row_model)
    values = json.loads(columns, parse_float=Decimal)
    made = [
        value if value is None or to_python is None else to_python(value)
        for value, to_python in zip(values, read, strict=True)
    ]
    return row_model.from_db(database, names, made)


def owned(page, name: str, rows: list) -> list:
    """The rows of a relation, each of which knows its page."""
    field = page._meta.get_field(name).field
    for row in rows:
        field.set_cached_value(row, page)
    return rows


def join(rows: list, name: str, others: Iterable) -> list:
    """The rows with those of the others that their column refers to, as after a JOIN."""
    by_key, field = {other.pk: other for other in others}, None
    for row in rows:
        field = field or row._meta.get_field(name)
        field.set_cached_value(row, by_key.get(getattr(row, field.attname)))
    return rows
