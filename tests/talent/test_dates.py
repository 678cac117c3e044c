"""When one can apply, in words: as of a day, and never more than is known."""

import datetime

import pytest
from django.utils import timezone

from talent.dates import Turn, When, events
from talent.models import TalentPolicy
from tests.factories import make_policy

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 5, 20)


def times(policy, on=TODAY):
    return TalentPolicy.objects.filter(pk=policy.pk).with_states(on).get().application_times


def with_window(**values):
    policy = make_policy()
    policy.windows.create(**values)
    return policy


def day(text):
    return datetime.date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"all_year": True}, "常年受理"),
        ({"opens_on": day("05-01"), "closes_on": day("07-31")}, "2026年7月31日截止"),
        ({"closes_on": day("06-03")}, "2026年6月3日截止，还剩14天"),
        ({"closes_on": TODAY}, "2026年5月20日截止，今天是最后一天"),
        ({"opens_on": TODAY}, "受理中，截止日期未公布"),
        ({"opens_on": day("06-01"), "closes_on": day("06-30")}, "2026年6月1日至2026年6月30日"),
        ({"opens_on": day("06-01")}, "2026年6月1日开始"),
        ({"closes_on": day("05-19")}, "已于2026年5月19日截止"),
    ],
)
def test_a_window_is_told_as_of_a_day(window, words):
    assert times(with_window(**window)) == [When(words)]


def test_a_policy_without_a_window_says_so():
    assert times(make_policy()) == [When("申报时间未公布")]


def test_what_past_years_suggest_is_told_apart_from_what_is_announced():
    policy = with_window(opens_on=day("09-01"), closes_on=day("09-30"), is_habitual=True)
    policy.windows.create(closes_on=day("05-01"))
    policy.windows.create(closes_on=day("05-02"), is_habitual=True)

    assert times(policy) == [
        When("已于2026年5月1日截止"),
        When("2026年9月1日至2026年9月30日", is_expected=True),
    ]


def test_events_come_by_day_and_a_deadline_before_what_else_is_on_its_day():
    policy = make_policy(effective_to=day("06-30"))
    policy.windows.create(opens_on=day("06-01"), closes_on=day("06-30"), note="第一批")
    policy.windows.create(opens_on=day("09-01"), is_habitual=True)
    policy.windows.create(all_year=True)

    found = events([policy])

    assert [(e.day, e.turn, e.is_expected, e.note) for e in found] == [
        (day("06-01"), Turn.OPENS, False, "第一批"),
        (day("06-30"), Turn.CLOSES, False, "第一批"),
        (day("06-30"), Turn.EXPIRES, False, ""),
        (day("09-01"), Turn.OPENS, True, ""),
    ]


def test_a_review_is_due_the_day_after_it_was_planned():
    today = timezone.localdate()

    assert not make_policy(review_by=today).is_review_due
    assert make_policy(review_by=today - datetime.timedelta(days=1)).is_review_due
