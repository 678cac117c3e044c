"""Facets: filters whose every value is shown with the number of rows it would give.

Values of one facet are joined by "or", facets by "and". A filter on a to-many relation asks for
the rows by a subquery, so no join ever doubles a row and no DISTINCT is needed.
"""

import re
from copy import copy
from dataclasses import dataclass
from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, F, Func, IntegerField, ManyToManyField, Q, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear, NullIf
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

SLUG = re.compile(r"[-\w]{1,100}", re.ASCII)
YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
NO_SUCH_VALUE = {"invalid_choice": gettext_lazy("没有“%(value)s”这个选项。")}

# A row may occur several times where a value is to-many.
ROWS = Count("pk", distinct=True)


@dataclass
class Option:
    value: str
    label: str
    count: int
    is_selected: bool = False


class ChoicesField(forms.MultipleChoiceField):
    """Its choices never change: every form that copies it may have the same."""

    def __deepcopy__(self, memo):
        return forms.Field.__deepcopy__(self, memo)


class CheaplyCopied:
    """A filter of which no FilterSet changes more than the parameters: all have the same field."""

    def __deepcopy__(self, memo):
        self.field  # noqa: B018 - made once, it goes along with every copy
        own = copy(self)
        own.extra = dict(self.extra)
        memo[id(self)] = own
        return own


class Facet(CheaplyCopied, django_filters.Filter):
    """The base of all facets: several values of a column, any of which will do."""

    field_class = ChoicesField
    # Most options that a form lists, by their count; chosen ones are always listed.
    limit = None

    def __init__(self, field_name, *, to_many=False, limit=None, **kwargs):
        self.to_many, self.limit = to_many, limit
        super().__init__(field_name, required=False, error_messages=NO_SUCH_VALUE, **kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        if self.to_many:
            return qs.filter(pk__in=self.holders(qs.model, list(value)))
        return qs.filter(self.condition(list(value)))

    def holders(self, model, values):
        """The keys of the rows that have one of the values."""
        return model._base_manager.filter(self.condition(values)).values("pk")

    def condition(self, values) -> Q:
        return Q(**{f"{self.field_name}__in": values})

    def columns(self) -> dict:
        """Expressions of a value as it stands in the address, its label and its position."""
        return {"value": F(self.field_name), "label": Value(""), "position": Value(0)}

    def counts(self, name, qs, number=ROWS):
        """(facet, value, label, position, rows) of every value that occurs in the rows.

        All facets give the same columns, so that one UNION fetches them all. `number` is the
        aggregate that counts the rows of a value.
        """
        columns = self.columns()
        return (
            qs.order_by()
            .annotate(
                facet_value=Cast(columns["value"], CharField()),
                facet_label=Cast(columns["label"], CharField()),
                facet_position=Cast(columns["position"], IntegerField()),
            )
            .values("facet_value", "facet_label", "facet_position")
            .annotate(facet_count=number)
            .annotate(facet=Value(name, output_field=CharField()))
            .values_list("facet", "facet_value", "facet_label", "facet_position", "facet_count")
        )

    def options(self, rows, chosen, selected) -> list[Option]:
        """Options from rows of `counts`, at least those in `chosen` {value: label}.

        `selected` are the values as they stand in the address, invalid ones among them.
        """
        rows = {row[0]: row for row in rows if row[0]}
        for value, label in chosen.items():
            rows.setdefault(value, (value, label, self.last_position, 0))
        options = [
            Option(value, self.label_of(value, label), count, value in selected)
            for value, label, _position, count in sorted(rows.values(), key=self.order)
        ]
        return self.shortened(options)

    last_position = 2**31

    def order(self, row):
        value, label, position, count = row
        return position, -count, label

    def label_of(self, value, label) -> str:
        return label or value

    def shortened(self, options):
        if self.limit is None or len(options) <= self.limit:
            return options
        ranked = sorted(options, key=lambda option: (not option.is_selected, -option.count))
        listed = {option.value for option in ranked[: self.limit]}
        return [option for option in options if option.is_selected or option.value in listed]

    def chosen(self, value) -> dict[str, str]:
        """{value in the address: label} of a cleaned value."""
        return {item: self.label_of(item, "") for item in value or ()}


class ChoiceFacet(Facet):
    """Values of a column with fixed choices, in their order."""

    def label_of(self, value, label):
        return str(dict(self.extra["choices"]).get(value, value))

    def order(self, row):
        return [value for value, _label in self.extra["choices"]].index(row[0])


class ArrayFacet(ChoiceFacet):
    """Elements of an array column with fixed choices."""

    def condition(self, values):
        return Q(**{f"{self.field_name}__overlap": values})

    def columns(self):
        element = Func(F(self.field_name), function="unnest", output_field=CharField())
        element.set_returning = True
        return super().columns() | {"value": element}


class YearsField(ChoicesField):
    """Any four digits: a year without a row is no mistake."""

    def valid_value(self, value):
        return bool(YEAR.fullmatch(value))


class YearFacet(Facet):
    """Years (in Shanghai) of a date, the newest first."""

    field_class = YearsField

    def condition(self, values):
        # A range each, which an index can find; the year of every row would have to be computed.
        years = (Q(**{f"{self.field_name}__year": int(value)}) for value in values)
        return reduce(or_, years)

    def columns(self):
        return super().columns() | {"value": ExtractYear(self.field_name)}

    def order(self, row):
        return -int(row[0])

    def label_of(self, value, label):
        return _("%(year)s年") % {"year": value} if YEAR.fullmatch(value) else value


class SlugsField(forms.ModelMultipleChoiceField):
    """Rows by their slug; what can't be a slug never reaches the database."""

    def clean(self, value):
        """No rows are a list: even an empty QuerySet is put together before it is found empty."""
        return super().clean(value) if value else []

    def _check_values(self, value):
        for slug in value:
            if not SLUG.fullmatch(slug):
                raise ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": slug}
                )
        return super()._check_values(value)


class VocabularyFacet(Facet):
    """Related rows, by slug. Rows that are pages count only while they are public."""

    field_class = SlugsField

    def __init__(self, field_name, queryset, *, position=None, **kwargs):
        self.position = position
        super().__init__(field_name, queryset=queryset, to_field_name="slug", **kwargs)

    def holders(self, model, values):
        """Out of the table between the two, where there is one, without the rows themselves."""
        field = None if "__" in self.field_name else model._meta.get_field(self.field_name)
        if not isinstance(field, ManyToManyField):
            return super().holders(model, values)
        links = field.remote_field.through._base_manager
        links = links.filter(**{f"{field.m2m_reverse_field_name()}__in": values})
        return links.values(f"{field.m2m_field_name()}_id")

    def columns(self):
        title = getattr(self.extra["queryset"].model, "title_field", "name")
        names = [f"{self.field_name}__{title}_{code}" for code in ("zh_hans", "en")]
        if get_language() == "en":
            names.reverse()
        first, fallback = names
        return {
            "value": F(f"{self.field_name}__slug"),
            "label": Coalesce(NullIf(first, Value("")), fallback),
            "position": F(f"{self.field_name}__{self.position}") if self.position else Value(0),
        }

    def counts(self, name, qs, number=ROWS):
        related = self.extra["queryset"]
        if related.query.where:
            qs = qs.filter(**{f"{self.field_name}__in": related})
        return super().counts(name, qs, number)

    def chosen(self, value):
        return {row.slug: str(row) for row in value or ()}
