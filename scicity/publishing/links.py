"""Links from a page to others, each kept by itself: many pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from django.utils.html import format_html
from django.utils.translation import get_language
from modeltranslation.manager import rewrite_order_lookup_key

from scicity.pagestore.keeping import keep_each


@dataclass(frozen=True)
class Link:
    """A page as others show it; `html` is the link, `order` what its model is sorted by."""

    key: int
    label: str
    address: str
    html: str
    order: tuple

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return self.address


def link_to(page) -> Link:
    label, address = str(page), page.get_absolute_url()
    html = format_html('<a href="{}">{}</a>', address, label)
    return Link(page.pk, label, address, html, order_of(page))


def order_of(page) -> tuple:
    """None sorts as PostgreSQL has it: last, and first where the order is turned around."""
    values = [getattr(page, column) for column in sorted_by(type(page), get_language())]
    return tuple((value is None, value if value is not None else 0) for value in values)


@cache
def sorted_by(model, _language) -> list[str]:
    """The columns of `Meta.ordering`; of what is translated that of the language."""
    names = (rewrite_order_lookup_key(model, name) for name in model._meta.ordering)
    return [name.removeprefix("-") for name in names]


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
    """Rows as `Meta.ordering` of their model has them; `order(row)` gives the values for that."""
    if len(found) < 2:
        return found
    pairs = [(order(each), each) for each in found]
    for position, name in reversed(list(enumerate(model._meta.ordering))):
        pairs.sort(key=lambda pair: pair[0][position], reverse=name.startswith("-"))
    return [each for _order, each in pairs]


def links_to(pages, number: int) -> list[Link]:
    """Links to the first pages of a QuerySet."""
    return [link_to(page) for page in pages.for_links(*columns_of_order(pages.model))[:number]]


def others(found: list[Link], page, number: int) -> list[Link]:
    """The first of them that don't lead to the page itself."""
    return [link for link in found if link.key != page.pk][:number]


def columns_of_order(model) -> list[str]:
    return [name.removeprefix("-") for name in model._meta.ordering if "pk" not in name]


def for_links(model):
    def load(keys):
        pages = model.objects.visible().filter(pk__in=keys)
        return pages.for_links(*columns_of_order(model))

    return load
