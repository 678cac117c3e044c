"""Words and sounds of titles."""

import re

import rjieba
from pypinyin import lazy_pinyin

# Runs of letters and digits, which are not cut further.
LATIN = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[a-zü]+")


def words_of(folded: str) -> list[str]:
    """The words of a folded text, long words also with the shorter ones inside."""
    return [word for word in rjieba.cut_for_search(folded) if word.strip() and word[0].isalnum()]


def sounds_of(folded: str) -> tuple[str, str]:
    """(syllables with spaces between, their initials) of a folded title.

    西部科学城 → ("xi bu ke xue cheng", "xbkxc"); letters and digits stand for themselves.
    """
    if not IDEOGRAPH.search(folded):
        return "", ""
    parts = [part for part in lazy_pinyin(folded) if part[:1].isalnum()]
    syllables = [
        piece for part in parts for piece in re.findall(r"[a-z0-9]+", part.replace("ü", "v"))
    ]
    return " ".join(syllables), "".join(piece[0] for piece in syllables)


def spaced(letters: str) -> str:
    """A pattern for letters that may go on into the next syllable: kexue in "ke xue"."""
    return r"\m" + " ?".join(re.escape(letter) for letter in letters)
