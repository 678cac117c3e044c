"""What the search of the whole site looks through; each section registers its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    """One kind of page: its label, the list that shows all hits, and the hits themselves."""

    label: str | Promise
    url_name: str
    find: Callable[[str], QuerySet]


sections: list[Section] = []


def register_section(label: str | Promise, url_name: str):
    """Decorates the function that finds a section's public pages for some words."""

    def register(find: Callable[[str], QuerySet]):
        sections.append(Section(label, url_name, find))
        return find

    return register
