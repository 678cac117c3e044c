"""Wrong passwords, open logins, and a new password by mail."""

import io
import re
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.logins import browser_of, network_of
from scicity.accounts.models import Login, LoginRecord, User
from scicity.accounts.roles import Role, make_roles

pytestmark = pytest.mark.django_db

INDEX, LOGIN, ACCOUNT = (reverse(f"admin:{name}") for name in ("index", "login", "account"))
PASSWORD = "the right password"


@pytest.fixture(autouse=True)
def _fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def user():
    make_roles()
    user = User.objects.create_user("zhang", "zhang@example.cn", PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=Role.AUTHOR.value))
    return user


def enter(client, password=PASSWORD, name="zhang", **extra):
    return client.post(LOGIN, {"username": name, "password": password}, **extra)


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_fifth_wrong_password_closes_the_account_for_that_address(client, user, name):
    codes = [enter(client, "wrong", name).status_code for _try in range(5)]

    right = enter(client, name=name)
    elsewhere = enter(Client(), REMOTE_ADDR="203.0.113.9")

    assert codes == [200, 200, 200, 200, 429]
    assert (right.status_code, elsewhere.status_code) == (429, 302)
    assert "请 15 分钟后再试，或请管理员解除" in right.content.decode()


def test_administrator_ends_the_lock(client, user, admin_client):
    for _try in range(5):
        enter(client, "wrong")

    admin_client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "unlock_chosen", "_selected_action": [user.pk]},
    )

    assert enter(client).status_code == 302


def test_wrong_name_and_wrong_password_are_answered_alike(client, user):
    def said(name):
        text = enter(Client(), "wrong", name).content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+|value="\w+"', "", text)

    assert said("zhang") == said("nobody")


def test_open_logins_are_listed_and_ended_one_by_one(client, user):
    chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    other = Client()
    enter(other, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=chrome)
    enter(client)
    shown = client.get(ACCOUNT).content.decode()
    row = Login.objects.get(network="203.0.113.0/24")

    client.post(ACCOUNT, {"end": row.pk})

    assert "Chrome · Windows" in shown
    assert "203.0.113.9" not in shown
    assert [c.get(INDEX).status_code for c in (client, other)] == [200, 302]
    assert other.get(INDEX).headers["Location"] == f"{LOGIN}?next={INDEX}"


def test_nobody_ends_the_login_of_another(client, user):
    User.objects.create_superuser("boss", password=PASSWORD)
    boss = Client()
    enter(boss, name="boss")
    enter(client)

    client.post(ACCOUNT, {"end": Login.objects.get(user__username="boss").pk})

    assert boss.get(INDEX).status_code == 200


def test_new_password_ends_all_other_logins(client, user):
    other = Client()
    enter(other)
    enter(client)

    client.post(
        reverse("admin:password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "quite another one 7",
            "new_password2": "quite another one 7",
        },
    )

    assert [c.get(INDEX).status_code for c in (client, other)] == [200, 302]
    assert Login.objects.count() == 1


def test_logging_out_ends_the_login(client, user):
    enter(client)

    client.post(reverse("admin:logout"))

    assert not Login.objects.exists()


def test_logins_are_recorded_for_thirty_days_and_shown_to_their_own_person(client, user):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    other = User.objects.create_superuser("boss", password=PASSWORD)
    old = LoginRecord.objects.create(user=user, network="192.0.2.0/24")
    LoginRecord.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=30))
    enter(Client(), name="boss", REMOTE_ADDR="198.51.100.7")
    enter(client, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=firefox)
    client.post(reverse("admin:logout"))
    enter(client, "wrong")

    call_command("purge", stdout=io.StringIO())

    assert list(LoginRecord.objects.values_list("user", "network", "browser")) == [
        (user.pk, "203.0.113.0/24", "Firefox · Linux"), (other.pk, "198.51.100.0/24", ""),
    ]  # fmt: skip
    client.force_login(user)
    shown = client.get(ACCOUNT).content.decode().partition("最近的登录")[2]
    assert "Firefox · Linux" in shown
    assert "198.51.100" not in shown


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_address_is_kept_only_as_its_network(address, network):
    assert network_of(address) == network


def test_browser_is_named_shortly():
    agents = [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18) Safari/604 MicroMessenger/8",
        "curl/8",
    ]

    assert [browser_of(agent) for agent in agents] == [
        "Firefox · Linux", "Edge · Windows", "微信 · iPhone", "",
    ]  # fmt: skip


def ask(client, email, **extra):
    response = client.post(reverse("staff_password_reset"), {"email": email}, **extra)
    for thread in threading.enumerate():
        if thread.name == "password-reset":
            thread.join()
    return response


def test_new_password_comes_by_mail_once_with_the_sites_own_address(client, user, settings):
    settings.SITE_URL = "https://www.example.cn"
    settings.ALLOWED_HOSTS = ["*"]

    ask(client, "zhang@example.cn", HTTP_HOST="evil.example")

    (letter,) = mail.outbox
    path = re.search(r"https://www\.example\.cn(/\S+)", letter.body)[1]
    form = client.get(path, follow=True)
    words = {"new_password1": "quite another one 7", "new_password2": "quite another one 7"}
    client.post(form.redirect_chain[-1][0], words)
    assert letter.subject == "重设后台密码"
    assert enter(client, "quite another one 7").status_code == 302
    assert client.get(path, follow=True).context["validlink"] is False


def test_asking_for_a_new_password_never_tells_of_accounts(client, user):
    answers = [ask(client, email) for email in ("zhang@example.cn", "nobody@example.cn")]

    assert len({(a.status_code, a.headers["Location"]) for a in answers}) == 1
    assert len(mail.outbox) == 1


def test_one_address_gets_few_mails(client, user):
    for _try in range(7):
        ask(client, "zhang@example.cn")

    assert len(mail.outbox) == 5
