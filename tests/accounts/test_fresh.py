"""Changes to accounts ask for the password once more, ten minutes after it was last given."""

import time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from scicity.accounts import fresh
from scicity.accounts.models import User
from tests.accounts.test_second_factor import ACCOUNT, INDEX, NEW, enter, person, set_up

pytestmark = pytest.mark.django_db
CONFIRM = reverse("admin:confirm")
USERS = reverse("admin:accounts_user_changelist")


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def boss(client):
    user = person(is_superuser=True)
    enter(client, user)
    set_up(client, user)
    return user


def wait(client, minutes):
    session = client.session
    session[fresh.KEY] = int(time.time()) - minutes * 60
    session.save()


def led(response) -> str | None:
    """Where a request is led, without what follows."""
    return response.headers.get("Location", "").partition("?")[0] or None


def pages(user) -> list[str]:
    return [
        reverse("admin:accounts_user_add"),
        reverse("admin:accounts_user_change", args=[user.pk]),
        reverse("admin:accounts_user_delete", args=[user.pk]),
        reverse("admin:auth_user_password_change", args=[user.pk]),
        reverse("admin:auth_group_change", args=[Group.objects.first().pk]),
        NEW,
    ]


def test_pages_about_accounts_ask_and_then_open(client, boss):
    soon = {path: led(client.get(path)) for path in pages(boss)}
    wait(client, 11)

    late = {path: led(client.get(path)) for path in pages(boss)}
    given = client.post(CONFIRM, {"password": "the password", "next": USERS})

    assert soon == dict.fromkeys(pages(boss))
    assert late == dict.fromkeys(pages(boss), CONFIRM)
    assert (given.status_code, given.headers["Location"]) == (302, USERS)
    assert {path: led(client.get(path)) for path in pages(boss)} == soon


def test_all_else_does_not_ask(client, boss):
    wait(client, 600)

    assert [led(client.get(path)) for path in (INDEX, ACCOUNT, USERS)] == [None] * 3
    assert led(client.post(ACCOUNT, {"end_others": "1"})) == ACCOUNT


def test_form_that_was_opened_in_time_is_taken_within_an_hour(client, boss):
    form = {"username": "zhang", "usable_password": "false"}
    wait(client, 61)
    late = client.post(pages(boss)[0], form)
    before = User.objects.filter(username="zhang").exists()
    wait(client, 59)

    client.post(pages(boss)[0], form)

    assert (led(late), before) == (CONFIRM, False)
    assert User.objects.filter(username="zhang").exists()


def test_second_factor_is_not_weakened_at_an_open_screen(client, boss, settings):
    settings.SECOND_FACTOR = False
    wait(client, 61)
    action = {"action": "reset_second_factor", "_selected_action": [boss.pk]}

    answers = [
        client.post(ACCOUNT, {"remove": "1"}), client.post(ACCOUNT, {"codes": "1"}),
        client.post(USERS, action),
    ]  # fmt: skip

    assert [led(answer) for answer in answers] == [CONFIRM] * 3
    assert TOTPDevice.objects.filter(user=boss, confirmed=True).exists()


def test_wrong_passwords_count_as_at_the_login(client, boss):
    wait(client, 11)

    answers = [client.post(CONFIRM, {"password": f"wrong {n}"}) for n in range(5)]

    assert answers[0].context["form"].errors == {"password": ["密码不对，请再填一次。"]}
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert led(client.get(pages(boss)[0])) == CONFIRM


def test_it_leads_nowhere_else(client, boss):
    form = {"password": "the password", "next": "https://example.org/"}

    assert client.post(CONFIRM, form).headers["Location"] == INDEX
