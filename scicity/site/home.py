"""The parts a home page can have; each section registers its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Block:
    """One kind of part: its template, and a function that fetches what the template shows.

    `context(count)` returns the template's context, or None when there is nothing to show.
    """

    kind: str
    label: str | Promise
    template: str
    context: Callable[[int], dict | None]


blocks: dict[str, Block] = {}


def register_block(kind: str, label: str | Promise, template: str):
    """Decorates the context function of a part of the home page."""

    def register(context: Callable[[int], dict | None]):
        blocks[kind] = Block(kind, label, template, context)
        return context

    return register
