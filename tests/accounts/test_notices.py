"""Whoever has an address hears by mail of every change of the ways into the account."""

import pytest
from django.core import mail
from django.core.management import call_command

from scicity.accounts.models import User
from tests.accounts.test_second_factor import ACCOUNT, NEW, code_of, enter, person, set_up
from tests.apps import eventually

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "editor@example.com"


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.SECOND_FACTOR = True
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SITE_URL = "https://portal.example"


@pytest.fixture
def user():
    return person(email=ADDRESS)


def told(number: int) -> list[str]:
    assert eventually(lambda: len(mail.outbox) >= number), mail.outbox
    assert all(letter.to == [ADDRESS] for letter in mail.outbox)
    return [letter.subject.partition("：")[2].partition(" · ")[0] for letter in mail.outbox]


def test_second_factor_tells_of_each_step(client, user):
    enter(client, user)
    code, *_others = set_up(client, user)
    client.post(ACCOUNT, {"codes": ""})
    assert sorted(told(2)) == ["已设置第二步验证", "恢复码已更换"]
    mail.outbox.clear()

    call_command("reset_second_factor", user.username)

    assert told(1) == ["第二步验证已关闭"]
    assert user.username in mail.outbox[0].body
    assert "https://portal.example/admin/password_reset/" in mail.outbox[0].body


def test_used_recovery_code_is_told(client, user):
    enter(client, user)
    code, *_others = set_up(client, user)
    assert told(1) == ["已设置第二步验证"]
    client.logout()
    mail.outbox.clear()

    enter(client, user)
    client.post("/admin/second-factor/", {"code": code})

    assert told(1) == ["用掉了一个恢复码"]


def test_code_that_comes_again_is_told_and_logged(client, user, caplog):
    enter(client, user)
    client.get(NEW)
    code = code_of(user)
    client.post(NEW, {"code": code})
    assert told(1) == ["已设置第二步验证"]
    client.logout()
    mail.outbox.clear()

    enter(client, user)
    for wrong in (f"{(int(code) + 1) % 10**6:06}", code):
        client.post("/admin/second-factor/", {"code": wrong})

    assert told(1) == ["有人再次输入了已经用过的验证码，没有通过"]
    refused = f"A code of the second factor was refused for user {user.pk}."
    assert [line.getMessage() for line in caplog.records if "accounts" in line.name] == [
        refused, f"A used code of the second factor came again for user {user.pk}.", refused,
    ]  # fmt: skip


def test_form_that_is_sent_twice_alarms_nobody(client, user):
    enter(client, user)
    set_up(client, user)
    client.logout()
    enter(client, user)
    code = code_of(user, 1)
    told(1)
    mail.outbox.clear()

    answers = [client.post("/admin/second-factor/", {"code": code}) for _time in range(2)]

    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(302, "/admin/")] * 2
    assert mail.outbox == []


def test_new_password_is_told_and_a_better_hash_of_the_old_one_is_not(client, user, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    enter(client, user)
    assert User.objects.get(pk=user.pk).password.startswith("pbkdf2")

    user.set_password("another long password")
    user.save()

    assert told(1) == ["密码已更改"]


def test_account_without_an_address_gets_none():
    user = person()
    user.set_password("another long password")
    user.save()

    assert mail.outbox == []
