"""What the result page shows: real hits or, for want of any, the nearest there is."""

import datetime
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scicity.pagestore.keeping import keep
from scicity.search.documents import kinds
from scicity.search.finding import FACETS, MOST, Found, Search, most_words
from scicity.search.forms import PAGE_SIZE
from scicity.search.models import Entry, PinnedResult
from scicity.search.queries import Query, parse, plain_query
from scicity.search.snippets import marked, snippet
from scicity.search.suggestions import did_you_mean, found_by_sound

# What the list shows of an entry; not the texts that are compared.
SHOWN = ("kind", "path", "date", "is_demo", "title", "summary", "body")
OTHER_LANGUAGE = {"zh-hans": "en", "en": "zh-hans"}


@dataclass
class Result:
    """One page as the list shows it; title and snippet are HTML with the words marked."""

    key: str
    path: str
    title: str
    snippet: str
    kind: str
    date: datetime.date
    is_demo: bool
    is_pinned: bool = False

    @classmethod
    def of(cls, entry: Entry, terms: list[str]) -> "Result":
        return cls(
            entry.key,
            entry.path,
            marked(entry.title, terms),
            snippet((entry.summary, entry.body), terms),
            label_of(entry.kind, get_language()),
            entry.date,
            entry.is_demo,
        )


@cache
def label_of(kind: str, _language: str) -> str:
    return str(kinds[kind].label)


@dataclass
class Option:
    """One value of a facet; `count` is None where there are too many to count."""

    value: str
    label: str
    count: int | None
    is_selected: bool


@dataclass
class Results:
    """A page of results. `note` says how they relate to the query when they don't contain it.

    Where only the newest pages were looked through, `since` is the day of the oldest of them.
    """

    query: Query
    found: Found
    page: int
    items: list[Result] = field(default_factory=list)
    facets: list[tuple[str, str, list[Option]]] = field(default_factory=list)
    note: str = ""
    meant: str = ""
    elsewhere: int = 0
    since: datetime.date | None = None

    @property
    def last_page(self) -> int:
        return -(-self.found.total // PAGE_SIZE)


class Finder:
    def __init__(self, text: str, chosen: dict, by_date: bool, page: int):
        self.language = get_language()
        self.query = parse(text)
        self.chosen, self.by_date, self.page = chosen, by_date, page

    def results(self) -> Results:
        search = Search(self.query, self.language, self.chosen)
        found = search.find(self.page * PAGE_SIZE, self.by_date)
        if found.total or self.chosen:
            results = Results(self.query, found, self.page, facets=self.facets(found))
        else:
            results = self.nearest()
        results.since = search.since
        pins = self.pinned() if self.page == 1 and not self.chosen else []
        results.items = pins + self.items(results, {pin.key for pin in pins})
        return results

    def items(self, results: Results, shown: set[str]) -> list[Result]:
        start = (self.page - 1) * PAGE_SIZE
        keys = [hit.key for hit in results.found.hits[start : start + PAGE_SIZE]]
        return self.rendered([key for key in keys if key not in shown], results.query)

    def rendered(self, keys: list[str], query: Query) -> list[Result]:
        entries = Entry.objects.only(*SHOWN).in_bulk(keys)
        return [Result.of(entries[key], query.highlights) for key in keys if key in entries]

    def pinned(self) -> list[Result]:
        paths = keep("pinned results", PinnedResult.objects.paths).get(self.query.folded)
        if not paths:
            return []
        entries = Entry.objects.published().in_language(self.language).filter(path__in=paths)
        by_path = dict(entries.values_list("path", "key"))
        results = self.rendered([by_path[path] for path in paths if path in by_path], self.query)
        for result in results:
            result.is_pinned = True
        return results

    def facets(self, found: Found):
        labels = {
            "kind": {name: label_of(name, self.language) for name in kinds},
            "section": self.section_labels(),
        }
        names = {"kind": _("类型"), "year": _("年份"), "section": _("分类")}
        for name in FACETS:
            if name == "section" and not labels["section"]:
                continue
            if options := self.options(name, found.counts[name], labels.get(name)):
                yield name, names[name], options

    def section_labels(self) -> dict[str, str]:
        kind = kinds.get(self.chosen.get("kind"))
        return kind.sections() if kind else {}

    def options(self, name: str, counts, labels) -> list[Option]:
        chosen = self.chosen.get(name)
        if counts is None:
            # Too many to count: the choice is offered without numbers.
            values = labels or ([chosen] if chosen else [])
        elif labels:
            values = [value for value in labels if counts[value] or value == chosen]
            values.sort(key=lambda value: -counts[value])
        else:
            values = sorted({*counts, *([chosen] if chosen else [])}, reverse=True)
        return [
            Option(
                value,
                str(labels.get(value, value) if labels else value),
                None if counts is None else counts[value],
                value == chosen,
            )
            for value in values
        ]

    # When nothing contains the words

    def nearest(self) -> Results:
        """Pages that sound so; else those with all of the words, else those with most."""
        meant = did_you_mean(self.query.text, self.language)
        for find in (self.by_sound, self.by_words, self.by_most_words):
            results = find()
            if results:
                results.meant = meant
                return results
        return Results(self.query, Found(), 1, meant=meant, elsewhere=self.in_other_language())

    def by_sound(self) -> Results | None:
        keys = found_by_sound(self.query, self.language)
        return self.of_keys(keys, _("以下页面的标题读音与搜索词相符。"), self.query)

    def by_words(self) -> Results | None:
        words = self.query.words
        if len(words) < 2:
            return None
        query = plain_query(words)
        found = Search(query, self.language).find(self.page * PAGE_SIZE, self.by_date)
        if not found.total:
            return None
        note = _("没有页面含有完整的搜索词，以下页面含有其中的每个词。")
        return Results(query, found, self.page, note=note)

    def by_most_words(self) -> Results | None:
        words = self.query.words
        keys = most_words(words, self.language)
        note = _("没有页面含有全部搜索词，以下页面的标题或摘要含有其中一些。")
        return self.of_keys(keys, note, plain_query(words))

    def of_keys(self, keys: list[str], note: str, query: Query) -> Results | None:
        if not keys:
            return None
        entries = Entry.objects.in_bulk(keys)
        hits = [entries[key] for key in keys if key in entries]
        return Results(query, Found(hits[:MOST], len(hits)), self.page, note=note)

    def in_other_language(self) -> int:
        hits = Search(self.query, OTHER_LANGUAGE[self.language]).collect({})
        return MOST if hits is None else len(hits)
