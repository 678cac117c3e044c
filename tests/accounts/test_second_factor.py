"""Reviewers and administrators give a second factor; nobody gets past it."""

import io
import re
import time

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django_otp.oath import TOTP

from scicity.accounts.models import AppDevice, User
from scicity.accounts.roles import Role, make_roles
from scicity.accounts.second_factor import is_required

pytestmark = pytest.mark.django_db

INDEX, CODE, NEW, ACCOUNT = (
    reverse(f"admin:{name}") for name in ("index", "second_factor", "second_factor_new", "account")
)
LOGIN = reverse("admin:login")


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR = True
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(role=Role.FINAL_REVIEWER, **values):
    make_roles()
    user = User.objects.create_user(role.value, password="the password", is_staff=True, **values)
    user.groups.add(Group.objects.get(name=role.value))
    return user


def code_of(user, steps=0) -> str:
    """What the app shows, some half minutes later."""
    device = AppDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06}"


def set_up_for(user):
    device = AppDevice.new_for(user)
    device.confirmed = True
    device.save()


def enter(client, user):
    return client.post(LOGIN, {"username": user.username, "password": "the password"})


def set_up(client, user) -> list[str]:
    """Sets an app up and gives the recovery codes."""
    client.get(NEW)
    shown = client.post(NEW, {"code": code_of(user)}).content.decode()
    return re.findall("<code>(.{11})</code>", shown)


@pytest.mark.parametrize(
    ("role", "expected"),
    [(role, role != Role.AUTHOR) for role in Role],
)
def test_who_reviews_or_administers_needs_one_in_production(settings, role, expected):
    user = person(role)

    required = is_required(user)
    settings.SECOND_FACTOR = False

    assert (required, is_required(user)) == (expected, False)


def test_first_login_leads_to_setting_it_up_and_nowhere_else(client):
    user = person()
    enter(client, user)

    answers = {client.get(path).headers.get("Location") for path in (INDEX, ACCOUNT)}
    posted = client.post(reverse("admin:news_article_add"), {"title_zh_hans": "x"})
    shown = client.get(NEW).content.decode()

    assert answers == {f"{CODE}?next=%2Fadmin%2F", f"{CODE}?next=%2Fadmin%2Faccount%2F"}
    assert posted.status_code == 302
    assert posted.headers["Location"].startswith(CODE)
    assert "<svg" in shown
    assert "密钥" in shown


def test_code_of_the_app_opens_the_back_office_and_gives_recovery_codes(client):
    user = person()
    enter(client, user)

    codes = set_up(client, user)

    assert len(set(codes)) == 10
    assert client.get(INDEX).status_code == 200


def test_next_login_asks_for_the_code_and_leads_on(client):
    user = person()
    enter(client, user)
    set_up(client, user)
    client.logout()
    enter(client, user)

    wrong = client.post(CODE, {"code": "000000"})
    right = client.post(CODE, {"code": code_of(user, 1), "next": ACCOUNT})

    assert list(wrong.context["form"].errors) == ["code"]
    assert (right.status_code, right.headers["Location"]) == (302, ACCOUNT)
    assert client.get(INDEX).status_code == 200


def test_code_works_once_and_recovery_codes_too(client):
    user = person()
    enter(client, user)
    client.get(NEW)
    used = code_of(user)
    shown = client.post(NEW, {"code": used}).content.decode()
    recovery = re.search("<code>(.{11})</code>", shown)[1]
    answers = []
    for code in (used, recovery, recovery):
        client.logout()
        enter(client, user)
        answers.append(client.post(CODE, {"code": code}).status_code)

    assert answers == [200, 302, 200]


def test_next_leads_nowhere_else(client):
    user = person()
    enter(client, user)
    recovery = set_up(client, user)[0]
    client.logout()
    enter(client, user)

    response = client.post(CODE, {"code": recovery, "next": "https://example.org/"})

    assert response.headers["Location"] == INDEX


def test_password_alone_does_not_replace_the_app(client):
    user = person()
    enter(client, user)
    set_up(client, user)
    before = AppDevice.objects.get().key
    client.logout()
    enter(client, user)

    response = client.get(NEW)
    client.post(ACCOUNT, {"remove": "1"})

    assert response.headers["Location"] == CODE
    assert AppDevice.objects.get().key == before


def test_author_may_have_one_and_then_needs_it(client):
    user = person(Role.AUTHOR)
    enter(client, user)
    free = client.get(INDEX).status_code
    set_up(client, user)
    client.logout()
    enter(client, user)

    assert (free, client.get(INDEX).status_code) == (200, 302)


def test_guessing_is_slowed_down(client, settings):
    settings.OTP_TOTP_THROTTLE_FACTOR = 1
    user = person()
    enter(client, user)
    set_up(client, user)
    client.logout()
    enter(client, user)

    client.post(CODE, {"code": "000000"})
    at_once = client.post(CODE, {"code": code_of(user, 1)})

    assert at_once.status_code == 200
    assert "等一会儿" in at_once.content.decode()


def test_administrator_resets_it_for_others_only(client, settings):
    lost = person()
    set_up_for(lost)
    boss = person(Role.ADMINISTRATOR)
    enter(client, boss)
    set_up(client, boss)

    client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "reset_second_factor", "_selected_action": [lost.pk, boss.pk]},
    )

    assert [device.user for device in AppDevice.objects.all()] == [boss]


def test_operator_lets_in_whoever_lost_all():
    user = person()
    set_up_for(user)

    call_command("reset_second_factor", user.username, stdout=io.StringIO())

    assert not AppDevice.objects.exists()
