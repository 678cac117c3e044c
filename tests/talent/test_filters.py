import datetime
import random

import pytest
from django.http import QueryDict
from django.utils import timezone

from scicity.publishing.models import Status
from talent.filters import ENDED, PolicyFilterSet
from talent.models import ApplicationWindow, Benefit, TalentPolicy, Validity
from tests.brute_force import counted, matching, query_of, random_choices, shown
from tests.factories import make_policy

pytestmark = pytest.mark.django_db

FACETS = ["category", "benefit", "subject", "window", "level", "delivery", "validity"]
DAY = datetime.timedelta(days=1)


def policy_filters(query="", **choices):
    data = QueryDict(query) if query else query_of(choices)
    return PolicyFilterSet(data, TalentPolicy.objects.visible())


def add_benefit(policy, kind="award", amount=100):
    return Benefit.objects.create(policy=policy, kind=kind, calculation="fixed", amount_max=amount)


def facts_of(policy):
    return {
        "category": {policy.category},
        "benefit": {benefit.kind for benefit in policy.benefits.all()},
        "subject": set(policy.subjects),
        "window": {policy.window_state},
        "level": {policy.level} - {""},
        "delivery": {policy.delivery} - {""},
        "validity": {policy.validity},
    }


def make_random_policy(chance, today):
    policy = make_policy(
        category=chance.choice(TalentPolicy.Category.values[:3]),
        subjects=chance.sample(TalentPolicy.Subject.values, chance.randint(0, 3)),
        level=chance.choice([*TalentPolicy.Level.values, ""]),
        delivery=chance.choice([*TalentPolicy.Delivery.values[:2], ""]),
        status=chance.choices([Status.PUBLISHED, Status.DRAFT], [9, 1])[0],
        **chance.choice(
            [
                {},
                {"open_ended": True},
                {"effective_to": today - DAY},
                {"effective_to": today + 10 * DAY},
                {"repealed_on": today},
            ]
        ),
    )
    for kind in chance.choices(Benefit.Kind.values[:3], k=chance.randint(0, 4)):
        add_benefit(policy, kind)
    for days in chance.sample([-5, 5, 50], chance.randint(0, 2)):
        ApplicationWindow.objects.create(policy=policy, closes_on=today + days * DAY)


def test_results_and_counts_are_those_of_brute_force_for_any_choice():
    chance, today = random.Random(11), timezone.localdate()
    for _ in range(40):
        make_random_policy(chance, today)
    facts = {p.pk: facts_of(p) for p in TalentPolicy.objects.published().with_states()}

    for seed in range(500):
        choices = random_choices(facts, FACETS, seed)
        filters = policy_filters(**choices)
        # Without a choice of validity the ended ones are left out, as if the others were chosen.
        meant = {"validity": [v for v in Validity.values if v not in ENDED]} | choices
        expected = counted(facts, meant, FACETS)
        if "validity" not in choices:
            expected["validity"] = {v: n for v, n in expected["validity"].items() if n}
        expected = {name: counts for name, counts in expected.items() if counts}
        assert sorted(p.pk for p in filters.qs) == sorted(matching(facts, meant))
        assert shown(filters) == expected, choices


def test_ended_policies_are_left_out_and_one_click_away():
    current = make_policy(open_ended=True)
    expired = make_policy(effective_to=timezone.localdate() - DAY)

    filters = policy_filters()

    assert list(filters.qs) == [current]
    assert filters.ended == (1, "?validity=expired")
    assert list(policy_filters("validity=expired").qs) == [expired]


def test_the_next_deadline_comes_first_and_past_ones_do_not_count():
    today = timezone.localdate()
    none, later, sooner = make_policy(), make_policy(), make_policy()
    later.windows.create(closes_on=today - DAY)
    later.windows.create(closes_on=today + 9 * DAY)
    sooner.windows.create(closes_on=today)

    assert list(policy_filters("sort=deadline").qs) == [sooner, later, none]


def test_the_largest_grant_comes_first_and_a_loan_is_no_grant():
    loan, small, large = make_policy(), make_policy(), make_policy()
    add_benefit(loan, "loan", 10**9)
    add_benefit(small, "award", 100)
    add_benefit(large, "award", 50)
    add_benefit(large, "rent", 1000)

    assert list(policy_filters("sort=amount").qs) == [large, small, loan]


def test_the_newest_document_comes_first_and_undated_ones_last():
    undated = make_policy()
    old = make_policy(issued_on=datetime.date(2020, 1, 1))
    new = make_policy(issued_on=datetime.date(2021, 1, 1))

    assert list(policy_filters().qs) == [new, old, undated]
