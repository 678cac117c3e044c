"""Finds pages by their text: every page that contains the words, the best first.

Few hits are all fetched, counted and ranked. Of many (more than `MOST`) only the best are looked
for: the newest in which the title has the words, the newest whose lead has them, and the newest
of all; that suffices because within each of these groups newer is better.

To compare a text costs some ten times as much as to find it in the index. So the newest of very
many hits are found by comparing the newest pages, and those of fewer by comparing what the index
says, in the order of time; in both cases until there are enough.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F
from django.utils import timezone

from scicity.search.models import Entry
from scicity.search.queries import Query
from scicity.search.writing import quoted

# Hits are counted up to here, and no more can be paged through.
MOST = 1_000
# So many of the newest pages are compared before the index is asked.
WALK = 300
FACETS = ("kind", "year", "section")
# What a hit is worth as the whole title, in the title, in summary or names, in the body.
EXACT, TITLE, LEAD, BODY = 20.0, 6.0, 3.0, 1.0
# A hit that consists of whole words is worth more than one that cuts through words.
WHOLE_WORDS = 1.3
# After so many days a page is worth half of a new one.
HALF_LIFE = 3 * 365


class Hit(NamedTuple):
    key: str
    kind: str
    section: str
    year: int
    date: datetime.date


@dataclass
class Found:
    """The hits in their order; `more` says that there are more than `MOST`, not all listed.

    `counts` gives for each facet the hits by value with the facet's own choice left out, or
    None where there are too many to count.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False
    counts: dict[str, Counter | None] = field(default_factory=dict)


class Search:
    """One query over the public pages of one language, under the chosen facets."""

    def __init__(self, query: Query, language: str, chosen: dict | None = None):
        self.query, self.language = query, language
        self.chosen = {name: value for name, value in (chosen or {}).items() if value}
        self.cache: dict[frozenset, list[Hit]] = {}

    def find(self, first: int = MOST, by_date: bool = False) -> Found:
        """The best `first` hits or more, in order."""
        if not self.query:
            return Found(counts={name: Counter() for name in FACETS})
        hits = self.collect(self.chosen)
        more = len(hits) > MOST
        if more:
            hits = self.newest(first)
        if by_date:
            hits = sorted(hits, key=lambda hit: (-hit.date.toordinal(), hit.key))
        elif hits:
            hits = self.ranked(hits, first)
        total = MOST if more else len(hits)
        return Found(hits[:MOST], total, more, {name: self.count(name) for name in FACETS})

    def count(self, facet: str) -> Counter | None:
        others = {name: value for name, value in self.chosen.items() if name != facet}
        hits = self.collect(others)
        return None if len(hits) > MOST else Counter(getattr(hit, facet) for hit in hits)

    def collect(self, chosen: dict) -> list[Hit]:
        """All hits under these choices, in no order, but one more than `MOST` at most.

        The narrower choice is read out of the wider one where that is complete.
        """
        key = frozenset(chosen.items())
        if key not in self.cache:
            wide = self.cache.get(frozenset())
            if wide is None and key:
                wide = self.collect({})
            if wide is not None and len(wide) <= MOST:
                hits = [h for h in wide if all(getattr(h, n) == v for n, v in chosen.items())]
            else:
                found = self.entries(chosen).filter(self.query.within("folded", "has"))
                hits = self.fetch(found, MOST + 1)
            self.cache[key] = hits
        return self.cache[key]

    def ranked(self, hits: list[Hit], first: int) -> list[Hit]:
        """These hits and those in titles and leads, the best first."""
        titles = self.in_text("title_folded", first)
        leads = self.in_text("lead_folded", first)
        known = {hit.key: hit for hit in (*hits, *leads, *titles)}
        weights = dict.fromkeys(known, BODY)
        weights |= {hit.key: LEAD for hit in leads}
        weights |= {hit.key: TITLE for hit in titles}
        weights |= dict.fromkeys(self.whole_titles(titles), EXACT)
        for key in self.with_whole_words({hit.key for hit in (*titles, *leads)}):
            weights[key] *= WHOLE_WORDS
        today = timezone.localdate()
        return sorted(
            known.values(), key=lambda hit: (-weights[hit.key] * freshness(hit, today), hit.key)
        )

    def in_text(self, name: str, first: int) -> list[Hit]:
        """All hits in titles or leads or, of too many, the newest."""
        entries = self.entries(self.chosen).filter(self.query.within(name, "has"))
        hits = self.fetch(entries, MOST + 1)
        return self.newest(first, name) if len(hits) > MOST else hits

    def whole_titles(self, titles: list[Hit]) -> list[str]:
        entries = Entry.objects.filter(pk__in=[hit.key for hit in titles])
        whole = entries.filter(title_folded=self.query.terms[0][0])
        return list(whole.values_list("key", flat=True))

    def with_whole_words(self, hits: set[str]) -> list[str]:
        """Of these, the pages whose title and summary have the query's words as words."""
        words = self.query.words
        if not words or not hits:
            return []
        entries = Entry.objects.filter(pk__in=hits, words=all_of(words))
        return list(entries.order_by().values_list("key", flat=True))

    def newest(self, first: int, name: str = "folded") -> list[Hit]:
        """The newest hits in this text; all there are when they are fewer than `first`."""
        hits = self.holding(self.newest_pages, first, name)
        if len(hits) >= first:
            return hits
        candidates = self.in_time().filter(self.query.within(name, "paired"))
        hits, start, size = [], 0, 3 * first
        while len(hits) < first:
            rows = self.fetch(candidates[start : start + size])
            hits += self.holding(rows, first - len(hits), name)
            if len(rows) < size:
                break
            # Every window sorts all candidates again: few and ever larger ones.
            start, size = start + size, size * 10
        return hits

    def in_time(self):
        return self.entries(self.chosen).order_by("-date", "key")

    @cached_property
    def newest_pages(self) -> list[Hit]:
        return self.fetch(self.in_time()[:WALK])

    def holding(self, rows: list[Hit], first: int, name: str) -> list[Hit]:
        """The first of these rows whose text holds the words."""
        hits, start, size = [], 0, 3 * first
        while start < len(rows):
            chunk = rows[start : start + size]
            # Where the first ones are not enough, most of the others will be needed.
            start, size = start + size, 4 * size
            entries = Entry.objects.filter(pk__in=[row.key for row in chunk]).order_by()
            held = entries.filter(self.query.within(name, "holds"))
            keys = set(held.values_list("key", flat=True))
            hits += [row for row in chunk if row.key in keys]
            if len(hits) >= first:
                break
        return hits[:first]

    def entries(self, chosen: dict):
        public = Entry.objects.published().in_language(self.language)
        return public.filter(**chosen).order_by()

    def fetch(self, entries, most: int | None = None) -> list[Hit]:
        return [Hit(*row) for row in entries.values_list(*Hit._fields)[:most]]


def freshness(hit: Hit, today: datetime.date) -> float:
    age = max((today - hit.date).days, 0)
    return 1 / (1 + age / HALF_LIFE)


def all_of(words: list[str]) -> SearchQuery:
    return SearchQuery(" & ".join(map(quoted, words)), search_type="raw", config="simple")


def any_of(words: list[str]) -> SearchQuery:
    return SearchQuery(" | ".join(map(quoted, words)), search_type="raw", config="simple")


def most_words(words: list[str], language: str, limit: int = 20) -> list[str]:
    """Keys of the pages whose titles and summaries share most words; for want of real hits."""
    if not words:
        return []
    entries = Entry.objects.published().in_language(language)
    ranked = entries.filter(words=any_of(words)).annotate(
        rank=SearchRank(F("words"), any_of(words), cover_density=False)
    )
    return list(ranked.order_by("-rank", "-date", "key").values_list("key", flat=True)[:limit])


def matching(queryset, query: Query, language: str = ""):
    """Rows of a QuerySet of pages whose text contains the words, in this or any language.

    For lists and the back office: it does not ask whether pages are public.
    """
    if not query:
        return queryset
    found = Entry.objects.filter(
        query.within("folded", "has"), kind=queryset.model._meta.label_lower
    )
    if language:
        found = found.in_language(language)
    return queryset.filter(pk__in=found.values("object_id"))
