"""Every condition of one rule with its mark, and what a "no" would need to change.

Written apart from the bits of `evaluation`, on the rows as they are; the tests hold the two
against each other.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product
from operator import or_

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talent.matching.evaluation import RuleBook
from talent.matching.formulas import NO, UNKNOWN, truth
from talent.matching.rules import (
    SKIPPED,
    Answer,
    Answers,
    Group,
    Row,
    Rule,
    Track,
    Verdict,
    row_test,
)
from talent.matching.words import answer_words, row_words

# Beyond this many changed answers "the smallest change" is of no use to anybody.
MOST_CHANGES = 3
# A condition is met (2), for an expert to decide (1) or not met (0): least and most it can be.
Span = tuple[int, int]


class Mark(TextChoices):
    MET = "met", _("已满足")
    NOT_MET = "not_met", _("未满足")
    UNKNOWN = "unknown", pgettext_lazy("mark", "还不知道")
    ASSESSED = "assessed", _("评审")
    TEXT = "text", _("仅供阅读")

    @property
    def sign(self) -> str:
        signs = {Mark.MET: "✓", Mark.NOT_MET: "✗", Mark.UNKNOWN: "?", Mark.TEXT: ""}
        return signs.get(self, str(self.label))


SPAN_MARKS = {(2, 2): Mark.MET, (0, 0): Mark.NOT_MET, (1, 1): Mark.ASSESSED}


@dataclass(frozen=True)
class RowResult:
    """`answer` is None where the question was not asked; its text is in `answer_text`."""

    row: Row
    mark: Mark
    answer: Answer
    text: str
    answer_text: str

    @property
    def decides(self) -> bool:
        return self.row.decides


@dataclass(frozen=True)
class GroupResult:
    group: Group
    mark: Mark
    rows: tuple[RowResult, ...]


@dataclass(frozen=True)
class TrackResult:
    """`mark` takes the common groups into account, which `groups` leaves out."""

    track: Track
    mark: Mark
    groups: tuple[GroupResult, ...]


@dataclass(frozen=True)
class Change:
    """A question whose answer would have to be another, and the rows that it fails now."""

    question: str
    rows: tuple[RowResult, ...]


@dataclass(frozen=True)
class Explanation:
    """For a "no", `closest` is the track with the fewest changes and `changes` are these.

    Changes to at most three answers are looked for; beyond that, and where no answer of the
    person's own would help, `changes` is empty.
    """

    rule: Rule
    verdict: Verdict
    common: tuple[GroupResult, ...]
    tracks: tuple[TrackResult, ...]
    closest: Track | None = None
    changes: tuple[Change, ...] = ()

    @property
    def rows(self) -> Iterator[RowResult]:
        for group in (*self.common, *(g for track in self.tracks for g in track.groups)):
            yield from group.rows


def explain(book: RuleBook, key: Hashable, answers: Answers) -> Explanation:
    rule = book.rules[key]
    walk = Walk(book, answers)
    common, common_span = walk.groups(rule.common)
    tracks = tuple(walk.track(track, common_span) for track in rule.tracks)
    spans = [span for _result, span in tracks] or [common_span]
    verdict = span_verdict(rule, (max(s[0] for s in spans), max(s[1] for s in spans)))
    results = tuple(result for result, _span in tracks)
    closest, changes = None, ()
    if verdict == Verdict.NO:
        closest, codes = smallest_change(book, rule, answers)
        changes = tuple(walk.changes(rule, closest, codes))
    return Explanation(rule, verdict, common, results, closest, changes)


def span_verdict(rule: Rule, span: Span) -> Verdict:
    if not rule.is_modelled:
        return Verdict.UNMODELLED
    settled = {(0, 0): Verdict.NO, (1, 1): Verdict.ASSESSMENT, (2, 2): Verdict.LIKELY}
    return settled.get(span, Verdict.OPEN)


class Walk:
    def __init__(self, book: RuleBook, answers: Answers):
        self.book, self.answers = book, answers

    def track(self, track: Track, common: Span) -> tuple[TrackResult, Span]:
        groups, span = self.groups(track.groups)
        if not track.deciding:
            span = (1, 1)
        span = (min(span[0], common[0]), min(span[1], common[1]))
        return TrackResult(track, SPAN_MARKS.get(span, Mark.UNKNOWN), groups), span

    def groups(self, groups: Iterable[Group]) -> tuple[tuple[GroupResult, ...], Span]:
        results, low, high = [], 2, 2
        for group in groups:
            span = self.group_span(group)
            if span is not None:
                low, high = min(low, span[0]), min(high, span[1])
            mark = SPAN_MARKS.get(span, Mark.UNKNOWN) if span else Mark.TEXT
            rows = tuple(self.row(row) for row in group.rows)
            results.append(GroupResult(group, mark, rows))
        return tuple(results), (low, high)

    def group_span(self, group: Group) -> Span | None:
        """At least n of the rows: the n-th largest; None for a group that decides nothing."""
        spans = [self.row_span(row) for row in group.deciding]
        if not spans:
            return None
        if group.at_least > len(spans):
            return 0, 0
        lows, highs = (sorted(values, reverse=True) for values in zip(*spans, strict=True))
        return lows[group.at_least - 1], highs[group.at_least - 1]

    def row_span(self, row: Row) -> Span:
        best = 1 if row.hardness == "assessed" else 2
        question = self.book.questions.get(row.question)
        test = row_test(row, question) if question else None
        if test is None:
            return 1, 1
        gate = self.book.gate_state(question.code, self.answers)
        answer = self.answers.get(question.code, SKIPPED)
        if gate == NO or (answer is not SKIPPED and not test(answer)):
            return 0, 0
        return (0, best) if answer is SKIPPED or gate == UNKNOWN else (best, best)

    def row(self, row: Row) -> RowResult:
        question = self.book.questions.get(row.question)
        answer = self.answers.get(row.question)
        mark = Mark.TEXT
        if row.hardness != "text" and (question or row.hardness == "assessed"):
            mark = SPAN_MARKS.get(self.row_span(row), Mark.UNKNOWN)
        said = answer_words(question, answer) if question and answer is not None else ""
        return RowResult(row, mark, answer, row_words(row, question), said)

    def changes(self, rule: Rule, track: Track | None, codes: Iterable[str]) -> Iterator[Change]:
        groups = (*rule.common, *(track.groups if track else ()))
        rows = [self.row(row) for group in groups for row in group.deciding]
        for code in codes:
            failing = [
                result
                for result in rows
                if result.mark == Mark.NOT_MET
                and code in (result.row.question, *self.book.gates_of(result.row.question))
            ]
            yield Change(code, tuple(failing))


def smallest_change(
    book: RuleBook, rule: Rule, answers: Answers
) -> tuple[Track | None, tuple[str, ...]]:
    """The track that needs the fewest other answers so that it is no longer a "no", and these."""
    best: tuple[Track | None, tuple[str, ...]] = (None, ())
    for track in rule.ways:
        limit = len(best[1]) - 1 if best[1] else MOST_CHANGES
        codes = track_change(book, rule, track, answers, limit)
        if codes:
            best = (track if rule.tracks else None, codes)
    return best


def track_change(book, rule, track, answers, limit) -> tuple[str, ...]:
    alone = RuleBook(
        book.questions.values(), [Rule(rule.key, rule.common, (track,) if rule.tracks else ())]
    )
    compiled = alone.compiled[rule.key]
    given = [c for c in compiled.choices if answers.get(c.code, SKIPPED) is not SKIPPED]
    for size in range(1, limit + 1):
        for chosen in combinations(given, size):
            codes = tuple(choice.code for choice in chosen)
            rest = {code: answer for code, answer in answers.items() if code not in codes}
            yes, no = compiled.masks(alone.states(rest))
            if helps(compiled.possible, yes, no, chosen):
                return codes
    return ()


def helps(formula, yes: int, no: int, chosen) -> bool:
    """Whether other answers to the chosen questions keep the formula from being a "no"."""
    for effects in product(*(choice.effects for choice in chosen)):
        lost = no | reduce(or_, (effect[1] for effect in effects))
        met = yes | reduce(or_, (effect[0] for effect in effects))
        if truth(formula, met & ~lost, lost) != NO:
            return True
    return False
