"""Verdicts against brute force: what nobody with these answers can contradict."""

from itertools import combinations, product

from hypothesis import assume, given, settings

from talent.matching import SKIPPED, RuleBook, Verdict, explain, problems
from talent.matching.explanation import MOST_CHANGES
from tests.talent.matching.rules_strategy import (
    QUESTIONS,
    cases,
    completions,
    possible_answers,
    rule_value,
)

VALUES = {0: Verdict.NO, 1: Verdict.ASSESSMENT, 2: Verdict.LIKELY}
SETTLED = set(VALUES.values())


def verdict_of(rule, answers):
    return RuleBook(QUESTIONS, [rule]).match(answers).verdicts[rule.key]


@settings(max_examples=1500, deadline=None)
@given(cases())
def test_a_settled_verdict_holds_for_everybody_with_these_answers(case):
    rule, answers, _random = case

    verdict = verdict_of(rule, answers)

    if verdict in SETTLED:
        everybody = {VALUES[rule_value(rule, whole)] for whole in completions(rule, answers)}
        assert everybody == {verdict}


@settings(max_examples=1500, deadline=None)
@given(cases())
def test_a_settled_verdict_never_flips_as_more_is_answered(case):
    rule, answers, random = case
    book = RuleBook(QUESTIONS, [rule])
    whole = random.choice(list(completions(rule, answers)))
    codes = [code for code in whole if code not in answers or answers[code] != whole[code]]
    random.shuffle(codes)

    verdicts = [book.match(answers).verdicts["rule"]]
    for code in codes:
        answers = answers | {code: whole[code]}
        verdicts.append(book.match(answers).verdicts["rule"])

    settled = [verdict for verdict in verdicts if verdict != Verdict.OPEN]
    assert set(settled) == {VALUES[rule_value(rule, whole)]}
    assert verdicts[-1] != Verdict.OPEN


@settings(max_examples=500, deadline=None)
@given(cases())
def test_answering_all_that_is_needed_settles_the_verdict(case):
    rule, answers, random = case
    matching = RuleBook(QUESTIONS, [rule]).match(answers)
    needs = matching.needs("rule")
    whole = random.choice(list(completions(rule, answers)))

    more = answers | {code: whole[code] for code in needs}

    assert bool(needs) == (matching.verdicts["rule"] == Verdict.OPEN)
    assert verdict_of(rule, more) == VALUES[rule_value(rule, whole)]


@settings(max_examples=1500, deadline=None)
@given(cases())
def test_the_explanation_comes_to_the_same_verdict(case):
    rule, answers, _random = case

    explanation = explain(RuleBook(QUESTIONS, [rule]), "rule", answers)

    assert explanation.verdict == verdict_of(rule, answers)
    assert len(list(explanation.rows)) == len(list(rule.rows))


@settings(max_examples=500, deadline=None)
@given(cases())
def test_a_no_names_the_smallest_change_that_helps(case):
    rule, answers, _random = case
    explanation = explain(RuleBook(QUESTIONS, [rule]), "rule", answers)
    assume(explanation.verdict == Verdict.NO)

    codes = {change.question for change in explanation.changes}

    given_codes = [code for code, answer in answers.items() if answer is not SKIPPED]
    smaller = len(codes) - 1 if codes else MOST_CHANGES
    assert not codes or can_help(rule, answers, codes)
    assert not any(
        can_help(rule, answers, some)
        for size in range(1, smaller + 1)
        for some in combinations(given_codes, size)
    )


def can_help(rule, answers, codes):
    """Whether other answers to these questions end the "no"."""
    values = possible_answers(rule)
    return any(
        verdict_of(rule, answers | dict(zip(codes, chosen, strict=True))) != Verdict.NO
        for chosen in product(*(values[code] for code in codes))
    )


@settings(max_examples=500, deadline=None)
@given(cases())
def test_a_rule_is_refused_when_a_track_of_it_can_never_be_met(case):
    rule, _answers, _random = case

    found = problems(QUESTIONS, rule)

    if not found:
        everybody = list(completions(rule, {}))
        assert any(rule_value(rule, whole) for whole in everybody)
