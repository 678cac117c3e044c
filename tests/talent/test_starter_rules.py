"""The rules of the starter content: sound, sourced, and right about their test cases."""

import io

import pytest
from django.core.management import call_command

from talent.matching import Verdict
from talent.models import Condition, TalentPolicy
from talent.rules import load_book, policy_problems, run_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(db):
    call_command("load_starter", no_pictures=True, stdout=io.StringIO())


def test_starter_rules_are_sound_and_pass_their_test_cases(starter):
    policies = list(TalentPolicy.objects.exclude(conditions=None).distinct())

    assert {p.slug: found for p in policies if (found := policy_problems(p))} == {}
    assert len(policies) >= 8
    assert all(len(run_cases(policy)) >= 3 for policy in policies)


def test_nothing_is_likely_before_a_question_is_answered(starter):
    verdicts = load_book().match({}).verdicts

    assert set(verdicts.values()) == {Verdict.OPEN, Verdict.UNMODELLED}


def test_starter_conditions_point_to_summaries_and_invent_no_clause_number(starter):
    numbers = set(Condition.objects.values_list("clause__number", flat=True))

    assert all(number.startswith("来源摘要 ") for number in numbers)
