"""What the search looks through; each section registers its kinds of page."""

import datetime
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.functional import Promise

BLOCK = re.compile(r"</?(?:p|h\d|li|ul|ol|tr|td|th|table|blockquote|figure|figcaption|div|br|hr)\b")
TAG = re.compile(r"<[^>]*>")
SPACES = re.compile(r"[^\S\n]+")
BREAKS = re.compile(r"\s*\n\s*")


@dataclass
class Document:
    """What is to be found of a page, in the language that is active.

    `names` are further names and numbers it goes by; `texts` its body, part by part.
    `section` is one of the keys of its kind's sections. Parts that are empty are left out.
    """

    title: str
    date: datetime.date | None
    summary: str = ""
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    section: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, its sections, how to load pages, and what to find of each."""

    name: str
    model: type
    label: str | Promise
    list_url: str
    sections: Callable[[], dict[str, str]]
    pages: Callable[[QuerySet], QuerySet]
    describe: Callable[[object], Document]


kinds: dict[str, Kind] = {}


def register(model, label, list_url, sections=dict, pages=lambda rows: rows):
    """Decorates the function that describes a page of the model as a `Document`.

    `sections()` gives the labels of sections by key; `pages(rows)` adds to a QuerySet what
    describing many pages needs, such as prefetched parts. Both work in the active language.
    """

    def decorate(describe: Callable[[object], Document]):
        name = model._meta.label_lower
        kinds[name] = Kind(name, model, label, list_url, sections, pages, describe)
        return describe

    return decorate


def plain(rich_text: str) -> str:
    """The text of HTML, a line for each block."""
    text = TAG.sub("", BLOCK.sub(r"\n\g<0>", rich_text or ""))
    return lines(html.unescape(text))


def lines(text: str) -> str:
    """The text with single spaces and line breaks."""
    return BREAKS.sub("\n", SPACES.sub(" ", text)).strip()
