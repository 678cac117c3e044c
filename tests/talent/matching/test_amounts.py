from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent.matching import (
    Amount,
    Estimate,
    Group,
    Option,
    Question,
    Relation,
    Row,
    Rule,
    RuleBook,
    Track,
    estimate,
    explain,
    total,
)

DEGREE = Question(
    "degree",
    "ordered",
    options=(Option("bachelor", rank=1), Option("master", rank=2), Option("phd", rank=3)),
)
LEGAL = Question("legal", "yes_no")


def tiers(*benefits):
    def tier(degree):
        return Track((Group((Row("gte", "degree", low=degree),)),), name=degree, key=degree)

    return Rule("rule", tracks=(tier("phd"), tier("master")), benefits=benefits)


TIERED = (
    Amount(100, 100, track="phd"),
    Amount(40, 60, track="master", depends=("评审结果",)),
    Amount(5, 5),
    Amount(0, 900, is_grant=False),
)


def estimated(rule, **answers):
    book = RuleBook([DEGREE, LEGAL], [rule])
    return estimate(rule, explain(book, "rule", answers))


def test_estimate_is_that_of_the_best_tier_that_is_met_and_adds_what_all_get():
    found = estimated(tiers(*TIERED), degree="phd")

    assert (found.low, found.high) == (105, 105)


def test_estimate_of_the_lower_tier_leaves_the_higher_one_out():
    found = estimated(tiers(*TIERED), degree="master")

    assert (found.low, found.high, found.depends) == (45, 65, ("评审结果",))
    assert TIERED[0] not in found.amounts


def test_estimate_spans_the_tiers_that_are_still_open():
    found = estimated(tiers(*TIERED))

    assert (found.low, found.high, found.tracks) == (45, 105, ("phd", "master"))


def test_estimate_of_a_no_is_nothing():
    assert estimated(tiers(*TIERED), degree="bachelor") == Estimate("rule", 0, 0)


def test_estimate_without_upper_end_stays_without():
    found = estimated(tiers(Amount(0, None, track="phd")), degree="phd")

    assert (found.low, found.high) == (0, None)


def sum_of(amounts, *relations):
    estimates = [Estimate(key, low, high) for key, (low, high) in amounts.items()]
    return total(estimates, [Relation(*relation) for relation in relations])


AMOUNTS = {"a": (100, 150), "b": (80, 200), "c": (10, 10)}


def test_total_adds_up_what_is_not_related():
    found = sum_of(AMOUNTS, ("a", "stackable", "b"))

    assert (found.low, found.high, found.left_out) == (190, 360, ())


@pytest.mark.parametrize(("kind", "choice"), [("exclusive", True), ("higher_only", False)])
def test_total_counts_one_of_two_that_do_not_go_together(kind, choice):
    found = sum_of(AMOUNTS, ("a", kind, "b"))

    assert (found.low, found.high, found.choice) == (110, 210, choice)
    assert [(item.estimate.key, item.relation.kind) for item in found.left_out] == [("a", kind)]
    assert [item.estimate.key for item in found.counted] == ["b", "c"]


def test_total_pays_only_the_difference_after_a_deduction():
    found = sum_of(AMOUNTS, ("b", "deducts", "a"))

    assert (found.low, found.high) == (110, 210)
    assert {item.estimate.key: item.deducted for item in found.counted} == {
        "a": 0,
        "b": 150,
        "c": 0,
    }


def test_total_takes_two_smaller_ones_over_the_one_that_excludes_both():
    found = sum_of(
        {"big": (100, 100), "one": (70, 70), "two": (60, 60)},
        ("big", "exclusive", "one"),
        ("two", "higher_only", "big"),
    )

    assert (found.low, found.high) == (130, 130)
    assert [item.estimate.key for item in found.left_out] == ["big"]


def test_total_is_open_when_one_amount_is():
    found = sum_of({"a": (100, None), "b": (5, 5)})

    assert (found.low, found.high) == (105, None)


def test_total_ignores_relations_to_what_was_not_chosen():
    assert sum_of({"a": (100, 100)}, ("a", "exclusive", "z")).high == 100


def test_two_that_deduct_each_other_come_to_the_larger():
    assert sum_of(AMOUNTS, ("a", "deducts", "b"), ("b", "deducts", "a")).high == 210


def test_many_tied_policies_are_never_overstated():
    amounts = {n: (n, n) for n in range(1, 21)}
    ties = [(1, "exclusive", n) for n in range(2, 21)]

    assert sum_of(amounts, *ties).high == sum(range(2, 21))


def test_total_leaves_out_what_others_deduct_if_that_is_worth_more():
    found = sum_of(
        {"a": (10, 10), "b": (10, 10), "c": (10, 10)}, ("a", "deducts", "b"), ("c", "deducts", "b")
    )

    assert found.high == 20
    assert [item.relation.kind for item in found.left_out] == ["deducts"]


KINDS = ("exclusive", "higher_only", "deducts", "stackable")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=5),
    st.sets(st.tuples(st.integers(0, 4), st.sampled_from(KINDS), st.integers(0, 4)), max_size=5),
)
def test_total_range_holds_whatever_the_amounts_turn_out_to_be(spans, relations):
    amounts = {n: tuple(sorted(span)) for n, span in enumerate(spans)}
    relations = {r for r in relations if r[0] < r[2] < len(spans)}

    found = sum_of(amounts, *relations)

    for ends in product(*amounts.values()):
        exact = sum_of({n: (end, end) for n, end in enumerate(ends)}, *relations)
        assert found.low <= exact.low == exact.high <= found.high
    assert found.high <= sum(high for _low, high in amounts.values())
    assert {item.estimate.key for item in (*found.counted, *found.left_out)} == set(amounts)
