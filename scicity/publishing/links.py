"""What a page is linked with, for a page that shows much and is asked for often.

The keys of all its related rows come in one statement; each link is kept by itself, since many
pages show it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import attrgetter

from django.db import connections, models, router
from django.db.models import CharField, Value
from django.utils.translation import get_language

from scicity.pagestore.keeping import keep_each

# Stands for the page's key in a statement that is written once.
ANY_PAGE = -1
FEW = 40


@dataclass(frozen=True)
class Link:
    """A page as others show it; `order` has the values that its model is sorted by."""

    key: int
    label: str
    address: str
    order: tuple

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return self.address


def link_to(page) -> Link:
    return Link(page.pk, str(page), page.get_absolute_url(), order_of(page))


def order_of(page) -> tuple:
    """None sorts as PostgreSQL has it: last, and first where the order is turned around."""
    values = [getattr(page, name.removeprefix("-")) for name in page._meta.ordering]
    return tuple((value is None, value if value is not None else 0) for value in values)


def links(model, keys: Iterable[int]) -> list[Link]:
    """Links to those of these pages that a visitor may see, in the order of their model."""
    found = keep_each(
        model, list(keys), ("link", model._meta.label, get_language()), for_links(model), link_to
    )
    return in_order(model, found, attrgetter("order"))


def rows(model, keys: Iterable[int], *joined: str) -> list:
    """Rows of a vocabulary, whole, each kept by itself; nobody may change them."""

    def load(missing):
        return model.objects.filter(pk__in=missing).select_related(*joined)

    found = keep_each(model, list(keys), ("row", model._meta.label), load, lambda row: row)
    return in_order(model, found, order_of)


def row(model, key: int | None, *joined: str):
    return rows(model, [key], *joined)[0] if key else None


def in_order(model, found: list, order) -> list:
    for position, name in reversed(list(enumerate(model._meta.ordering))):
        found.sort(key=lambda each: order(each)[position], reverse=name.startswith("-"))
    return found


def for_links(model):
    def load(keys):
        ordering = [name.removeprefix("-") for name in model._meta.ordering if "pk" not in name]
        return model.objects.visible().filter(pk__in=keys).for_links(*ordering)

    return load


def related_keys(page, names: tuple[str, ...], long: tuple[str, ...] = ()) -> dict[str, list]:
    """The keys of the rows that are related to the page by each of these names.

    Of those in `long` there are no more than FEW: with as many there may be more.
    """
    sql, params = statement(type(page), names, long)
    values = [page.pk if value == ANY_PAGE else value for value in params]
    found = {name: [] for name in (*names, *long)}
    with connections[router.db_for_read(type(page))].cursor() as cursor:
        cursor.execute(sql, values)
        for name, key in cursor.fetchall():
            found[name].append(key)
    return found


@cache
def statement(model: type[models.Model], names, long) -> tuple[str, tuple]:
    """SQL of (name, key), written once: to write it takes longer than to run it."""
    asked = [keys_of(model, name) for name in names]
    asked += [keys_of(model, name)[:FEW] for name in long]
    written = [each.query.sql_with_params() for each in asked]
    sql = " UNION ALL ".join(f"({text})" for text, _params in written)
    return sql, tuple(chain.from_iterable(params for _text, params in written))


def keys_of(model, name):
    relation = model._meta.get_field(name)
    if relation.many_to_many:
        rows, of_page, key = columns_of(relation)
    else:
        rows, of_page, key = relation.related_model, relation.field.name, "pk"
    own = models.QuerySet(rows).filter(**{of_page: ANY_PAGE}).order_by()
    return own.values_list(Value(name, output_field=CharField()), key)


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
