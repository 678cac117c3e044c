"""Finds wrong words in texts, also where tags, spaces or invisible characters split them.

Words come from editors and are compared letter by letter, never as patterns: no entry of the
list can make a search slow.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from scicity.gate.markup import BREAK

# Invisible, blank or combining: what can stand inside a word without being seen as a letter.
UNSEEN = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
AROUND = 8


@dataclass(frozen=True)
class Word:
    """An entry of the list, folded; `allowed` are longer phrases in which the word is right."""

    wrong: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    count: int
    around: str


def seen(character: str) -> bool:
    return character == BREAK or unicodedata.category(character) not in UNSEEN


def fold(text: str) -> str:
    """As letters only: compatible forms and capitals are made one, what is unseen is left out."""
    return "".join(filter(seen, unicodedata.normalize("NFKC", text).casefold()))


def fold_latin(text: str) -> str:
    """With single spaces: between Latin words they count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (c for c in folded if seen(c) or c.isspace())
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def folder(word: str):
    return fold_latin if word.isascii() else fold


def find_word(word: Word, text: str) -> Hit | None:
    """Both already folded. Takes time in proportion to the text."""
    places = [at for at in occurrences(word.wrong, text) if not is_allowed(word, text, at)]
    if not places:
        return None
    first = places[0]
    around = text[max(0, first - AROUND) : first + len(word.wrong) + AROUND]
    return Hit(len(places), around.replace(BREAK, " ").strip())


def occurrences(wrong: str, text: str) -> Iterator[int]:
    at = text.find(wrong)
    while at >= 0:
        if not wrong.isascii() or stands_alone(text, at, at + len(wrong)):
            yield at
        at = text.find(wrong, at + len(wrong))


def stands_alone(text: str, start: int, end: int) -> bool:
    return not is_latin(text[start - 1 : start]) and not is_latin(text[end : end + 1])


def is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def is_allowed(word: Word, text: str, at: int) -> bool:
    return any(
        at >= offset and text.startswith(phrase, at - offset)
        for phrase in word.allowed
        if (offset := phrase.find(word.wrong)) >= 0
    )
