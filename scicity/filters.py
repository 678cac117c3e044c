"""The base of the lists' FilterSets: one vocabulary of parameters for page, feed and download."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import django_filters
from django.db.models import F, Func, Q, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from scicity.facets import CheaplyCopied, Facet, Option
from scicity.search.documents import kinds
from scicity.search.narrowing import Narrowed, narrowed
from scicity.search.queries import parse

MOST_WORDS = 8


class SearchFilter(CheaplyCopied, django_filters.CharFilter):
    """Rows in which each of the words stands somewhere, in the current language.

    Pages that the site's search knows are found by its index, others by comparing `fields`.
    """

    def __init__(self, *fields, **kwargs):
        self.fields = fields
        self.known: dict[tuple[str, str], Narrowed | None] = {}
        super().__init__(max_length=100, label=gettext_lazy("关键词"), **kwargs)

    def __deepcopy__(self, memo):
        """What was found is for one request."""
        own = super().__deepcopy__(memo)
        own.known = {}
        return own

    def filter(self, qs, value):
        if value and qs.model._meta.label_lower in kinds:
            found = self.found(qs.model, value)
            return qs if found is None else qs.filter(pk__among=found.pks)
        for word in (value or "").split()[:MOST_WORDS]:
            qs = qs.filter(self.contains(word))
        return qs

    def found(self, model, value) -> Narrowed | None:
        """Once for the list and all of its counts; None for nothing but signs."""
        key = value, get_language()
        if key not in self.known:
            query = parse(value)
            self.known[key] = narrowed(model, query, get_language()) if query else None
        return self.known[key]

    def contains(self, word) -> Q:
        condition = Q()
        for name in self.fields:
            condition |= Q(**{f"{name}__icontains": word})
        return condition


class SortFilter(CheaplyCopied, django_filters.ChoiceFilter):
    """Orders rows; `orders` {value: (label, function that orders)}, the first by default."""

    def __init__(self, orders, **kwargs):
        self.orders = orders
        choices = [(value, label) for value, (label, _order) in orders.items()]
        messages = {"invalid_choice": gettext_lazy("没有“%(value)s”这种排序。")}
        super().__init__(
            choices=choices, label=gettext_lazy("排序"), error_messages=messages, **kwargs
        )

    @property
    def default(self) -> str:
        return next(iter(self.orders))

    def filter(self, qs, value):
        _label, order = self.orders[value or self.default]
        return order(qs)


def pinyin_order(name: str) -> Func:
    """Chinese text in the order of pinyin, without a collation that a server may lack.

    GB 18030 keeps the common characters in that order, and has a code for all others.
    """
    return Func(F(name), Value("GB18030"), function="convert_to")


def by_name(field_name: str):
    """A function that sorts by name: Chinese by pinyin, English by letters."""

    def order(qs):
        if get_language() == "en":
            return qs.order_by(Func(F(f"{field_name}_en"), function="lower"), "pk")
        return qs.order_by(pinyin_order(f"{field_name}_zh_hans"), "pk")

    return order


@dataclass
class FacetView:
    """A facet as a page shows it."""

    name: str
    label: str
    options: list[Option] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return bool(self.errors) or any(option.is_selected for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A choice in force; `query` is the address without it."""

    name: str
    facet: str
    label: str
    query: str


class PublicFilterSet(django_filters.FilterSet):
    """Filters, facets with their counts, and the address of any choice; knows no page or view.

    `data` is a QueryDict. Unknown parameters and empty values are dropped; an invalid value
    leaves `qs` empty, while counts and chips go on with the values that are valid.
    """

    def __init__(self, data, queryset, **kwargs):
        known = data.copy()
        for name in list(known):
            values = list(dict.fromkeys(value for value in known.getlist(name) if value.strip()))
            if name in self.base_filters and values:
                known.setlist(name, values)
            else:
                del known[name]
        super().__init__(known, queryset, **kwargs)

    @cached_property
    def cleaned(self) -> dict:
        """The valid values by parameter."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def is_filtered(self) -> bool:
        return any(name != "sort" for name in self.data)

    @property
    def qs(self):
        """The rows in their order; none while a value is invalid."""
        if not self.is_valid():
            return self.queryset.none()
        return self.filters["sort"].filter(self.narrowed(), self.cleaned["sort"])

    def narrowed(self, without=None, within=None):
        """Rows (of `within`, else of all) that pass the valid filters but the one left out."""
        qs = self.queryset if within is None else within
        for name, value in self.cleaned.items():
            if name not in {without, "sort"}:
                qs = self.filters[name].filter(qs, value)
        return qs

    @property
    def chosen_keys(self) -> tuple:
        """Of the rows that are chosen by their slugs."""
        values = self.cleaned.values()
        return tuple(row.pk for rows in values if isinstance(rows, QuerySet) for row in rows)

    @property
    def words_since(self):
        """The day since which pages were looked through for the words; None for all."""
        found = [each for each in self.filters["q"].known.values() if each and each.since]
        return found[0].since if found else None

    @cached_property
    def facets(self) -> list[FacetView]:
        return self.count_facets()

    def count(self) -> int:
        return self.qs.order_by().count()

    def count_untranslated(self) -> int:
        """How many more the choice would give that exist in Chinese only."""
        pages = self.queryset.model.objects.published().untranslated()
        return self.narrowed(within=pages).count()

    def nearer(self, rows, start: int, keep: Callable) -> tuple[QuerySet, int]:
        """The rows without some of the first `start`, and how many are still to be skipped.

        `keep(name, make)` keeps what finding that out needs for other pages of the same choice.
        """
        return rows, start

    def facet_counts(self, facets: dict[str, Facet]):
        """(facet, value, label, position, rows) of all facets; one query.

        Each is counted with its own parameter left out, so that choosing one value does not
        make its siblings fall to zero.
        """
        first, *rest = (f.counts(name, self.narrowed(without=name)) for name, f in facets.items())
        return first.union(*rest, all=True)

    def count_facets(self) -> list[FacetView]:
        """Every facet that has something to choose."""
        facets = {name: f for name, f in self.filters.items() if isinstance(f, Facet)}
        rows = {name: [] for name in facets}
        for name, *row in self.facet_counts(facets):
            rows[name].append(row)
        views = [
            FacetView(
                name,
                str(facet.label),
                facet.options(
                    rows[name], facet.chosen(self.cleaned.get(name)), self.data.getlist(name)
                ),
                self.form.errors.get(name, []),
            )
            for name, facet in facets.items()
        ]
        return [view for view in views if view.options or view.errors]

    @property
    def chosen(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """[(parameter, [(value, label)])] of what is chosen, invalid values as they stand."""
        result = []
        for name, filter_ in self.filters.items():
            values = self.data.getlist(name)
            if not values or name == "sort":
                continue
            labels = {}
            if isinstance(filter_, Facet):
                labels = {value: filter_.label_of(value, "") for value in values}
            if hasattr(filter_, "chosen"):
                labels |= filter_.chosen(self.cleaned.get(name))
            result.append((name, [(value, labels.get(value, value)) for value in values]))
        return result

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(name, str(self.filters[name].label), label, self.query(without=(name, value)))
            for name, values in self.chosen
            for value, label in values
        ]

    @property
    def way_out(self) -> Chip | None:
        """The choice to drop when nothing is found: one not understood, else the last."""
        chips = self.chips
        wrong = [chip for chip in chips if chip.name in self.errors]
        return (wrong or chips or [None])[-1]

    def query(self, without=None, **changes) -> str:
        """`?…` with the parameters in one fixed order; `page` and defaults are not in it.

        `without=(name, value)` drops one value; `sort="name"` sets a parameter,
        a list several values of it, None drops it.
        """
        if without is None and not changes:
            return self.own_query
        return self.make_query(without, changes)

    @cached_property
    def own_query(self) -> str:
        return self.make_query(None, {})

    def make_query(self, without, changes) -> str:
        pairs = []
        for name in self.filters:
            values = self.data.getlist(name)
            if name in changes:
                change = changes[name] or []
                values = [change] if isinstance(change, str) else change
            pairs += [(name, value) for value in sorted(values) if (name, value) != without]
        pairs = [pair for pair in pairs if pair != ("sort", self.filters["sort"].default)]
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def conditions(self) -> str:
        """What is chosen, in words: "阶段为在建、类型为隧道或道路"; empty without a choice."""
        parts = []
        for name, values in self.chosen:
            if name == "q":
                parts.append(_("含有“%(words)s”") % {"words": values[0][1]})
            else:
                labels = _("或").join(label for _value, label in values)
                facet = self.filters[name].label
                parts.append(_("%(facet)s为%(values)s") % {"facet": facet, "values": labels})
        return _("、").join(parts)

    @property
    def sorts(self) -> list[Option]:
        """The ways to sort; counts mean nothing here."""
        sort = self.filters["sort"]
        current = self.cleaned.get("sort") or sort.default
        return [
            Option(value, str(label), 0, value == current)
            for value, (label, _order) in sort.orders.items()
        ]

    @property
    def errors(self):
        return self.form.errors
