"""A question as a form shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talent.answers import answer_text
from talent.matcher.visit import PREFIX, Visit
from talent.matching import SKIPPED, Question

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """`choices` is empty for what is typed: a number or a date, as it stands in `value`."""

    question: Question
    value: str
    choices: tuple[Choice, ...]
    error: str
    is_skipped: bool
    asks_after: str

    @property
    def name(self) -> str:
        return PREFIX + self.question.code

    @property
    def id(self) -> str:
        return f"question-{self.question.code}"

    @property
    def text(self) -> str:
        return self.question.text or self.question.name

    @property
    def is_multi(self) -> bool:
        return self.question.kind == "multi"

    @property
    def is_date(self) -> bool:
        return self.question.kind == "date"

    @property
    def input_type(self) -> str:
        return "checkbox" if self.is_multi else "radio"

    @property
    def described_by(self) -> str:
        parts = [("help", self.question.help), ("error", self.error)]
        return " ".join(f"{self.id}-{name}" for name, text in parts if text)


def field_of(visit: Visit, code: str) -> Field:
    question = visit.book.questions[code]
    answer = visit.said.get(code)
    given = answer is not None and answer is not SKIPPED
    value = answer_text(answer) if given else visit.refused.get(code, "")
    chosen = set(value.split(",")) if question.kind == "multi" else {value}
    return Field(
        question,
        value,
        tuple(Choice(v, label, given and v in chosen) for v, label in choices_of(question)),
        visit.refusals.get(code, ""),
        answer is SKIPPED,
        asks_after(visit, question),
    )


def choices_of(question: Question) -> Iterable[tuple[str, str]]:
    if question.kind == "yes_no":
        return [(YES, pgettext("answer", "是")), (NO, pgettext("answer", "否"))]
    choices = [(option.code, question.labels[option.code]) for option in question.options]
    if question.kind == "multi":
        choices.append(("", _("以上都没有")))
    return choices


def asks_after(visit: Visit, question: Question) -> str:
    """The name of the question on which this one depends; '' for none."""
    gate = visit.book.questions.get(question.gate)
    return gate.name if gate else ""


def fields_of(visit: Visit) -> list[Field]:
    """Every question that a rule hangs on and that isn't ruled out by an answer before it."""
    book = visit.book
    codes = [code for code in book.questions if code in book.effects]
    asked = [c for c in codes if c in visit.refused or is_open(visit, c)]
    return [field_of(visit, code) for code in asked]


def is_open(visit: Visit, code: str) -> bool:
    gates = visit.book.gates_of(code)
    answers = visit.answers
    return not any(
        gate in answers
        and answers[gate] is not SKIPPED
        and visit.book.is_shut(code, gate, answers[gate])
        for gate in gates
    )
