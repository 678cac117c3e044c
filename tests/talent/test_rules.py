import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from talent.answers import answer_text, read_answer
from talent.matching import SKIPPED, Relation, Verdict, estimate, explain
from talent.models import Benefit
from talent.rules import depends_on, load_book, load_relations, policy_problems, run_cases
from tests.factories import make_policy
from tests.talent.matching.rules_strategy import BY_CODE
from tests.talent.test_conditions import Kind, make_attribute, make_degree

pytestmark = pytest.mark.django_db


def make_modelled(number=0, degree=None, age=None):
    """Doctors get 150,000, masters up to 50,000; all are 40 at most."""
    policy = make_policy()
    clause = policy.clauses.create(number="第一条", text_zh_hans="面向青年人才。", text_en="Youth.")
    doctors = policy.tracks.create(name_zh_hans="博士", name_en="Doctors", order=1)
    masters = policy.tracks.create(name_zh_hans="硕士", name_en="Masters", order=2)
    for track, value in ((doctors, "phd"), (masters, "master")):
        policy.conditions.create(
            track=track, attribute=degree, operator="gte", value=value, clause=clause
        )
    policy.conditions.create(attribute=age, operator="lte", value="40", clause=clause)
    award = {"kind": Benefit.Kind.AWARD, "unit": Benefit.Unit.PERSON}
    policy.benefits.create(**award, calculation="fixed", amount_max=150_000, track=doctors)
    policy.benefits.create(**award, calculation="up_to", amount_max=50_000, track=masters)
    policy.benefits.create(kind="loan", calculation="up_to", amount_max=3_000_000)
    return policy


@pytest.fixture
def modelled(db):
    return make_modelled(degree=make_degree(), age=make_attribute(name_en="Age"))


def test_book_is_read_in_six_queries_however_many_policies(django_assert_num_queries):
    degree, age = make_degree(), make_attribute()
    for number in (1, 3):
        for _ in range(number):
            make_modelled(degree=degree, age=age)
        with django_assert_num_queries(6):
            load_book()


def test_book_holds_published_policies_only(modelled):
    make_policy(status="draft")

    assert list(load_book().rules) == [modelled.pk]


def test_rule_of_a_policy_decides_and_estimates_by_tier(modelled):
    book = load_book()

    master = explain(book, modelled.pk, {"degree": "master", "age": Decimal(39)})
    nobody = explain(book, modelled.pk, {"age": Decimal(41)})

    amount = estimate(master.rule, master)
    assert (master.verdict, amount.low, amount.high) == (Verdict.LIKELY, 0, 50_000)
    assert amount.depends == ("核定的额度",)
    assert nobody.verdict == Verdict.NO
    assert [row.row.clause.label for row in nobody.rows] == ["第一条"] * 3


def test_rule_speaks_the_language_of_the_reader(modelled):
    with translation.override("en"):
        book = load_book()

    assert [track.name for track in book.rules[modelled.pk].tracks] == ["Doctors", "Masters"]
    assert book.questions["age"].name == "Age"


def test_relations_are_those_between_the_policies_asked_for(modelled):
    others = [make_policy(), make_policy()]
    for other in others:
        modelled.relations.create(kind="exclusive", other=other)
    modelled.relations.create(kind="amends", other=others[0])

    found = load_relations([modelled.pk, others[0].pk])

    assert found == [Relation(modelled.pk, "exclusive", others[0].pk)]


def test_sound_policy_has_no_problem(modelled):
    modelled.test_cases.create(
        name="青年博士",
        answers={"degree": "phd", "age": 35},
        expected_verdict="likely",
        expected_amount=150_000,
    )
    modelled.test_cases.create(
        name="没有回答年龄", answers={"degree": "phd", "age": None}, expected_verdict="open"
    )

    assert policy_problems(modelled) == []
    assert [result.passed for result in run_cases(modelled)] == [True, True]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"expected_verdict": "no"}, "应为“不符合”，得出的是“很可能符合”"),
        ({"expected_amount": 50_000}, "应得5万元，得出的是15万元"),
        ({"answers": {"degree": "doctor"}}, "无法理解：degree: doctor"),
        ({"answers": {"degree": "phd", "shoe": 42}}, "无法理解：shoe: 42"),
    ],
)
def test_failing_test_case_is_a_problem(modelled, values, message):
    defaults = {"answers": {"degree": "phd", "age": 35}, "expected_verdict": "likely"}
    modelled.test_cases.create(name="某人", **defaults | values)

    (found,) = policy_problems(modelled)

    assert message in found


def test_condition_without_clause_is_a_problem(modelled):
    modelled.clauses.all().delete()

    assert len([p for p in policy_problems(modelled) if "没有注明条款" in p]) == 3


def test_group_whose_rows_disagree_is_a_problem(modelled):
    (common,) = modelled.conditions.filter(track=None)
    common.pk = None
    common.operator, common.value, common.at_least = "gte", "18", 2
    common.save()

    assert any("不一样" in problem for problem in policy_problems(modelled))


def test_contradiction_and_doubled_track_are_problems(modelled):
    (common,) = modelled.conditions.filter(track=None)
    common.pk = None
    common.group, common.operator, common.value = 2, "gte", "41"
    common.save()
    modelled.tracks.update(name="同名", name_zh_hans="同名")

    found = policy_problems(modelled)

    assert [p for p in found if "互相矛盾" in p] == ["情形“同名”的条件互相矛盾，没有人能符合。"] * 2
    assert "有两个情形都叫“同名”。" in found


@pytest.mark.parametrize(
    ("code", "raw", "answer"),
    [
        ("legal", "yes", True),
        ("legal", False, False),
        ("legal", None, SKIPPED),
        ("legal", "skip", SKIPPED),
        ("age", 35, Decimal(35)),
        ("age", " 35.50 ", Decimal("35.5")),
        ("degree", "phd", "phd"),
        ("honours", "gold,silver", frozenset({"gold", "silver"})),
        ("honours", ["gold"], frozenset({"gold"})),
        ("honours", "", frozenset()),
        ("left", "2020-11-06", datetime.date(2020, 11, 6)),
    ],
)
def test_answer_is_read_from_text_and_json_and_written_back(code, raw, answer):
    read = read_answer(BY_CODE[code], raw)

    assert read == answer
    assert read_answer(BY_CODE[code], answer_text(read)) == answer


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("legal", "maybe"),
        ("legal", 1),
        ("legal", []),
        ("age", True),
        ("age", "old"),
        ("age", "NaN"),
        ("age", ""),
        ("degree", "doctor"),
        ("degree", ["phd"]),
        ("honours", "gold,iron"),
        ("honours", 7),
        ("left", "2024-02-30"),
        ("left", "yesterday"),
    ],
)
def test_answer_that_is_none_is_refused(code, raw):
    with pytest.raises(ValueError):  # noqa: PT011 - any message
        read_answer(BY_CODE[code], raw)


def test_question_waits_for_another_as_the_attribute_says():
    company = make_attribute("company", Kind.YES_NO)
    make_attribute("insured", Kind.NUMBER, ask_if=company, sensitivity="sensitive")

    insured = load_book().questions["insured"]

    assert (insured.gate, insured.sensitive) == ("company", True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["核定的额度", "数量（按每个团队计）"]),
        ("en", ["the amount that is approved", "how many there are (per team)"]),
    ],
)
def test_what_an_amount_depends_on_reads_as_part_of_a_sentence(language, words):
    benefit = Benefit(kind="award", calculation="up_to", amount_max=1, unit="team")

    with translation.override(language):
        assert list(depends_on(benefit)) == words
