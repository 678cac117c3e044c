"""A password that somebody else gave is replaced at the first log-in, in production."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.models import User
from scicity.startup.accounts import make

pytestmark = pytest.mark.django_db
INDEX, LOGIN, CHANGE, ARTICLES = (
    reverse(f"admin:{name}")
    for name in ("index", "login", "password_change", "news_article_changelist")
)
OWN = "Mooncake-river-4471-lantern"


@pytest.fixture(autouse=True)
def _in_production(settings):
    settings.HTTPS = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def password():
    """Of `boss`, as the first start gives it."""
    return make("boss", "系统管理员", is_superuser=True).split()[1]


def enter(client, password, name="boss"):
    return client.post(LOGIN, {"username": name, "password": password})


def change(client, old, new):
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, form)


def test_first_password_leads_to_its_replacement_and_nowhere_else(client, password):
    enter(client, password)

    led = {client.get(path).headers.get("Location") for path in (INDEX, ARTICLES)}
    shown = client.get(CHANGE).content.decode()
    kept = change(client, password, password)
    replaced = change(client, password, OWN)

    assert led == {CHANGE}
    assert "您现在的密码是别人给的" in shown
    assert kept.context["form"].errors == {"new_password2": ["新密码不能与别人给的初始密码相同。"]}
    assert replaced.status_code == 302
    assert client.get(INDEX).status_code == 200
    assert "您现在的密码是别人给的" not in client.get(CHANGE).content.decode()


def test_plain_http_takes_it_as_it_is(client, password, settings):
    settings.HTTPS = False

    enter(client, password)

    assert client.get(INDEX).status_code == 200


def test_it_ends_after_two_weeks_and_the_operator_gives_another(client, password):
    User.objects.update(given_password_at=timezone.now() - timedelta(days=15))
    late = enter(client, password)
    user = User.objects.get()
    user.set_password("one from the operator")
    user.save()

    answer = enter(client, "one from the operator")

    assert late.context["form"].non_field_errors() == [
        "这个初始密码已经过期。请点“忘记了密码”，或请管理员再给一个。"
    ]
    assert answer.status_code == 302
    assert client.get(INDEX).headers["Location"] == CHANGE


def test_administrators_give_first_passwords_too(client, admin_client):
    form = {"password1": "one from the boss 1", "password2": "one from the boss 1"}
    admin_client.post(
        reverse("admin:accounts_user_add"),
        form | {"username": "zhang", "usable_password": "true", "is_staff": "on"},
    )
    user = User.objects.get(username="zhang")
    enter(client, "one from the boss 1", "zhang")
    added = client.get(INDEX).headers["Location"]
    change(client, "one from the boss 1", OWN)
    own = User.objects.get(username="zhang").given_password_at
    admin_client.post(
        reverse("admin:auth_user_password_change", args=[user.pk]),
        form | {"usable_password": "true", "set-password": "1"},
    )

    enter(client, "one from the boss 1", "zhang")

    assert (added, own) == (CHANGE, None)
    assert client.get(INDEX).headers["Location"] == CHANGE


def test_who_chose_the_password_replaces_nothing(client):
    call_command("createsuperuser", username="boss", email="", interactive=False)
    user = User.objects.get()
    user.set_password(OWN)
    user.save()

    enter(client, OWN)

    assert client.get(INDEX).status_code == 200
