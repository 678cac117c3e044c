"""What is kept of people can be told, ends by itself, and can be deleted."""

import io
import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from scicity.subscriptions.models import Letter, Subscription

pytestmark = pytest.mark.django_db


def subscribe(email, **values):
    values = {"language": "en", "kind": "talent.talentpolicy"} | values
    subscription = Subscription.objects.create(email=email, **values)
    Letter.objects.create(subscription=subscription, subject="s", text="t", html="h")
    return subscription


def run(*arguments):
    said = io.StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


def test_export_tells_everything_of_one_person():
    mine = subscribe("reader@example.com")
    subscribe("other@example.com")

    kept = json.loads(run("subscriber", "export", "Reader@Example.com"))

    columns = {field.attname for field in Subscription._meta.concrete_fields}
    assert [set(row) for row in kept["subscriptions"]] == [columns]
    assert [row["subscription_id"] for row in kept["letters"]] == [mine.pk]
    assert "other@" not in json.dumps(kept)


def test_erase_leaves_nothing_of_the_person_and_all_of_others():
    subscribe("reader@example.com")
    other = subscribe("other@example.com")

    said = run("subscriber", "erase", "reader@example.com")

    assert said == "1 subscriptions and 1 letters are gone.\n"
    assert list(Subscription.objects.all()) == [other]
    assert Letter.objects.get().subscription == other


def test_purge_forgets_what_is_over_and_nothing_else():
    now = timezone.now()
    subscribe("late@example.com", asked_at=now - timedelta(days=3))
    young = subscribe("young@example.com", asked_at=now - timedelta(days=1))
    Session.objects.create(session_key="old", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(hours=1))

    run("purge")

    assert list(Subscription.objects.all()) == [young]
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_purge_forgets_attempts_to_log_in_after_thirty_days(client):
    client.post("/admin/login/", {"username": "author", "password": "wrong"})
    for table in (AccessAttempt, AccessFailureLog, AccessLog):
        for days in (31, 29):
            row = table(username="author", ip_address=f"192.0.2.{days}")
            row.failures_since_start = 1
            row.save()
            table.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - timedelta(days))

    said = run("purge")

    assert said.endswith(" and 3 attempts to log in are gone.\n")
    assert addresses(AccessAttempt) == {"127.0.0.1", "192.0.2.29"}
    assert addresses(AccessFailureLog) == addresses(AccessLog) == {"192.0.2.29"}


def addresses(table) -> set[str]:
    return set(table.objects.values_list("ip_address", flat=True))
