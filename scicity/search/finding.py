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
from functools import cache, cached_property
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
# So many of the newest pages are compared before the index is asked: more of the short texts.
WALK = {"title_folded": 1_500, "lead_folded": 600, "folded": 300}
# A single character, which no index has, is looked for in so many of the newest pages.
NEWEST = 3_000
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


# Hits, and what each is worth.
Weighed = list[tuple[Hit, float]]
# Annotations of hits in leads: whether the title has the words, or is nothing else.
COMPARED = ("in_title", "is_title")


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
        self.cache: dict[frozenset, list[Hit] | None] = {}

    @cached_property
    def since(self) -> datetime.date | None:
        """The day from which on pages are looked through; None for all."""
        return recent(self.language, NEWEST) if self.query.is_short else None

    def find(self, first: int = MOST, by_date: bool = False) -> Found:
        """The best `first` hits or more, in order."""
        if not self.query:
            return Found(counts={name: Counter() for name in FACETS})
        leads = None if by_date else self.weighed("lead_folded")
        # Leads lie in the whole texts: more than enough of them are more than enough of all.
        hits = self.collect(self.chosen) if by_date or leads is not None else None
        more = hits is None
        if more:
            hits = self.newest(first)
        if by_date:
            hits = sorted(hits, key=lambda hit: (-hit.date.toordinal(), hit.key))
        elif hits:
            hits = self.ranked(hits, self.newest_leads(first) if leads is None else leads, first)
        total = MOST if more else len(hits)
        counts = {name: None if more else self.count(name) for name in FACETS}
        return Found(hits[:MOST], total, more, counts)

    def count(self, facet: str) -> Counter | None:
        others = {name: value for name, value in self.chosen.items() if name != facet}
        hits = self.collect(others)
        return None if hits is None else Counter(getattr(hit, facet) for hit in hits)

    def collect(self, chosen: dict) -> list[Hit] | None:
        """All hits under these choices, in no order; None for more than `MOST`.

        The narrower choice is read out of the wider one where that is complete.
        """
        key = frozenset(chosen.items())
        if key not in self.cache:
            wide = self.collect({}) if key else None
            if wide is None:
                rows = self.all_rows(
                    self.entries(chosen).filter(self.query.within("folded", "has"))
                )
                hits = None if rows is None else [Hit(*row) for row in rows]
            else:
                hits = [h for h in wide if all(getattr(h, n) == v for n, v in chosen.items())]
            self.cache[key] = hits
        return self.cache[key]

    def all_rows(self, entries, *more: str) -> list[tuple] | None:
        """What hits have, and these annotations; None for more than `MOST` rows."""
        # Two characters are often in too many texts, and to count those is quicker.
        if self.query.is_paired and entries.values("pk")[: MOST + 1].count() > MOST:
            return None
        rows = entries.values_list(*Hit._fields, *more)[: MOST + 1]
        return rows if len(rows) <= MOST else None

    def ranked(self, hits: list[Hit], leads: Weighed, first: int) -> list[Hit]:
        """These hits and the leads; the best `first` of them are in order."""
        known = {hit.key: (hit, BODY) for hit in hits}
        known |= {hit.key: (hit, weight) for hit, weight in leads}
        today = timezone.localdate()
        scores = {key: weight * freshness(hit, today) for key, (hit, weight) in known.items()}
        for key in self.with_whole_words(self.near(scores, leads, first)):
            scores[key] *= WHOLE_WORDS
        return [known[key][0] for key in sorted(scores, key=lambda key: (-scores[key], key))]

    def weighed(self, name: str) -> Weighed | None:
        """All hits in leads or titles, and what each is worth; None for more than `MOST`."""
        found = self.entries(self.chosen).filter(self.query.within(name, "has"))
        rows = self.all_rows(self.compared(found), *COMPARED)
        return None if rows is None else [weight_of(*row) for row in rows]

    def compared(self, entries):
        return entries.annotate(
            in_title=self.query.within("title_folded", "holds"),
            is_title=Q(title_folded=self.query.terms[0][0]),
        )

    def newest_leads(self, first: int) -> Weighed:
        """All hits in titles or, of too many, the newest, with the newest in leads."""
        titles = self.weighed("title_folded")
        if titles is None:
            titles = [weight_of(*row) for row in self.newest_rows(first, "title_folded", *COMPARED)]
        return [*((hit, LEAD) for hit in self.newest(first, "lead_folded")), *titles]

    def near(self, scores: dict[str, float], leads: Weighed, first: int) -> list[str]:
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
        return [Hit(*row) for row in self.newest_rows(first, name)]

    def newest_rows(self, first: int, name: str, *more: str) -> list[tuple]:
        """The newest hits in this text with these annotations; all there are when they are fewer
        than `first`."""
        in_time = self.compared(self.in_time()) if more else self.in_time()
        in_time = in_time.values_list(*Hit._fields, *more)
        if start := self.start_of_walk(WALK[name]):
            walked = in_time.filter(self.query.within(name, "holds"), date__gte=start)
            rows = list(walked[:first])
            if len(rows) >= first:
                return rows
        candidates = in_time.filter(self.query.within(name, "paired"))
        if self.query.is_paired:
            return list(candidates[:first])
        hits, start, size = [], 0, 3 * first
        while len(hits) < first:
            rows = list(candidates[start : start + size])
            hits += self.holding(rows, name)
            if len(rows) < size:
                break
            # Every window sorts all candidates again: few and ever larger ones.
            start, size = start + size, size * 10
        return hits[:first]

    def in_time(self):
        return self.entries(self.chosen).order_by("-date", "key")

    def start_of_walk(self, number: int) -> datetime.date | None:
        if self.chosen:
            return day_after(self.in_time(), number)
        return recent(self.language, number)

    def holding(self, rows: list[tuple], name: str) -> list[tuple]:
        """Those of the rows whose text holds the words."""
        held = Entry.objects.filter(pk__in=[row[0] for row in rows]).order_by()
        held = held.filter(self.query.within(name, "holds"))
        keys = set(held.values_list("key", flat=True))
        return [row for row in rows if row[0] in keys]

    def entries(self, chosen: dict):
        entries = public(self.language)
        if self.since:
            entries = entries.filter(date__gte=self.since)
        return entries.filter(**chosen) if chosen else entries


@cache
def public(language: str):
    """The public pages of a language, put together once: all searches begin with it."""
    return Entry.objects.published().in_language(language).order_by()


def recent(language: str, number: int) -> datetime.date | None:
    """The day of the page after so many newer ones; None if there are fewer."""
    return keep(("recent", language, number), lambda: day_after(public(language), number))


def day_after(pages, number: int) -> datetime.date | None:
    return (
        pages.order_by("-date", "key").values_list("date", flat=True)[number : number + 1].first()
    )


def weight_of(*row) -> tuple[Hit, float]:
    """Of a row with the columns of a hit and those in `COMPARED`."""
    *values, in_title, is_title = row
    return Hit(*values), EXACT if is_title else TITLE if in_title else LEAD


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
    ranked = (
        public(language)
        .filter(words=any_of(words))
        .annotate(rank=SearchRank(F("words"), any_of(words), cover_density=False))
    )
    return list(ranked.order_by("-rank", "-date", "key").values_list("key", flat=True)[:limit])
