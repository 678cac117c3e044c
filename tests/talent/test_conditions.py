import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from talent.models import Attribute, Clause, Condition, EligibilityTrack, PolicyTestCase
from tests.factories import make_policy

pytestmark = pytest.mark.django_db

Operator, Hardness, Kind = Condition.Operator, Condition.Hardness, Attribute.Kind


def make_attribute(code="age", kind=Kind.NUMBER, options=(), **values):
    attribute = Attribute(
        **{"code": code, "kind": kind, "name_zh_hans": code, "question_zh_hans": code} | values
    )
    attribute.full_clean()
    attribute.save()
    for rank, option in enumerate(options):
        attribute.options.create(code=option, label_zh_hans=option, rank=rank)
    return attribute


def make_degree():
    return make_attribute("degree", Kind.ORDERED, options=["bachelor", "master", "phd"])


def make_condition(policy=None, **values):
    condition = Condition(policy=policy or make_policy(), **values)
    condition.full_clean()
    condition.save()
    return condition


FITTING = {
    Kind.YES_NO: {"yes", "no"},
    Kind.NUMBER: {"gte", "lte", "between"},
    Kind.ORDERED: {"gte", "lte", "between", "in", "not_in"},
    Kind.CHOICE: {"in", "not_in"},
    Kind.MULTI: {"any_of"},
    Kind.DATE: {"before", "after", "between"},
}


@pytest.mark.parametrize("kind", Kind.values)
def test_operator_has_to_fit_the_attribute(kind):
    attribute, policy = make_attribute(kind=kind), make_policy()

    fitting = set()
    for operator in Operator.values:
        condition = Condition(policy=policy, attribute=attribute, operator=operator)
        try:
            condition.clean()
        except ValidationError as error:
            if "operator" in error.message_dict:
                continue
        fitting.add(operator)

    assert fitting == FITTING[kind]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"operator": "gte", "value": "20万"}, "value"),
        ({"operator": "gte", "value": "NaN"}, "value"),
        ({"operator": "gte", "value": " "}, "value"),
        ({"operator": "between", "value": "40", "value_to": "30"}, "value_to"),
        ({"operator": "between", "value": "40"}, "value_to"),
        ({"operator": ""}, "operator"),
    ],
)
def test_number_condition_refuses_what_it_cannot_compare(values, column):
    with pytest.raises(ValidationError) as caught:
        make_condition(attribute=make_attribute(), **values)

    assert column in caught.value.message_dict


def test_number_condition_keeps_one_spelling():
    condition = make_condition(
        attribute=make_attribute(), operator="gte", value=" 200000.50 ", value_to="7", options=["x"]
    )

    assert (condition.value, condition.value_to, condition.options) == ("200000.5", "", [])


def test_date_condition_refuses_a_day_that_is_none():
    with pytest.raises(ValidationError, match="2024-01-31"):
        make_condition(
            attribute=make_attribute("left", Kind.DATE), operator="after", value="2024-02-30"
        )


def test_ordered_condition_names_the_options_it_knows():
    with pytest.raises(ValidationError, match="bachelor, master, phd"):
        make_condition(attribute=make_degree(), operator="gte", value="doctor")


def test_ordered_range_goes_from_low_to_high():
    with pytest.raises(ValidationError, match="终点不能小于起点"):
        make_condition(
            attribute=make_degree(), operator="between", value="phd", value_to="bachelor"
        )


def test_choice_condition_refuses_unknown_options_and_drops_doubles():
    degree = make_degree()

    with pytest.raises(ValidationError, match="doctor"):
        make_condition(attribute=degree, operator="in", options=["phd", "doctor"])
    condition = make_condition(attribute=degree, operator="in", options=["phd", "phd"])
    assert condition.options == ["phd"]


@pytest.mark.parametrize("hardness", ["must", "preferred"])
def test_condition_without_attribute_cannot_be_hard(hardness):
    with pytest.raises(ValidationError):
        make_condition(hardness=hardness, words_zh_hans="由专家评审")

    with pytest.raises(IntegrityError), transaction.atomic():
        Condition.objects.create(policy=make_policy(), hardness=hardness)


def test_condition_without_attribute_needs_words():
    with pytest.raises(ValidationError, match="文字说明"):
        make_condition(hardness="assessed")

    assert str(make_condition(hardness="assessed", words_zh_hans="由专家评审")) == "由专家评审"


def test_condition_takes_track_and_clause_of_its_own_policy_only():
    other = make_policy()
    track = EligibilityTrack.objects.create(policy=other, name_zh_hans="情形一")
    clause = Clause.objects.create(policy=other, number="第一条", text_zh_hans="条款")

    for values in ({"track": track}, {"clause": clause}):
        with pytest.raises(ValidationError, match="本政策"):
            make_condition(
                attribute=make_attribute(f"a{len(values)}{[*values][0]}"),
                **values,
                operator="gte",
                value="1",
            )


def test_questions_cannot_wait_for_each_other():
    first = make_attribute("first", Kind.YES_NO)
    second = make_attribute("second", Kind.YES_NO, ask_if=first)
    first.ask_if = second

    with pytest.raises(ValidationError, match="互为前提"):
        first.full_clean()


def test_question_waits_for_known_options_only():
    degree = make_degree()

    with pytest.raises(ValidationError, match="请填写选项代码"):
        make_attribute("left", Kind.DATE, ask_if=degree)
    with pytest.raises(ValidationError, match="doctor"):
        make_attribute("left", Kind.DATE, ask_if=degree, ask_if_options="phd，doctor")
    asked = make_attribute("left", Kind.DATE, ask_if=degree, ask_if_options="phd，master")
    assert asked.ask_if_codes == ["phd", "master"]


def test_test_case_refuses_answers_to_unknown_questions():
    case = PolicyTestCase(
        policy=make_policy(), name="某人", answers={"shoe": 42}, expected_verdict="no"
    )

    with pytest.raises(ValidationError, match="shoe"):
        case.full_clean()
