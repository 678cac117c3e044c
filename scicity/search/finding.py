"""Finds pages by their text: every page that contains the words, the best first.

Few hits are all fetched, counted and ranked. Of many (more than `MOST`) only the best are looked
for: the newest in which the title has the words, the newest whose lead has them, and the newest
of all; that suffices because within each of these groups newer is better. The group of all is
found by walking back through time, or, where the newest pages hold too few, through the index.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, Case, F, Value, When
from django.utils import timezone

from scicity.search.models import Entry
from scicity.search.queries import Query
from scicity.search.writing import quoted

# Hits are counted up to here, and no more can be paged through.
MOST = 1_000
# So many of the newest pages are looked at one by one before the index is asked.
WALK = 1_500
FACETS = ("kind", "year", "section")
EXACT, TITLE, LEAD, BODY = 4, 3, 2, 1
WEIGHTS = {EXACT: 20.0, TITLE: 6.0, LEAD: 3.0, BODY: 1.0}
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
    tier: int
    whole: bool

    def score(self, today: datetime.date) -> float:
        age = max((today - self.date).days, 0)
        worth = WEIGHTS[self.tier] * (WHOLE_WORDS if self.whole else 1)
        return worth / (1 + age / HALF_LIFE)


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
            hits = self.newest(first) if by_date else self.best(first)
        today = timezone.localdate()
        if by_date:
            hits = sorted(hits, key=lambda hit: (-hit.date.toordinal(), hit.key))
        else:
            hits = sorted(hits, key=lambda hit: (-hit.score(today), hit.key))
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

    def best(self, first: int) -> list[Hit]:
        found = {hit.key: hit for hit in self.newest(first)}
        for name in ("title_folded", "lead_folded"):
            entries = self.entries(self.chosen)
            hits = self.fetch(entries.filter(self.query.within(name, "has")), MOST + 1)
            if len(hits) > MOST:
                hits = self.newest(first, name)
            found |= {hit.key: hit for hit in hits}
        return list(found.values())

    def newest(self, first: int, name: str = "folded") -> list[Hit]:
        """The newest hits in this text; all there are when they are fewer than `first`."""
        ordered = self.entries(self.chosen).order_by("-date", "key")
        walked = Entry.objects.filter(pk__in=ordered.values("pk")[:WALK]).order_by("-date", "key")
        hits = self.fetch(walked.filter(self.query.within(name, "holds")), first)
        if len(hits) == first:
            return hits
        return self.fetch(ordered.filter(self.query.within(name, "has")), first)

    def entries(self, chosen: dict):
        public = Entry.objects.published().in_language(self.language)
        return public.filter(**chosen).order_by()

    def fetch(self, entries, most: int) -> list[Hit]:
        rows = entries.annotate(tier=self.tier, whole=self.whole).values_list(*Hit._fields)
        return [Hit(*row) for row in rows[:most]]

    @property
    def tier(self) -> Case:
        """Where the words stand: the whole title, in the title, in the lead, or in the body."""
        return Case(
            When(title_folded=self.query.folded, then=Value(EXACT)),
            When(self.query.within("title_folded", "holds"), then=Value(TITLE)),
            When(self.query.within("lead_folded", "holds"), then=Value(LEAD)),
            default=Value(BODY),
        )

    @property
    def whole(self):
        """Whether title and summary have the query's words as words."""
        words = self.query.words
        if not words:
            return Value(False, output_field=BooleanField())
        return Case(When(words=all_of(words), then=Value(True)), default=Value(False))


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


def matching(queryset, query: str):
    """Rows of a QuerySet of pages whose text contains the words, in any of the languages.

    For lists and the back office: it does not ask whether pages are public.
    """
    from scicity.search.queries import parse

    parsed = parse(query)
    if not parsed:
        return queryset
    found = Entry.objects.filter(
        parsed.within("folded", "has"), kind=queryset.model._meta.label_lower
    )
    return queryset.filter(pk__in=found.values("object_id"))
