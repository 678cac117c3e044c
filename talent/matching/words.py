"""Conditions and answers in words, in the reader's language."""

from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talent.matching.rules import SKIPPED, Answer, Group, Question, Row, Rule
from talent.sentences import money_text, plain_number


def row_words(row: Row, question: Question | None) -> str:
    """The plain words of an editor where there are any, else the condition itself."""
    if row.words or question is None:
        return row.words
    words = _condition(row, question)
    return _("不属于下列情况：%(condition)s") % {"condition": words} if row.negate else words


def _condition(row: Row, question: Question) -> str:
    values = {
        "name": question.name or question.code,
        "low": value_words(question, row.low),
        "high": value_words(question, row.high),
        "options": _either(question, row.options),
    }
    match row.operator:
        case "yes":
            return _("%(name)s：是") % values
        case "no":
            return _("%(name)s：否") % values
        case "in":
            return _("%(name)s：%(options)s") % values
        case "not_in":
            return _("%(name)s：不是%(options)s") % values
        case "any_of":
            return _("%(name)s：至少有%(options)s之一") % values
        case "gte":
            return _("%(name)s：不低于%(low)s") % values
        case "lte":
            return _("%(name)s：不高于%(high)s") % values
        case "after":
            return _("%(name)s：不早于%(low)s") % values
        case "before":
            return _("%(name)s：不晚于%(high)s") % values
    return _("%(name)s：%(low)s至%(high)s") % values


def answer_words(question: Question, answer: Answer) -> str:
    if answer is SKIPPED:
        return _("不清楚或不愿填")
    if isinstance(answer, bool):
        return pgettext("answer", "是") if answer else pgettext("answer", "否")
    if isinstance(answer, frozenset):
        return _listed(question, answer) or pgettext("answer", "都没有")
    return value_words(question, answer)


def value_words(question: Question, value) -> str:
    if value is None:
        return ""
    if question.kind == "number":
        return _amount(question, Decimal(value))
    if question.kind == "date":
        return date_format(value, "DATE_FORMAT")
    return question.labels.get(value, value)


def _amount(question: Question, value: Decimal) -> str:
    if question.unit in {"元", "yuan", "CNY"} and value == int(value):
        return money_text(int(value))
    unit = f" {question.unit}" if question.unit.isascii() and question.unit else question.unit
    return f"{plain_number(value)}{unit}"


def _either(question: Question, codes) -> str:
    names = [question.labels[c] for c in question.labels if c in codes]
    if len(names) < 2:
        return "".join(names)
    separator = pgettext("between the parts of a list", "、")
    return _("%(others)s或%(last)s") % {"others": separator.join(names[:-1]), "last": names[-1]}


def _listed(question: Question, codes) -> str:
    separator = pgettext("between the parts of a list", "、")
    return separator.join(question.labels[c] for c in question.labels if c in codes)


def rule_sentences(questions: dict[str, Question], rule: Rule) -> list[str]:
    """The whole rule in words: what everybody has to meet, then each case, then what only helps."""
    found = []
    if common := groups_words(questions, rule.common):
        found.append(_("必须同时满足：%(conditions)s。") % {"conditions": common})
    if rule.tracks:
        heading = _("此外还要符合下列情形之一：") if common else _("要符合下列情形之一：")
        found.append(heading)
    for track in rule.tracks:
        values = {"track": track.name, "conditions": groups_words(questions, track.groups)}
        found.append(_("情形“%(track)s”：%(conditions)s。") % values)
    for row in rule.rows:
        if not row.decides:
            words = {"words": row_words(row, questions.get(row.question))}
            found.append(_("只显示，不参与判断：%(words)s。") % words)
    return found


def groups_words(questions: dict[str, Question], groups: tuple[Group, ...]) -> str:
    """ "A；B或C（满足一项）"; '' where nothing decides."""
    parts = []
    for group in groups:
        rows = [decisive_words(row, questions.get(row.question)) for row in group.deciding]
        if len(rows) > 1:
            values = {"rows": _(" 或 ").join(rows), "number": group.at_least}
            parts.append(_("“%(rows)s”中满足%(number)d项") % values)
        else:
            parts += rows
    return _("；").join(parts)


def decisive_words(row: Row, question: Question | None) -> str:
    words = row_words(row, question)
    return _("%(words)s（由评审认定）") % {"words": words} if row.hardness == "assessed" else words
