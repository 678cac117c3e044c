"""Narrows lists of pages, public ones and the back office's, to those that contain the words.

A word may stand in most of many pages, and to compare their texts is what takes time. So it is
done once: the keys that are found narrow every statement of the list, its counts too. Of words
that stand in very many pages only the newest pages are looked through.
"""

import datetime
from typing import NamedTuple

from scicity.search.finding import recent
from scicity.search.models import Entry
from scicity.search.queries import Query

# More pages than these are not listed by their words.
MOST = 10_000
# So many of the newest pages are looked through instead, and where no index can help.
NEWEST = 20_000
LANGUAGES = ("zh-hans", "en")


class Narrowed(NamedTuple):
    """The keys of pages; where not all pages were looked through, the day of the oldest."""

    pks: list[int]
    since: datetime.date | None


def narrowed(model, query: Query, language: str = "") -> Narrowed:
    """The model's pages that contain the words in this or any language, drafts included."""
    languages = (language,) if language else LANGUAGES
    entries = Entry.objects.filter(kind=model._meta.label_lower, language__in=languages).order_by()
    if not query.is_short:
        pks = pks_of(entries.filter(query.within("folded", "has")), MOST + 1)
        if len(pks) <= MOST:
            return Narrowed(pks, None)
    since = recent(languages[0], NEWEST)
    if since:
        entries = entries.filter(date__gte=since)
    # Compared text by text: the planner would take the index, and go through all pages there are.
    return Narrowed(pks_of(entries.filter(query.within("folded", "holds"))), since)


def pks_of(entries, most: int | None = None) -> list[int]:
    return list(entries.values_list("object_id", flat=True)[:most])
