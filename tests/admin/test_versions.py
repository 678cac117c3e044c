"""Earlier versions of a policy: what visitors may look back at is an editor's word."""

import datetime

import pytest
from django.utils import timezone

from scicity.accounts.roles import Role
from scicity.publishing import transitions
from scicity.publishing.journal import record_version
from scicity.publishing.models import HistoryEntry, Version
from talent.models import TalentPolicy
from tests.admin.test_sweep import address
from tests.factories import make_article, make_policy
from tests.publishing.people import make_person

pytestmark = pytest.mark.django_db

SECRET = "张某，电话 13800138000"


@pytest.fixture
def policy(db):
    """Two versions, of three days ago with what must not stay public, and of yesterday."""
    policy = make_policy(summary_zh_hans=SECRET, summary_en=SECRET)
    record_version(policy, None, Version.Way.REVIEWED, days_ago(3))
    policy.summary_zh_hans = policy.summary_en = ""
    policy.save()
    record_version(policy, None, Version.Way.REVIEWED, days_ago(1))
    return policy


def days_ago(number):
    return timezone.now() - datetime.timedelta(days=number)


def seen(client, policy, prefix=""):
    day = timezone.localdate(days_ago(2))
    return client.get(f"{prefix}{policy.get_absolute_url()}past/?on={day}").text


def step(client, policy, number, name, **values):
    place = address(TalentPolicy, "version_step", policy.pk, number, name)
    return client.post(place, values, follow=True)


def test_a_hidden_version_is_kept_from_visitors_and_told_in_the_history(client, log_in, policy):
    assert SECRET in seen(client, policy)
    editor = log_in(Role.FINAL_REVIEWER)

    step(client, policy, 1, "hide_version", reason="含个人信息")

    assert "那一版不再公开" in seen(client, policy)
    assert [SECRET in seen(client, policy, prefix) for prefix in ("", "/en")] == [False, False]
    entry = HistoryEntry.objects.get()
    assert (entry.actor, entry.action, entry.reason) == (
        editor, "hidden", "第 1 版：含个人信息",
    )  # fmt: skip
    assert SECRET in str(Version.objects.get(number=1).content)


def test_a_hidden_version_can_be_shown_again(client, log_in, policy):
    log_in(Role.FINAL_REVIEWER)
    step(client, policy, 1, "hide_version", reason="误以为含个人信息")

    step(client, policy, 1, "show_version", reason="已核实")

    assert SECRET in seen(client, policy)
    assert [entry.action for entry in HistoryEntry.objects.all()] == ["shown", "hidden"]


def test_the_list_of_versions_offers_what_fits_each(client, log_in, policy):
    log_in(Role.FINAL_REVIEWER)
    list_of_versions = address(TalentPolicy, "versions", policy.pk)
    offers = {name: address(TalentPolicy, "version_step", policy.pk, 1, name) for name in WAYS}

    before = client.get(list_of_versions).text
    step(client, policy, 1, "hide_version", reason="含个人信息")
    after = client.get(list_of_versions).text

    assert [f'href="{offers[name]}"' in before for name in WAYS] == [True, False]
    assert [f'href="{offers[name]}"' in after for name in WAYS] == [False, True]
    assert "/versions/2/" not in before + after


WAYS = ("hide_version", "show_version")


def test_without_a_reason_nothing_happens_and_the_field_says_so(client, log_in, policy):
    log_in(Role.FINAL_REVIEWER)

    response = step(client, policy, 1, "hide_version", reason=" ")

    assert response.context["form"].errors == {"reason": ["该字段是必填项。"]}
    assert SECRET in seen(client, policy)


def test_what_is_public_now_or_later_is_not_hidden(policy):
    person = make_person(Role.FINAL_REVIEWER)
    record_version(policy, None, Version.Way.REVIEWED, days_ago(-1))

    for number in (2, 3):
        with pytest.raises(transitions.Refused, match="现在或将要公开"):
            transitions.hide_version(policy, person, number, "理由")


def test_who_may_not_publish_may_not_hide(client, log_in, policy):
    log_in(Role.AUTHOR)

    response = step(client, policy, 1, "hide_version", reason="理由")

    assert response.status_code == 403
    assert SECRET in seen(client, policy)
    with pytest.raises(transitions.NotAllowed):
        transitions.hide_version(policy, make_person(Role.AUTHOR), 1, "理由")


def test_pages_without_a_public_past_have_nothing_to_hide(client, admin_client):
    article = make_article()
    record_version(article, None, Version.Way.REVIEWED, days_ago(3))
    place = address(type(article), "version_step", article.pk, 1, "hide_version")

    assert admin_client.get(place).status_code == 404
    assert "访客可回看" not in admin_client.get(address(type(article), "versions", article.pk)).text
