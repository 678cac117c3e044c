"""Who looks at what is kept about people leaves a trace that nobody can change."""

import io
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.models import Login, User
from scicity.accounts.roles import Role
from scicity.looks.models import Look
from scicity.looks.recording import TracedAdmin, system_user
from scicity.subscriptions.models import Attempt, Letter, Subscription
from scicity.uploads.models import Upload
from tests.admin.conftest import log_in  # noqa: F401
from tests.publishing.people import make_person

pytestmark = pytest.mark.django_db

ABOUT_PEOPLE = (
    User, Login, Upload, Subscription, Letter, Attempt,
    AccessAttempt, AccessFailureLog, AccessLog,
)  # fmt: skip


def looks() -> list[tuple]:
    fields = ("actor_name", "way", "kind", "asked")
    return list(Look.objects.order_by("pk").values_list(*fields))


def of_accounts(name, *args):
    return reverse(f"admin:accounts_user_{name}", args=args)


def test_list_record_and_history_of_accounts_leave_their_question(client, log_in):  # noqa: F811
    me = log_in(Role.ADMINISTRATOR)
    other = make_person(Role.AUTHOR, email="other@example.com")

    client.get(of_accounts("changelist"), {"q": "张 三", "is_active__exact": "1"})
    client.get(of_accounts("change", other.pk))
    client.post(of_accounts("change", other.pk), {"username": ""})
    client.get(of_accounts("history", other.pk))
    client.get(of_accounts("change", 0))

    assert looks() == [
        (str(me), "list", "accounts.user", "q=张 三&is_active__exact=1"),
        (str(me), "record", "accounts.user", str(other.pk)),
        (str(me), "record", "accounts.user", str(other.pk)),
        (str(me), "history", "accounts.user", str(other.pk)),
    ]


def test_who_may_not_look_sees_nothing_and_leaves_nothing(client, log_in):  # noqa: F811
    log_in(Role.FINAL_REVIEWER)

    answers = [client.get(of_accounts("changelist")), client.get(list_of_looks())]

    assert ([answer.status_code for answer in answers], looks()) == ([403, 403], [])


def test_operator_leaves_numbers_not_the_address():
    first, second = (
        Subscription.objects.create(email="a@example.com", language="en", kind=kind)
        for kind in ("x", "y")
    )

    for action in ("export", "erase"):
        call_command("subscriber", action, "a@example.com", stdout=io.StringIO())

    who, asked = f"manage.py, {system_user()}", f"{first.pk}, {second.pk}"
    assert looks() == [
        (who, "export", "subscriptions.subscription", asked),
        (who, "erase", "subscriptions.subscription", asked),
    ]


def list_of_looks(name="changelist", *args):
    return reverse(f"admin:looks_look_{name}", args=args)


def test_administrators_read_the_record_and_nobody_writes_it(client, admin_client, log_in):  # noqa: F811
    look = Look.objects.create(actor_name="李四", way="list", kind="accounts.user", asked="q=王")
    log_in(Role.ADMINISTRATOR)

    page = client.get(list_of_looks()).content.decode()
    tries = [
        admin_client.get(list_of_looks("add")),
        admin_client.post(list_of_looks("change", look.pk), {"asked": ""}),
        admin_client.post(list_of_looks("delete", look.pk), {"post": "yes"}),
    ]

    assert [word for word in ("李四", "列表", "用户", "q=王") if word not in page] == []
    assert [answer.status_code for answer in tries] == [403] * 3
    assert looks() == [("李四", "list", "accounts.user", "q=王")]


def test_the_record_ends_after_180_days_and_outlives_its_account():
    person = make_person(name="离开的人")
    for days in (181, 179):
        at = timezone.now() - timedelta(days=days)
        Look.objects.create(actor=person, actor_name=str(person), way="list", kind="x", at=at)

    call_command("purge", stdout=io.StringIO())
    person.delete()

    assert [(look.actor, look.actor_name) for look in Look.objects.all()] == [(None, "离开的人")]


def test_every_list_about_people_is_traced():
    untraced = [
        model.__name__
        for model in ABOUT_PEOPLE
        if admin.site.is_registered(model)
        and not isinstance(admin.site.get_model_admin(model), TracedAdmin)
    ]

    assert admin.site.is_registered(User)
    assert untraced == []
