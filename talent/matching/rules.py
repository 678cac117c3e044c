"""Questions and rules as plain values."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verdict(TextChoices):
    LIKELY = "likely", _("很可能符合")
    ASSESSMENT = "assessment", _("需认定或评审")
    OPEN = "open", _("还差回答")
    NO = "no", pgettext_lazy("verdict", "不符合")
    UNMODELLED = "unmodelled", _("请看原文")


class Skipped(Enum):
    SKIPPED = "skipped"


SKIPPED = Skipped.SKIPPED
# bool, Decimal, an option's code, a frozenset of codes, a date, or SKIPPED.
Answer = Any
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Option:
    code: str
    label: str = ""
    rank: int = 0


@dataclass(frozen=True)
class Question:
    """`gate` is the question that must have been answered with yes, or one of `gate_options`."""

    code: str
    kind: str
    name: str = ""
    text: str = ""
    help: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    gate: str = ""
    gate_options: frozenset[str] = frozenset()
    sensitive: bool = False
    subject: str = "person"
    order: int = 0

    @cached_property
    def ranks(self) -> dict[str, int]:
        return {option.code: option.rank for option in self.options}

    @cached_property
    def labels(self) -> dict[str, str]:
        return {option.code: option.label or option.code for option in self.options}

    def lets_through(self, answer: Answer, options: frozenset[str]) -> bool:
        """Whether this answer opens a question that is gated by this one."""
        if self.kind == "yes_no":
            return answer is True
        return bool(answer & options) if self.kind == "multi" else answer in options


@dataclass(frozen=True)
class Row:
    """One condition. `low` and `high` are Decimals, dates or option codes, by the question's kind.

    `low` is the bound of ≥ and of "not before", `high` that of ≤ and of "not after"; all bounds
    belong to the range.
    """

    operator: str = ""
    question: str = ""
    low: Any = None
    high: Any = None
    options: frozenset[str] = frozenset()
    negate: bool = False
    hardness: str = "must"
    words: str = ""
    clause: Any = None
    key: Hashable = None

    @property
    def decides(self) -> bool:
        return self.hardness in {"must", "assessed"}

    @property
    def test_key(self) -> tuple:
        """Rows with the same one are met by the same answers."""
        return self.question, self.operator, self.low, self.high, self.options, self.negate


@dataclass(frozen=True)
class Group:
    rows: tuple[Row, ...]
    at_least: int = 1
    number: int = 1

    @property
    def deciding(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.decides)


@dataclass(frozen=True)
class Track:
    groups: tuple[Group, ...]
    name: str = ""
    key: Hashable = None

    @property
    def deciding(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.deciding)


@dataclass(frozen=True)
class Relation:
    """How the amounts of two rules go together; read "rule – kind – other"."""

    rule: Hashable
    kind: str
    other: Hashable
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """A policy's conditions. `common` groups belong to every track; `benefits` are Amounts."""

    key: Hashable
    common: tuple[Group, ...] = ()
    tracks: tuple[Track, ...] = ()
    name: str = ""
    benefits: tuple = field(default=())

    @property
    def is_modelled(self) -> bool:
        groups = [*self.common, *(group for track in self.tracks for group in track.groups)]
        return any(group.deciding for group in groups)

    @property
    def ways(self) -> tuple[Track, ...]:
        """The tracks; a rule without any has one way to qualify."""
        return self.tracks or (Track(()),)

    @property
    def rows(self) -> Iterable[Row]:
        for group in (*self.common, *(g for track in self.tracks for g in track.groups)):
            yield from group.rows


def row_test(row: Row, question: Question) -> Callable[[Answer], bool] | None:
    """What decides whether an answer meets the row; None for a row that can't be read.

    A row that speaks of an option that is gone, or compares what can't be compared, is left to a
    person: nobody is turned away by a broken rule.
    """
    test = _plain_test(row, question)
    if test is None or not row.negate:
        return test
    return lambda answer: not test(answer)


def _plain_test(row: Row, question: Question) -> Callable[[Answer], bool] | None:
    options = row.options
    if not options <= set(question.ranks):
        return None
    match question.kind, row.operator:
        case "yes_no", "yes":
            return lambda answer: answer is True
        case "yes_no", "no":
            return lambda answer: answer is False
        case (("choice" | "ordered"), "in"):
            return lambda answer: answer in options
        case (("choice" | "ordered"), "not_in"):
            return lambda answer: answer not in options
        case "multi", "any_of":
            return lambda answer: not options.isdisjoint(answer)
        case "ordered", ("gte" | "lte" | "between"):
            return _range_test(row, question.ranks)
        case ("number", ("gte" | "lte" | "between")) | ("date", ("after" | "before" | "between")):
            return _range_test(row, None)
    return None


def _range_test(row: Row, ranks: dict[str, int] | None) -> Callable[[Answer], bool] | None:
    low, high = row.low, row.high
    if ranks is not None:
        known = {None: None, **ranks}
        if low not in known or high not in known:
            return None
        low, high = known[low], known[high]
    needs_low = row.operator in {"gte", "after", "between"}
    needs_high = row.operator in {"lte", "before", "between"}
    if (needs_low and low is None) or (needs_high and high is None):
        return None

    def test(answer):
        value = answer if ranks is None else ranks[answer]
        return (not needs_low or value >= low) and (not needs_high or value <= high)

    return test


def samples(question: Question, rows: Iterable[Row]) -> list[Answer]:
    """Answers that between them meet the rows in every way in which one answer can.

    For a question with several choices: none, and each choice alone.
    """
    if question.kind == "yes_no":
        return [True, False]
    if question.kind in {"ordered", "choice"}:
        return [option.code for option in question.options]
    if question.kind == "multi":
        return [frozenset(), *(frozenset([option.code]) for option in question.options)]
    bounds = sorted({bound for row in rows for bound in (row.low, row.high) if bound is not None})
    if question.kind == "date":
        return _days_around(bounds)
    return _numbers_around(bounds)


def _days_around(bounds: list[date]) -> list[date]:
    day = timedelta(days=1)
    return sorted({bound + shift for bound in bounds for shift in (-day, 0 * day, day)})


def _numbers_around(bounds: list[Decimal]) -> list[Decimal]:
    if not bounds:
        return []
    middles = [(low + high) / 2 for low, high in zip(bounds, bounds[1:], strict=False)]
    return sorted({bounds[0] - 1, *bounds, *middles, bounds[-1] + 1})
