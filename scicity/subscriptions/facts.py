"""What a page states, fact by fact in plain words, so that a letter can say what changed.

A section registers the facts of its pages; only those ever get into a letter.
"""

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from django.db.models import QuerySet
from django.utils import formats
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.dates import date_label

# Longer texts are compared, not quoted.
MOST_QUOTED = 200
DIGEST = "sha256:"


@dataclass(frozen=True)
class Fact:
    label: str
    value: str | list[str]


@dataclass(frozen=True)
class Teller:
    """How to load pages of a kind, and what to tell of one."""

    pages: Callable[[QuerySet], QuerySet]
    facts: Callable[[object], dict[str, Fact]]


tellers: dict[type, Teller] = {}


def register(model, pages=lambda rows: rows):
    """Decorates the function that gives the facts of a page by key, in the active language.

    A key is always there, with "" or [] for what is not known.
    """

    def decorate(facts):
        tellers[model] = Teller(pages, facts)
        return facts

    return decorate


def field_facts(page, *names: str) -> dict[str, Fact]:
    return {
        name: Fact(str(page._meta.get_field(name).verbose_name), in_words(page, name))
        for name in names
    }


def row_facts(page, **ways: Callable) -> dict[str, Fact]:
    """Rows of a page by their related name, each told by a function."""
    facts = {}
    for name, words in ways.items():
        rows = getattr(page, name)
        label = str(rows.model._meta.verbose_name_plural)
        facts[name] = Fact(label, [" ".join(str(words(row)).split()) for row in rows.all()])
    return facts


def in_words(page, name: str) -> str:
    value = getattr(page, name)
    if value is None or value == "":
        return ""
    if hasattr(page, f"get_{name}_display"):
        return str(getattr(page, f"get_{name}_display")())
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime.date):
        return date_label(value, getattr(page, f"{name}_precision", "day"))
    if isinstance(value, Decimal | int):
        return formats.number_format(value)
    return plain(str(value))


def plain(text: str) -> str:
    """Formatted text without its marks; a long one as a digest: it only shows a change."""
    words = " ".join(
        unescape(strip_tags(re.sub(r"<(?:/p|br|/li|/h\d|/t[dh])\b", " <p", text))).split()
    )
    if len(words) <= MOST_QUOTED:
        return words
    return DIGEST + hashlib.sha256(words.encode()).hexdigest()


def told_facts(page) -> dict[str, str | list[str]]:
    return {key: fact.value for key, fact in tellers[type(page)].facts(page).items()}


@dataclass(frozen=True)
class Change:
    """A fact that is another now; of a list of rows, what went and what came."""

    label: str
    old: list[str]
    new: list[str]
    rewritten = gettext_lazy("内容有修改，请看页面")


def changes(page, told: dict) -> list[Change]:
    """What the page states now and did not when `told` was kept, in the page's order."""
    result = []
    for key, fact in tellers[type(page)].facts(page).items():
        # A fact that is told since a later version of the program is not a change of the page.
        if key not in told or told[key] == fact.value:
            continue
        old, new = as_list(told[key]), as_list(fact.value)
        if any(value.startswith(DIGEST) for value in old + new):
            result.append(Change(fact.label, [], []))
            continue
        came, went = [v for v in new if v not in old], [v for v in old if v not in new]
        if came or went:
            result.append(Change(fact.label, went, came))
    return result


def as_list(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or [])
