from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent.matching import SKIPPED, Group, Question, Row, Rule, RuleBook, Track, Verdict
from talent.matching.rules import samples
from tests.talent.matching.rules_strategy import (
    BY_CODE,
    QUESTIONS,
    make_rule,
    possible_answers,
    some_answers,
)


def row(code, operator="yes", **values):
    return Row(question=code, operator=operator, **values)


def needing(key, *rows):
    """A rule that needs all of these."""
    return Rule(key, common=tuple(Group((each,)) for each in rows))


def yes_no(code, **values):
    return Question(code, "yes_no", **values)


def asked(questions, rules, answers=None):
    return RuleBook(questions, rules).match(answers or {}).next_question()


def test_next_question_is_the_one_that_settles_most():
    rules = [
        needing(1, row("many"), row("few")),
        needing(2, row("many"), row("other")),
        needing(3, row("few")),
    ]

    suggestion = asked([yes_no("few"), yes_no("many"), yes_no("other")], rules)

    assert (suggestion.question.code, suggestion.concerns, suggestion.expected) == ("few", 2, 1.5)


def test_next_question_is_not_one_that_was_answered_or_skipped():
    rules = [needing(1, row("a"), row("b"), row("c"))]
    questions = [yes_no("a"), yes_no("b"), yes_no("c")]

    suggestion = asked(questions, rules, {"a": True, "b": SKIPPED})

    assert suggestion.question.code == "c"


def test_next_question_is_none_when_nothing_is_open():
    rules = [needing(1, row("a"), row("b"))]
    questions = [yes_no("a"), yes_no("b")]

    assert asked(questions, rules, {"a": False}) is None
    assert asked(questions, rules, {"a": SKIPPED, "b": SKIPPED}) is None


def test_next_question_leaves_a_moot_question_out():
    either = Rule(1, common=(Group((row("a"), row("b"))), Group((row("c"),))))

    matching = RuleBook([yes_no(c) for c in "abc"], [either]).match({"a": True})

    assert [s.question.code for s in matching.suggestions] == ["c"]


def test_next_question_waits_for_its_gate():
    questions = [yes_no("company"), yes_no("insured", gate="company")]
    rules = [needing(1, row("insured")), needing(2, row("insured"))]

    assert asked(questions, rules).question.code == "company"
    assert asked(questions, rules, {"company": True}).question.code == "insured"
    assert asked(questions, rules, {"company": False}) is None
    assert asked(questions, rules, {"company": SKIPPED}) is None


def test_sensitive_question_comes_later_unless_it_settles_twice_as_much():
    questions = [yes_no("income", sensitive=True), yes_no("other", order=9)]
    income = [needing(n, row("income")) for n in range(3)]
    other = [needing(n + 10, row("other")) for n in range(2)]

    assert asked(questions, income + other).question.code == "other"
    assert asked(questions, income + other[:1]).question.code == "income"


def test_next_question_of_equals_is_the_first_in_order():
    questions = [yes_no("late", order=2), yes_no("early", order=1)]

    assert asked(questions, [needing(1, row("late"), row("early"))]).question.code == "early"


def test_one_answer_can_settle_all_tracks_of_a_rule():
    age = Question("age", "number")
    tracks = tuple(
        Track((Group((row("age", "gte", low=Decimal(low)),)), Group((row("local"),))), key=low)
        for low in (30, 40)
    )

    suggestions = RuleBook([age, yes_no("local")], [Rule(1, tracks=tracks)]).match({}).suggestions

    expected = {s.question.code: s.expected for s in suggestions}
    assert expected == pytest.approx({"age": 1 / 3, "local": 1 / 2})


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**40))
def test_expectation_is_what_trying_every_answer_gives(seed):
    random = Random(seed)
    rules = [make_rule(random, key=key) for key in range(3)]
    book = RuleBook(QUESTIONS, rules)
    answers = some_answers(random, *rules)
    for code in [c for c in answers if BY_CODE[c].gate and BY_CODE[c].gate not in answers]:
        del answers[code]

    found = {s.question.code: s.expected for s in book.match(answers).suggestions}

    tried = {code: expectation(book, answers, code) for code in found}
    assert found == pytest.approx(tried)
    left_out = set(possible_answers(*rules)) - set(found) - set(answers)
    assert not any(
        expectation(book, answers, code)
        for code in left_out
        if not BY_CODE[code].gate or book.gate_state(code, answers) == 2
    )


def expectation(book, answers, code):
    rows = [test.row for test in book.tests if test.code == code]
    cases = samples(BY_CODE[code], rows)
    if BY_CODE[code].kind in {"number", "date"}:
        told_apart = {tuple(t.is_met(c) for t in book.tests if t.code == code): c for c in cases}
        cases = list(told_apart.values())
    before = still_open(book, answers)
    after = [still_open(book, answers | {code: answer}) for answer in cases]
    return sum(before - left for left in after) / len(cases) if cases else 0


def still_open(book, answers):
    return sum(v == Verdict.OPEN for v in book.match(answers).verdicts.values())


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**40))
def test_rules_side_by_side_get_the_verdicts_that_they_get_alone(seed):
    random = Random(seed)
    rules = [make_rule(random, key=key) for key in range(5)]
    answers = some_answers(random, *rules)

    together = RuleBook(QUESTIONS, rules).match(answers).verdicts

    alone = [RuleBook(QUESTIONS, [rule]).match(answers).verdicts for rule in rules]
    assert together == {key: verdict for verdicts in alone for key, verdict in verdicts.items()}


def test_a_rule_without_conditions_is_not_called_likely():
    words = Rule("text", common=(Group((Row(hardness="text", words="详见原文"),)),))

    verdicts = RuleBook([], [Rule("empty"), words]).match({}).verdicts

    assert verdicts == {"empty": Verdict.UNMODELLED, "text": Verdict.UNMODELLED}
