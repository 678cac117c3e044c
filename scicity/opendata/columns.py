"""Ways to read a column from a row, for the data sets of all sections."""

from itertools import chain
from operator import attrgetter

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from scicity.fields import choice_label
from scicity.opendata.datasets import Column


def column(name, description, path=None, unit="", type="text"):
    """A column that reads an attribute, by default the one of its own name."""
    return Column(name, description, attrgetter(path or name), unit, type)


def day(name, description):
    return column(name, description, type="date")


def coded(model, name, description):
    """Two columns of a choice: its code and its words."""
    return (
        Column(
            name,
            with_meanings(description, model._meta.get_field(name).choices),
            lambda row: getattr(row, name) or None,
        ),
        Column(
            f"{name}_label",
            _("上一列的文字"),
            lambda row: choice_label(row, name) or None,
        ),
    )


def with_meanings(description, choices):
    """The description with what each code means."""
    meanings = format_lazy("; ".join(["{}={}"] * len(choices)), *chain.from_iterable(choices))
    return format_lazy(_("{text}（{remark}）"), text=description, remark=meanings)


def dated(name, description):
    """Two columns of a date that may be known only so far."""
    return (
        day(name, description),
        Column(
            f"{name}_precision",
            _("上一列的精度：day 日、month 月、quarter 季度、early 年初、end 年底、year 年"),
            lambda row: getattr(row, f"{name}_precision") if getattr(row, name) else None,
        ),
    )


def in_both_languages(name, description):
    return (
        column(f"{name}_zh", description, f"{name}_zh_hans"),
        Column(f"{name}_en", _("上一列的英文"), lambda row: getattr(row, f"{name}_en") or None),
    )


def slugs(name, description):
    return Column(
        name,
        description,
        lambda row: [other.slug for other in getattr(row, name).all()],
        type="texts",
    )


def public_slug(page):
    return page.slug if page and page.is_public and page.in_current_language else None
