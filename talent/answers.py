"""Values and answers in their one spelling, whether they come from a form, a URL, JSON or YAML."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from talent.matching.rules import SKIPPED, Answer, Answers, Question

SKIP = "skip"
YES_NO = {"yes": True, "no": False, True: True, False: False}


def read_value(kind: str, text: str):
    """The value of a condition: Decimal, date, or an option's code. Raises ValueError."""
    if kind == "number":
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(text) from error
        if not number.is_finite():
            raise ValueError(text)
        return number
    if kind == "date":
        return datetime.date.fromisoformat(text)
    return text


def value_text(value) -> str:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def read_answer(question: Question, raw) -> Answer:
    """An answer from text or from JSON; None and "skip" are SKIPPED. Raises ValueError.

    Several options are a list, or text with commas; an empty list is "none of them".
    """
    if raw is None or raw == SKIP:
        return SKIPPED
    if question.kind == "multi":
        codes = raw.split(",") if isinstance(raw, str) else raw
        if not isinstance(codes, Collection):
            raise ValueError(raw)
        return frozenset(_known(question, code) for code in codes if code)
    if question.kind == "yes_no":
        if not isinstance(raw, bool | str) or raw not in YES_NO:
            raise ValueError(raw)
        return YES_NO[raw]
    if question.options:
        return _known(question, raw)
    if isinstance(raw, bool):
        raise ValueError(raw)
    return read_value(question.kind, str(raw).strip())


def _known(question: Question, code) -> str:
    if not isinstance(code, str) or code not in question.ranks:
        raise ValueError(code)
    return code


def answer_text(answer: Answer) -> str:
    """The spelling of an answer in a URL; `read_answer` reads it back."""
    if answer is SKIPPED:
        return SKIP
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, frozenset):
        return ",".join(sorted(answer))
    return value_text(answer)


def read_answers(questions: Iterable[Question], raw: Mapping) -> tuple[Answers, dict[str, object]]:
    """The answers that can be read, and by question what could not be."""
    answers, refused = {}, {}
    for question in questions:
        if question.code in raw:
            try:
                answers[question.code] = read_answer(question, raw[question.code])
            except ValueError:
                refused[question.code] = raw[question.code]
    return answers, refused
