"""Random rules and answers, and the plain reading of a rule for people who answered everything."""

import datetime
from decimal import Decimal
from itertools import product
from random import Random

from hypothesis import strategies as st

from talent.matching import SKIPPED, Group, Option, Question, Row, Rule, Track
from talent.matching.rules import row_test, samples

QUESTIONS = (
    Question("legal", "yes_no", name="法定代表人"),
    Question("age", "number", name="年龄", unit="岁"),
    Question(
        "degree",
        "ordered",
        name="学历",
        options=(
            Option("bachelor", "本科", 1),
            Option("master", "硕士", 2),
            Option("phd", "博士", 3),
        ),
    ),
    Question("field", "choice", options=(Option("chips"), Option("bio"), Option("energy"))),
    Question("honours", "multi", name="称号", options=(Option("gold"), Option("silver"))),
    Question(
        "left", "date", name="出站日期", gate="degree", gate_options=frozenset({"phd", "master"})
    ),
    Question("insured", "number", name="参保人数", unit="人", gate="legal"),
)
BY_CODE = {question.code: question for question in QUESTIONS}

NUMBERS = [Decimal(n * 10) for n in range(1, 5)]
DAYS = [datetime.date(year, 11, 6) for year in (2020, 2021, 2022)]
OPERATORS = {
    "yes_no": ["yes", "no"],
    "number": ["gte", "lte", "between"],
    "ordered": ["gte", "lte", "between", "in", "not_in"],
    "choice": ["in", "not_in"],
    "multi": ["any_of"],
    "date": ["after", "before", "between"],
}
HARDNESS = ["must"] * 6 + ["assessed", "words", "preferred", "text"]


def bounds(random, question):
    if question.kind == "number":
        return sorted(random.choices(NUMBERS, k=2))
    if question.kind == "date":
        return sorted(random.choices(DAYS, k=2))
    codes = [option.code for option in question.options] or [None]
    return sorted(random.choices(codes, k=2), key=lambda code: question.ranks.get(code, 0))


def make_row(random, codes):
    hardness = random.choice(HARDNESS)
    if hardness == "words":
        return Row(hardness="assessed", words="由专家评审")
    question = BY_CODE[random.choice(codes)]
    operator = random.choice(OPERATORS[question.kind])
    low, high = bounds(random, question)
    listed = operator in {"in", "not_in", "any_of"}
    options = [option.code for option in question.options]
    return Row(
        question=question.code,
        operator=operator,
        low=low if operator in {"gte", "after", "between"} else None,
        high=high if operator in {"lte", "before", "between"} else None,
        options=frozenset(random.choices(options, k=2)) if listed else frozenset(),
        negate=random.random() < 0.25,
        hardness=hardness,
    )


def make_group(random, codes):
    rows = {row.test_key: row for row in (make_row(random, codes) for _ in range(3))}
    rows = tuple(rows.values())[: random.randint(1, 3)]
    deciding = sum(row.decides for row in rows)
    return Group(rows, random.randint(1, max(1, min(2, deciding))))


def make_rule(random, key="rule", most_questions=3):
    """A rule with conditions that decide; its tracks and groups are as odd as editors make them."""
    codes = random.sample(list(BY_CODE), random.randint(1, most_questions))

    def some(least, most):
        return tuple(make_group(random, codes) for _ in range(random.randint(least, most)))

    while True:
        tracks = tuple(
            Track(some(1, 3), name=f"情形{number}", key=number)
            for number in range(random.randint(0, 3))
        )
        rule = Rule(key=key, common=some(0 if tracks else 1, 2), tracks=tracks)
        if rule.is_modelled:
            return rule


def questions_of(*some_rules):
    codes = {row.question for rule in some_rules for row in rule.rows if row.question}
    for code in list(codes):
        while BY_CODE[code].gate:
            code = BY_CODE[code].gate
            codes.add(code)
    return sorted(codes)


def possible_answers(*some_rules):
    """For each question of the rules, answers that meet its rows in every possible way."""
    found = {}
    for code in questions_of(*some_rules):
        asked = [row for rule in some_rules for row in rule.rows if row.question == code]
        found[code] = samples(BY_CODE[code], asked) or [Decimal(1)]
    return found


def some_answers(random, *some_rules):
    """About half of the questions answered, some skipped."""
    answers = {}
    for code, values in possible_answers(*some_rules).items():
        answer = random.choice([None, SKIPPED, *values, *values])
        if answer is not None:
            answers[code] = answer
    return answers


@st.composite
def cases(draw):
    """A rule, answers of somebody, and a source of further chance.

    The rule grows from a seed: drawn part by part it takes ten times as long.
    """
    random = Random(draw(st.integers(0, 2**40)))
    rule = make_rule(random)
    return rule, some_answers(random, rule), random


def completions(rule, answers):
    """Everything that somebody who gave these answers may turn out to be."""
    known = {code: answer for code, answer in answers.items() if answer is not SKIPPED}
    open_values = {c: v for c, v in possible_answers(rule).items() if c not in known}
    for values in product(*open_values.values()):
        yield known | dict(zip(open_values, values, strict=True))


def applies(code, answers):
    question = BY_CODE[code]
    if not question.gate:
        return True
    gate = BY_CODE[question.gate]
    return applies(gate.code, answers) and gate.lets_through(
        answers[gate.code], question.gate_options
    )


def row_value(row, answers):
    """2 met, 1 for an expert, 0 not met, by somebody who answered everything."""
    if not row.question:
        return 1
    met = applies(row.question, answers) and row_test(row, BY_CODE[row.question])(
        answers[row.question]
    )
    return (1 if row.hardness == "assessed" else 2) if met else 0


def group_value(group, answers):
    values = sorted((row_value(row, answers) for row in group.deciding), reverse=True)
    return values[group.at_least - 1] if values else 2


def rule_value(rule, answers):
    common = [group_value(group, answers) for group in rule.common]
    tracks = []
    for track in rule.ways:
        own = [group_value(group, answers) for group in track.groups]
        if rule.tracks and not track.deciding:
            own.append(1)
        tracks.append(min([2, *common, *own]))
    return max(tracks)
