"""A visitor's words, as the search understands them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from django.db.models import Q

from scicity.pagestore.keeping import keep
from scicity.search.folding import fold
from scicity.search.models import Synonym
from scicity.search.words import words_of

LONGEST = 100
MOST_TERMS = 8
MOST_ALTERNATIVES = 6
PARTS = re.compile(r'["“”]([^"“”]+)["“”]|(\S+)')


@dataclass(frozen=True)
class Query:
    """Terms that a page must contain, all of them; of each term's alternatives, any.

    Spaces separate terms, quotation marks hold a term with spaces together. A term's first
    alternative is what was typed (folded), the others follow from the editors' synonyms.
    """

    text: str
    terms: tuple[tuple[str, ...], ...]

    def __bool__(self):
        return bool(self.terms)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def highlights(self) -> list[str]:
        return [alternative for term in self.terms for alternative in term]

    @property
    def words(self) -> list[str]:
        """The words of all terms, without those that only fill."""
        words = dict.fromkeys(word for term in self.terms for word in words_of(term[0]))
        return [word for word in words if len(word) > 1 or word.isascii()][:MOST_TERMS]

    @property
    def is_paired(self) -> bool:
        """Whether each alternative is one pair, so that what has its pairs also holds it."""
        return all(len(alternative) == 2 for alternative in self.highlights)

    @property
    def is_short(self) -> bool:
        """Whether nothing in it is long enough for an index."""
        return not any(all(len(text) > 1 for text in term) for term in self.terms)

    @property
    def shape(self) -> tuple[tuple[int, ...], ...]:
        """What the SQL that looks for it depends on: how many texts, and which an index has."""
        return tuple(tuple(min(len(text), 3) for text in term) for term in self.terms)

    def within(self, field: str, lookup: str) -> Q:
        """That the folded field contains all terms, by a lookup of `scicity.search.fields`."""
        condition = Q()
        for term in self.terms:
            anyone = Q()
            for alternative in term:
                anyone |= Q(**{f"{field}__{lookup}": alternative})
            condition &= anyone
        return condition


def of_signs(shape: tuple[tuple[int, ...], ...]) -> Query:
    """A query of this shape, of characters that no text has and that stand for others."""
    signs = map(chr, count(0xE000))
    return Query("", tuple(tuple(next(signs) * length for length in term) for term in shape))


def parse(text: str, with_synonyms: bool = True) -> Query:
    text = unicodedata.normalize("NFC", text.replace("\0", "")).strip()[:LONGEST]
    terms = (fold(quoted or word) for quoted, word in PARTS.findall(text))
    terms = list(dict.fromkeys(term for term in terms if term))[:MOST_TERMS]
    groups = keep("synonyms", synonyms) if with_synonyms and terms else []
    return Query(text, tuple(alternatives(term, groups) for term in terms))


def synonyms() -> list[list[str]]:
    return [synonym.group for synonym in Synonym.objects.all()]


def plain_query(terms: list[str]) -> Query:
    return Query(" ".join(terms), tuple((term,) for term in terms))


def alternatives(term: str, groups: list[list[str]]) -> tuple[str, ...]:
    """The term, and what it becomes when a word in it is exchanged for a synonym."""
    found = [term]
    for group in groups:
        present = [word for word in group if word in term]
        # Of 科学城 inside 西部科学城, the longer word is the one that was meant.
        if present:
            meant = max(present, key=len)
            found += [term.replace(meant, word) for word in group if word != meant]
    return tuple(dict.fromkeys(found))[:MOST_ALTERNATIVES]
