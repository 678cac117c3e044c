"""A policy as it stood on a day."""

import datetime
import zoneinfo

import pytest

from scicity.publishing.journal import record_version
from scicity.publishing.models import Version
from tests.factories import make_policy
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


@pytest.fixture
def policy(db):
    """Two versions: of the last minute of 31 May 2026 in Shanghai, and of 10 June."""
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    policy.windows.create(closes_on="2026-05-31")
    keep(policy, 5, 31, 23, 59)
    policy.conditions.filter(track=None).update(value="45")
    policy.benefits.filter(kind="award", calculation="fixed").update(amount_max=200_000)
    keep(policy, 6, 10, 9, 0)
    return policy


def keep(policy, month, day, hour, minute):
    moment = datetime.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)
    record_version(policy, None, Version.Way.REVIEWED, moment)


def on(client, policy, day):
    return client.get(f"{policy.get_absolute_url()}past/", {"on": day})


@pytest.mark.parametrize(
    ("day", "number", "age", "amount"),
    [
        ("2026-05-31", 1, "age：不高于40", "15万元"),
        ("2026-06-09", 1, "age：不高于40", "15万元"),
        ("2026-06-10", 2, "age：不高于45", "20万元"),
    ],
)
def test_a_day_shows_the_version_that_was_public_when_it_ended(
    client, policy, day, number, age, amount
):
    response = on(client, policy, day)

    assert response.context["past"].version.number == number
    assert age in response.text
    assert f"每人{amount}" in response.text
    assert "<blockquote>面向青年人才。</blockquote>" in response.text
    assert 'name="robots" content="noindex"' in response.text


def test_nothing_of_it_is_written(client, policy):
    before = list(policy.conditions.values_list("value", flat=True))

    on(client, policy, "2026-05-31")

    assert list(policy.conditions.values_list("value", flat=True)) == before
    assert Version.objects.count() == 2


def test_before_the_first_version_it_says_since_when_there_are_any(client, policy):
    response = on(client, policy, "2026-05-30")

    assert response.context["past"] is None
    assert "本站从2026年5月31日起保留这一页的版本" in response.text


def test_a_policy_without_versions_and_a_day_that_is_none_say_so(client):
    policy = make_policy()

    assert "这一页还没有保留过版本" in on(client, policy, "2026-05-30").text
    assert "请按年-月-日填写日期" in on(client, policy, "tomorrow").text


def test_a_policy_that_is_not_public_has_no_past(client, policy):
    type(policy).objects.filter(pk=policy.pk).update(status="draft", published_at=None)

    assert on(client, policy, "2026-06-10").status_code == 404
