"""Finds pages by their text: every page that contains the words, the best first.

Few hits are all fetched, counted and ranked. Of many (more than `MOST`) only the best are looked
for: the newest in which the title has the words, the newest whose lead has them, and the newest
of all; that suffices because within each of these groups newer is better.

To compare a text costs some ten times as much as to find it in the index. So the newest of very
many hits are found by comparing the newest pages until there are enough, and those of fewer by
comparing what the index says, in the order of time.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q
from django.utils import timezone

from scicity.pagestore.keeping import keep
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
        """These hits and those in titles and leads; the best `first` of them are in order."""
        known = {hit.key: (hit, BODY) for hit in hits}
        leads = self.in_leads(first)
        known |= {hit.key: (hit, weight) for hit, weight in leads}
        today = timezone.localdate()
        scores = {key: weight * freshness(hit, today) for key, (hit, weight) in known.items()}
        for key in self.with_whole_words(self.near(scores, leads, first)):
            scores[key] *= WHOLE_WORDS
        return [known[key][0] for key in sorted(scores, key=lambda key: (-scores[key], key))]

    def in_leads(self, first: int) -> list[tuple[Hit, float]]:
        """All hits in titles and leads, each with its worth or, of too many, the newest."""
        leads = self.weighed(self.within("lead_folded"))
        if len(leads) <= MOST:
            return leads
        titles = self.weighed(self.within("title_folded"))
        if len(titles) > MOST:
            titles = self.weighed(self.of(self.newest(first, "title_folded")))
        return [*((hit, LEAD) for hit in self.newest(first, "lead_folded")), *titles]

    def weighed(self, entries) -> list[tuple[Hit, float]]:
        """Hits in leads, but one more than `MOST` at most, and what each of them is worth."""
        rows = entries.annotate(
            in_title=self.query.within("title_folded", "holds"),
            is_title=Q(title_folded=self.query.terms[0][0]),
        ).values_list(*Hit._fields, "in_title", "is_title")[: MOST + 1]
        return [
            (Hit(*row), EXACT if is_title else TITLE if in_title else LEAD)
            for *row, in_title, is_title in rows
        ]

    def near(self, scores: dict[str, float], leads, first: int) -> list[str]:
        """Those of the leads that whole words could lift among the first."""
        best = sorted(scores.values(), reverse=True)[:first]
        return [hit.key for hit, _weight in leads if scores[hit.key] * WHOLE_WORDS >= best[-1]]

    def with_whole_words(self, keys: list[str]) -> list[str]:
        """Of these, the pages whose title and summary have the query's words as words."""
        words = self.query.words
        if not words or not keys:
            return []
        entries = Entry.objects.filter(pk__in=keys, words=all_of(words))
        return list(entries.order_by().values_list("key", flat=True))

    def newest(self, first: int, name: str = "folded") -> list[Hit]:
        """The newest hits in this text; all there are when they are fewer than `first`."""
        if self.recent:
            recent = self.in_time().filter(self.query.within(name, "holds"), date__gte=self.recent)
            hits = self.fetch(recent, first)
            if len(hits) >= first:
                return hits
        candidates = self.in_time().filter(self.query.within(name, "paired"))
        if self.query.is_paired:
            return self.fetch(candidates, first)
        hits, start, size = [], 0, 3 * first
        while len(hits) < first:
            rows = self.fetch(candidates[start : start + size])
            hits += self.holding(rows, name)
            if len(rows) < size:
                break
            # Every window sorts all candidates again: few and ever larger ones.
            start, size = start + size, size * 10
        return hits[:first]

    def in_time(self):
        return self.entries(self.chosen).order_by("-date", "key")

    @cached_property
    def recent(self) -> datetime.date | None:
        """The day from which on there are some more than `WALK` pages; None if there are fewer."""

        def day():
            return self.in_time().values_list("date", flat=True)[WALK : WALK + 1].first()

        return day() if self.chosen else keep(("recent in search", self.language), day)

    def holding(self, rows: list[Hit], name: str) -> list[Hit]:
        """Those of the rows whose text holds the words."""
        held = self.of(rows).filter(self.query.within(name, "holds"))
        keys = set(held.values_list("key", flat=True))
        return [row for row in rows if row.key in keys]

    def of(self, hits: list[Hit]):
        return Entry.objects.filter(pk__in=[hit.key for hit in hits]).order_by()

    def within(self, name: str):
        return self.entries(self.chosen).filter(self.query.within(name, "has"))

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
