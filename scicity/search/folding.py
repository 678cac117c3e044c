"""Text as the search compares it: forms that a reader takes for the same become the same.

Full and half width, upper and lower case, Traditional and Simplified, all kinds of brackets.
Every character is folded by itself, so that what is part of a text stays part of it when both
are folded: no hit is ever lost to folding.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from opencc import OpenCC

BRACKETS = dict.fromkeys("〔﹝[{【〖", "(") | dict.fromkeys("〕﹞]}】〗", ")")
HYPHENS = dict.fromkeys("‐‑‒–—―−", "-")
QUOTES = dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’", "'")
UNSEEN = dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", "")
SAME = BRACKETS | HYPHENS | QUOTES | UNSEEN

# White space that may change; a single line break inside the text stays as it is.
UNTIDY = re.compile(r"\s(?:\s+|\Z|(?<=\A\s)|(?<=[^\S\n]))")
# Beside these a space says nothing: 2024 年 is 2024年.
TIGHT = re.compile(r"[()\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# The ideographs in which Traditional and Simplified differ lie in these ranges.
IDEOGRAPHS = (range(0x3400, 0xA000), range(0xF900, 0xFB00))


@cache
def simplified() -> dict[str, str]:
    """Traditional → Simplified, one character at a time (whole phrases would depend on context)."""
    characters = [chr(code) for codes in IDEOGRAPHS for code in codes]
    changed = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {a: b for a, b in zip(characters, changed, strict=True) if a != b}


class Fold(dict):
    """What each character becomes; filled as characters are met.

    `uneven` has the characters that become several, or none.
    """

    def __init__(self):
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = folded = "".join(SAME.get(c, simplified().get(c, c)) for c in wide)
        if len(folded) != 1:
            self.uneven.add(chr(code))
        return folded


FOLD = Fold()


def fold(text: str) -> str:
    """The text as it is compared; a line break stays one, and nothing is found across it."""
    return UNTIDY.sub(squeezed, unicodedata.normalize("NFC", text).translate(FOLD))


def fold_aligned(text: str) -> tuple[str, Sequence[int]]:
    """The folded text and, for each of its characters, the place in the text it comes from.

    The text must be in Unicode's normal form C, as the index keeps it.
    """
    wide = text.translate(FOLD)
    places: Sequence[int] = range(len(text))
    if not FOLD.uneven.isdisjoint(text):
        places = [place for place, character in enumerate(text) for _ in FOLD[ord(character)]]
    kept, folded, at = [], [], 0
    for gap in UNTIDY.finditer(wide):
        (start, end), new = gap.span(), squeezed(gap)
        if gap[0] != new:
            folded += [wide[at:start], new]
            kept += [*places[at:start], *places[start:end][: len(new)]]
            at = end
    if not at:
        return wide, places
    return "".join([*folded, wide[at:]]), [*kept, *places[at:]]


def squeezed(gap: re.Match) -> str:
    """What a run of white space becomes: a line break, a space, or nothing."""
    before, after = gap.string[gap.start() - 1 : gap.start()], gap.string[gap.end() :][:1]
    if not before or not after:
        return ""
    if "\n" in gap[0]:
        return "\n"
    return "" if TIGHT.match(before) or TIGHT.match(after) else " "
