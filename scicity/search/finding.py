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
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import CharField, F, Q, Value
from django.utils import timezone

from scicity.pagestore.keeping import keep
from scicity.publishing.prepared import Written
from scicity.search.fields import pairs_of
from scicity.search.models import Entry
from scicity.search.queries import Query, of_signs
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
# Stands for the words of a query in SQL that is written once.
WORDS = "\uf8ff"
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


# Hits, what each is worth, and whether whole words were hit; None where that isn't known yet.
Weighed = list[tuple[Hit, float, bool | None]]
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
        self.numbers: dict[str, int] = {}

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
            is_weighed = by_date or leads is not None
            hits, newest_leads = self.newest(first, is_weighed)
            leads = leads if is_weighed else newest_leads
        if by_date:
            hits = sorted(hits, key=lambda hit: (-hit.date.toordinal(), hit.key))
        elif hits:
            hits = self.ranked(hits, leads, first)
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
                rows = self.all_rows("folded", chosen)
                hits = None if rows is None else [Hit(*row) for row in rows]
            else:
                hits = [h for h in wide if all(getattr(h, n) == v for n, v in chosen.items())]
            self.cache[key] = hits
        return self.cache[key]

    def all_rows(self, name: str, chosen: dict, *more: str) -> list[tuple] | None:
        """What hits in this text have, and these annotations; None for more than `MOST` rows."""
        # Two characters are often in too many texts, and to count those is quicker.
        if self.query.is_paired and self.number(name, chosen) > MOST:
            return None
        rows = self.ask(Search.hits, name, more, MOST + 1, chosen=chosen)
        return rows if len(rows) <= MOST else None

    def number(self, name: str, chosen: dict) -> int:
        """How many hits there are in this text, counted to a little more than `MOST`.

        Where too many leads have the words, titles are counted next: both at once.
        """
        if chosen or self.since:
            return self.having(name, chosen).values("pk")[: MOST + 1].count()
        if name not in self.numbers:
            names = ("lead_folded", "title_folded") if name == "lead_folded" else (name,)
            written = counting(self.language, self.query.shape, names, MOST + 1)
            self.numbers |= zip(names, (n for (n,) in written.rows(self.meanings())), strict=True)
        return self.numbers[name]

    def ranked(self, hits: list[Hit], leads: Weighed, first: int) -> list[Hit]:
        """These hits and the leads; the best `first` of them are in order."""
        known = {hit.key: (hit, BODY) for hit in hits}
        known |= {hit.key: (hit, weight) for hit, weight, _whole in leads}
        today = timezone.localdate()
        scores = {key: weight * freshness(hit, today) for key, (hit, weight) in known.items()}
        for key in self.with_whole_words(self.near(scores, leads, first)):
            scores[key] *= WHOLE_WORDS
        return [known[key][0] for key in sorted(scores, key=lambda key: (-scores[key], key))]

    def weighed(self, name: str) -> Weighed | None:
        """All hits in leads or titles, and what each is worth; None for more than `MOST`."""
        rows = self.all_rows(name, self.chosen, *COMPARED)
        return None if rows is None else [weight_of(*row, None) for row in rows]

    def near(self, scores: dict[str, float], leads: Weighed, first: int) -> dict[str, bool | None]:
        """Those of the leads that whole words could lift among the first, and if they have any."""
        best = sorted(scores.values(), reverse=True)[:first]
        return {
            hit.key: whole for hit, _w, whole in leads if scores[hit.key] * WHOLE_WORDS >= best[-1]
        }

    def with_whole_words(self, near: dict[str, bool | None]) -> list[str]:
        """Of these, the pages whose title and summary have the query's words as words."""
        found = [key for key, whole in near.items() if whole]
        keys = [key for key, whole in near.items() if whole is None]
        if keys and self.query.words:
            entries = Entry.objects.filter(pk__in=keys, words=all_of(self.query.words))
            found += entries.order_by().values_list("key", flat=True)
        return found

    def newest(self, first: int, is_weighed: bool) -> tuple[list[Hit], Weighed]:
        """The newest hits of all and, unless hits are weighed already, what is worth most: all
        titles or the newest of too many, and the newest leads."""
        titles = [] if is_weighed else self.weighed("title_folded")
        names = ["folded"] if is_weighed else ["folded", "lead_folded"]
        rows = self.newest_rows([*names, "title_folded"] if titles is None else names, first)
        leads = [(hit_of(row), LEAD, row[-1]) for row in rows.get("lead_folded", ())]
        if titles is None:
            titles = [weight_of(*row) for row in rows["title_folded"]]
        return [hit_of(row) for row in rows["folded"]], [*leads, *titles]

    def newest_rows(self, names: list[str], first: int) -> dict[str, list[tuple]]:
        """The newest hits in each of these texts; all there are when they are fewer than `first`.

        A row has what a hit has, what `COMPARED` names, and whether whole words were hit.
        """
        starts = {name: self.start_of_walk(WALK[name]) for name in names}
        starts = {name: day for name, day in starts.items() if day}
        found = {name: [] for name in names}
        if starts:
            words = " & ".join(map(quoted, self.query.words))
            walked = self.ask(
                Search.walks, tuple(starts), first, days=tuple(starts.values()), words=words
            )
            for name, *row in walked:
                found[name].append(tuple(row))
        for name in names:
            if len(found[name]) < first:
                found[name] = [(*row, None) for row in self.newest_by_index(name, first)]
        return found

    def newest_by_index(self, name: str, first: int) -> list[tuple]:
        in_time = self.compared(self.in_time()).values_list(*Hit._fields, *COMPARED)
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

    # The QuerySets

    def entries(self, chosen: dict):
        entries = public(self.language)
        if self.since:
            entries = entries.filter(date__gte=self.since)
        return entries.filter(**chosen) if chosen else entries

    def in_time(self):
        return self.entries(self.chosen).order_by("-date", "key")

    def compared(self, entries):
        return entries.annotate(
            in_title=self.query.within("title_folded", "holds"),
            is_title=Q(title_folded=self.query.terms[0][0]),
        )

    def having(self, name: str, chosen: dict):
        return self.entries(chosen).filter(self.query.within(name, "has"))

    def hits(self, name: str, more: tuple[str, ...], most: int, chosen: dict | None = None):
        found = self.having(name, chosen or {})
        found = self.compared(found) if more else found
        return found.values_list(*Hit._fields, *more)[:most]

    def walk(self, name: str, day: datetime.date, words: str, first: int):
        """The newest hits from this day on, text by text."""
        pages = self.compared(self.in_time()).filter(self.query.within(name, "holds"))
        pages = pages.filter(date__gte=day).annotate(
            text=Value(name, CharField()),
            whole=Q(words=raw(words)) if words else Value(False),
        )
        return pages.values_list("text", *Hit._fields, *COMPARED, "whole")[:first]

    def walks(self, names: tuple[str, ...], first: int, days: tuple, words: str):
        pairs = zip(names, days, strict=True)
        one, *others = [self.walk(name, day, words, first) for name, day in pairs]
        return one.union(*others, all=True) if others else one

    # Their SQL

    def ask(self, find, *args, chosen=None, **values) -> list[tuple]:
        """The rows of the QuerySet `find(search, *args, **values)`.

        Its SQL is written once for all queries of one shape; under chosen facets each time.
        """
        if chosen:
            return list(find(self, *args, chosen=chosen, **values))
        if self.since or self.chosen:
            return list(find(self, *args, **values))
        signs = {name: sign_for(value) for name, value in values.items()}
        sql = written(find, self.language, self.query.shape, args, tuple(signs.items()))
        given = [pair for name in values for pair in meanings_of(signs[name], values[name])]
        return sql.rows(self.meanings() + given)

    def meanings(self) -> list[tuple]:
        """What the signs of `of_signs` stand for, and the pairs that the index would have."""
        signs = of_signs(self.query.shape).highlights
        texts = list(zip(signs, self.query.highlights, strict=True))
        return texts + [(pairs_of(sign), pairs_of(text)) for sign, text in texts]


def sign_for(value):
    """What stands for this value in SQL that is written once; an empty one is no value."""
    if isinstance(value, tuple):
        return tuple(datetime.date.min + datetime.timedelta(n) for n in range(len(value)))
    return WORDS if value else value


def meanings_of(sign, value) -> list[tuple]:
    return list(zip(sign, value, strict=True)) if isinstance(sign, tuple) else [(sign, value)]


@lru_cache(maxsize=200)
def written(find, language: str, shape, args: tuple, values: tuple) -> Written:
    search = Search(of_signs(shape), language)
    # Of today: it must not become part of what is kept.
    search.since = None
    return Written(find(search, *args, **dict(values)))


@lru_cache(maxsize=200)
def counting(language: str, shape, names: tuple[str, ...], most: int) -> Written:
    """Numbers of hits, a row for each of the texts."""
    search = Search(of_signs(shape), language)
    return Written.counts([search.having(name, {}).values("pk")[:most] for name in names])


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


def hit_of(row: tuple) -> Hit:
    """Of a row that begins with the columns of a hit."""
    return Hit(*row[: len(Hit._fields)])


def weight_of(*row) -> tuple[Hit, float, bool | None]:
    """Of a row with the columns of a hit, those in `COMPARED`, and whether words were hit."""
    *values, in_title, is_title, whole = row
    return Hit(*values), EXACT if is_title else TITLE if in_title else LEAD, whole


def freshness(hit: Hit, today: datetime.date) -> float:
    age = max((today - hit.date).days, 0)
    return 1 / (1 + age / HALF_LIFE)


def all_of(words: list[str]) -> SearchQuery:
    return raw(" & ".join(map(quoted, words)))


def raw(words: str) -> SearchQuery:
    return SearchQuery(words, search_type="raw", config="simple")


def any_of(words: list[str]) -> SearchQuery:
    return raw(" | ".join(map(quoted, words)))


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
