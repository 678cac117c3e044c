"""The lines around a hit, with the hit marked."""

import re
from collections.abc import Iterable
from html import escape

import rjieba
from django.utils.safestring import SafeString, mark_safe

from scicity.search.folding import fold_aligned

LENGTH = 110
BEFORE = 30
# Of a very long text only the beginning is looked through.
LONGEST = 30_000
# What must not be cut: 渝高新发〔2024〕13号, 《…》, numbers with their unit, words of letters.
ENTITY = re.compile(
    r"[\u4e00-\u9fff]{2,8}[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号"
    r"|《[^》\n]{1,40}》"
    r"|\d[\d,.]*\s*(?:%|％|[\u4e00-\u9fff]{1,4})?"
    r"|[A-Za-z][A-Za-z0-9'-]*"
)
SENTENCE_END = "。！？；\n"


def marked(text: str, terms: list[str]) -> SafeString:
    """The whole text, escaped, with every term marked."""
    return render(text, occurrences(text, terms))


def snippet(texts: Iterable[str], terms: list[str]) -> SafeString:
    """About `LENGTH` characters around the first hit in the first of the texts that has one.

    When none has a hit, the beginning of the first that is not empty.
    """
    beginnings = []
    for text in texts:
        text = text[:LONGEST]
        if spans := occurrences(text, terms):
            return around(text, spans)
        beginnings.append(text)
    return around(next(filter(None, beginnings), ""), [(0, 0)])


def around(text: str, spans: list[tuple[int, int]]) -> SafeString:
    start, end = window(text, spans[0])
    inside = [(a - start, b - start) for a, b in spans if start <= a < b <= end]
    piece = render(text[start:end].replace("\n", " "), inside)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    return mark_safe(f"{head}{piece}{tail}")


def occurrences(text: str, terms: list[str]) -> list[tuple[int, int]]:
    """Where the folded terms stand in the text, overlapping places joined."""
    folded, places = fold_aligned(text)
    spans = []
    for term in filter(None, terms):
        at = folded.find(term)
        while at >= 0:
            spans.append((places[at], places[at + len(term) - 1] + 1))
            at = folded.find(term, at + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def window(text: str, hit: tuple[int, int]) -> tuple[int, int]:
    """(start, end) around the hit, at the ends of a sentence or, failing that, of words."""
    near = max(0, hit[0] - BEFORE)
    sentence = max(text.rfind(mark, near, hit[0]) for mark in SENTENCE_END)
    start = sentence + 1 if sentence >= 0 else near and uncut(text, near, hit[0])
    far = max(start + LENGTH, hit[1])
    if far >= len(text):
        return start, len(text)
    return start, uncut(text, far, hit[1], backwards=True)


def uncut(text: str, at: int, limit: int, backwards: bool = False) -> int:
    """The nearest place to `at`, towards `limit`, that lies inside no word and no entity.

    Entities are allowed to push the place the other way when it would pass the limit.
    """
    low, high = max(0, at - 60), min(len(text), at + 60)
    start, end = piece(text[low:high], at - low)
    if not start < at - low < end:
        return at
    place = low + (start if backwards else end)
    passes = place < limit if backwards else place > limit
    return low + (end if backwards else start) if passes else place


def piece(text: str, at: int) -> tuple[int, int]:
    """(start, end) of the entity or the word that stands there."""
    start, end = 0, len(text)
    for entity in ENTITY.finditer(text):
        if entity.start() >= at:
            end = entity.start()
            break
        if entity.end() > at:
            return entity.span()
        start = entity.end()
    for word in rjieba.cut(text[start:end]):
        if start + len(word) >= at:
            return start, start + len(word)
        start += len(word)
    return start, start


def render(text: str, spans: list[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))
