import datetime
from decimal import Decimal

import pytest

from talent.matching import (
    SKIPPED,
    Group,
    Mark,
    Option,
    Question,
    Row,
    Rule,
    RuleBook,
    Track,
    Verdict,
    answer_words,
    explain,
    problems,
    row_words,
)
from tests.talent.matching.rules_strategy import BY_CODE, QUESTIONS

DAY = datetime.date(2020, 11, 6)


def one_row(code, operator, **values):
    return Rule("rule", common=(Group((Row(operator, code, **values),)),))


def verdict(rule, **answers):
    return RuleBook(QUESTIONS, [rule]).match(answers).verdicts["rule"]


LIKELY, NO, OPEN = Verdict.LIKELY, Verdict.NO, Verdict.OPEN


@pytest.mark.parametrize(
    ("rule", "answer", "expected"),
    [
        (one_row("legal", "yes"), True, LIKELY),
        (one_row("legal", "yes"), False, NO),
        (one_row("legal", "no"), False, LIKELY),
        (one_row("legal", "no"), True, NO),
        (one_row("age", "gte", low=Decimal(30)), Decimal(30), LIKELY),
        (one_row("age", "gte", low=Decimal(30)), Decimal("29.9"), NO),
        (one_row("age", "gte", low=Decimal(0)), SKIPPED, OPEN),
        (one_row("age", "lte", high=Decimal(0)), Decimal(0), LIKELY),
        (one_row("age", "between", low=Decimal(30), high=Decimal(40)), Decimal(40), LIKELY),
        (one_row("age", "between", low=Decimal(30), high=Decimal(40)), Decimal(41), NO),
        (one_row("degree", "gte", low="master"), "phd", LIKELY),
        (one_row("degree", "gte", low="master"), "bachelor", NO),
        (one_row("degree", "lte", high="master"), "phd", NO),
        (one_row("degree", "between", low="bachelor", high="master"), "master", LIKELY),
        (one_row("field", "in", options=frozenset({"bio"})), "bio", LIKELY),
        (one_row("field", "not_in", options=frozenset({"bio"})), "bio", NO),
        (one_row("honours", "any_of", options=frozenset({"gold"})), frozenset({"gold"}), LIKELY),
        (one_row("honours", "any_of", options=frozenset({"gold"})), frozenset(), NO),
        (one_row("age", "gte", low=Decimal(30), negate=True), Decimal(30), NO),
        (one_row("age", "gte", low=Decimal(30), negate=True), SKIPPED, OPEN),
    ],
)
def test_operator_means_what_it_says(rule, answer, expected):
    (row,) = rule.rows

    assert verdict(rule, **{row.question: answer}) == expected


@pytest.mark.parametrize(
    ("operator", "bound", "days", "expected"),
    [
        ("after", "low", 0, LIKELY),
        ("after", "low", -1, NO),
        ("before", "high", 0, LIKELY),
        ("before", "high", 1, NO),
    ],
)
def test_date_bounds_include_their_day(operator, bound, days, expected):
    rule = one_row("left", operator, **{bound: DAY})

    assert verdict(rule, degree="phd", left=DAY + datetime.timedelta(days)) == expected


def test_condition_behind_a_gate_is_not_met_by_those_it_does_not_concern():
    for negate in (False, True):
        rule = one_row("left", "after", low=DAY, negate=negate)

        assert verdict(rule, degree="bachelor") == NO
        assert verdict(rule, left=DAY) == (NO if negate else OPEN)


def test_two_of_three_counts_unknown_rows_neither_way():
    rows = (
        Row("yes", "legal"),
        Row("gte", "age", low=Decimal(30)),
        Row("gte", "degree", low="master"),
    )
    rule = Rule("rule", common=(Group(rows, at_least=2),))

    assert verdict(rule, legal=True) == OPEN
    assert verdict(rule, legal=True, degree="phd") == LIKELY
    assert verdict(rule, legal=False, degree="bachelor") == NO


def test_assessed_condition_never_makes_anybody_likely():
    rule = Rule(
        "rule",
        common=(
            Group((Row("yes", "legal"),)),
            Group((Row(hardness="assessed", words="由专家评审"),)),
        ),
    )

    assert verdict(rule) == OPEN
    assert verdict(rule, legal=True) == Verdict.ASSESSMENT
    assert verdict(rule, legal=False) == NO


def test_preferred_and_text_rows_are_shown_and_decide_nothing():
    rule = Rule(
        "rule",
        common=(
            Group((Row("yes", "legal"),)),
            Group((Row("gte", "age", low=Decimal(30), hardness="preferred"),)),
            Group((Row(hardness="text", words="诚信经营"),)),
        ),
    )

    explanation = explain(RuleBook(QUESTIONS, [rule]), "rule", {"legal": True, "age": Decimal(20)})

    assert explanation.verdict == LIKELY
    assert [row.mark for row in explanation.rows] == [Mark.MET, Mark.NOT_MET, Mark.TEXT]


def test_row_that_cannot_be_read_turns_nobody_away():
    rule = one_row("field", "in", options=frozenset({"gone"}))

    assert verdict(rule, field="bio") == Verdict.ASSESSMENT


def tiers():
    """Two tiers: a doctor of 40 at most, or a master who is a legal representative."""
    return Rule(
        "rule",
        common=(Group((Row("in", "field", options=frozenset({"chips", "bio"})),)),),
        tracks=(
            Track(
                (
                    Group((Row("gte", "degree", low="phd"),)),
                    Group((Row("lte", "age", high=Decimal(40)),)),
                ),
                name="甲档",
                key=1,
            ),
            Track(
                (Group((Row("gte", "degree", low="master"),)), Group((Row("yes", "legal"),))),
                name="乙档",
                key=2,
            ),
        ),
    )


def test_explanation_gives_answer_rule_and_mark_of_every_row():
    answers = {"field": "bio", "degree": "master", "age": SKIPPED}

    explanation = explain(RuleBook(QUESTIONS, [tiers()]), "rule", answers)

    assert [(r.mark.sign, r.text, r.answer_text) for r in explanation.rows] == [
        ("✓", "field：chips或bio", "bio"),
        ("✗", "学历：不低于博士", "硕士"),
        ("?", "年龄：不高于40岁", "不清楚或不愿填"),
        ("✓", "学历：不低于硕士", "硕士"),
        ("?", "法定代表人：是", ""),
    ]
    assert [track.mark for track in explanation.tracks] == [Mark.NOT_MET, Mark.UNKNOWN]


def test_no_names_the_closest_track_and_the_smallest_change():
    answers = {"field": "chips", "degree": "master", "age": Decimal(50), "legal": False}

    explanation = explain(RuleBook(QUESTIONS, [tiers()]), "rule", answers)

    assert explanation.verdict == NO
    assert explanation.closest.name == "乙档"
    (change,) = explanation.changes
    assert change.question == "legal"
    assert [result.text for result in change.rows] == ["法定代表人：是"]


def test_no_that_hangs_on_two_answers_names_both():
    answers = {"field": "energy", "degree": "bachelor", "age": Decimal(30), "legal": False}

    explanation = explain(RuleBook(QUESTIONS, [tiers()]), "rule", answers)

    assert {change.question for change in explanation.changes} == {"field", "degree"}
    assert explanation.closest.name == "甲档"


def test_words_of_conditions_and_answers():
    capital = Question("capital", "number", name="认缴资本", unit="元")
    left = BY_CODE["left"]

    assert row_words(Row("gte", "capital", low=Decimal(200_000)), capital) == (
        "认缴资本：不低于20万元"
    )
    assert row_words(Row("after", "left", low=DAY), left) == "出站日期：不早于2020年11月6日"
    assert row_words(Row("yes", "legal", negate=True), BY_CODE["legal"]) == (
        "不属于下列情况：法定代表人：是"
    )
    assert row_words(Row("yes", "legal", words="是法定代表人"), BY_CODE["legal"]) == "是法定代表人"
    assert answer_words(BY_CODE["honours"], frozenset()) == "都没有"
    assert answer_words(BY_CODE["honours"], frozenset({"gold", "silver"})) == "gold、silver"
    assert answer_words(BY_CODE["insured"], Decimal(5)) == "5人"
    assert answer_words(BY_CODE["legal"], False) == "否"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            Rule("r", common=(Group((Row("yes", "legal"),)), Group((Row("no", "legal"),)))),
            "互相矛盾",
        ),
        (
            Rule(
                "r",
                common=(Group((Row("gte", "age", low=Decimal(40)),)),),
                tracks=(Track((Group((Row("lte", "age", high=Decimal(30)),)),), name="青年"),),
            ),
            "“青年”的条件互相矛盾",
        ),
        (
            Rule("r", tracks=(Track((), name="空"), Track((Group((Row("yes", "legal"),)),)))),
            "“空”没有条件",
        ),
        (Rule("r", common=(Group((Row("yes", "legal"),), at_least=2),)), "多于行数"),
        (Rule("r", common=(Group((Row("gte", "legal", low=Decimal(1)),)),)), "对不上"),
        (Rule("r", common=(Group((Row("gte", "gone", low=Decimal(1)),)),)), "对不上"),
        (
            Rule("r", common=(Group((Row("yes", "legal"), Row(hardness="text", words="或其他"))),)),
            "不能和硬性条件同组",
        ),
        (Rule("r", common=(Group((Row("yes", "legal"), Row("yes", "legal"))),)), "有两行相同"),
    ],
)
def test_rule_that_nobody_can_use_is_refused(rule, words):
    found = problems(QUESTIONS, rule)

    assert len(found) == 1
    assert words in found[0]


def test_sound_rule_has_no_problem():
    assert problems(QUESTIONS, tiers()) == []


def test_contradiction_across_a_choice_is_found():
    """Each of two rows is possible, but none together with the third."""
    field = Question("field", "choice", options=(Option("a"), Option("b"), Option("c")))
    groups = (
        Group(
            (Row("in", "field", options=frozenset("a")), Row("in", "field", options=frozenset("b")))
        ),
        Group((Row("not_in", "field", options=frozenset("ab")),)),
    )

    assert problems([field], Rule("r", common=groups)) == ["这些条件互相矛盾，没有人能符合。"]
