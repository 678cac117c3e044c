import datetime

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from scicity.subscriptions import delivery
from scicity.subscriptions.models import Attempt, Letter, Subscription
from tests.factories import make_policy
from tests.subscriptions.conftest import ask_for, follow, work

pytestmark = pytest.mark.django_db


def make_letter(**values):
    subscription = Subscription.objects.create(
        email=f"reader{Subscription.objects.count()}@example.com",
        language="zh-hans",
        kind="talent.talentpolicy",
        confirmed_at=timezone.now(),
        due_at=timezone.now() + datetime.timedelta(days=1),
    )
    return Letter.objects.create(
        subscription=subscription, subject="主题", text="正文", html="<p>正文</p>", **values
    )


def test_refused_for_now_is_tried_again_later_and_then_delivered(mailbox):
    letter = make_letter()
    mailbox.answer = "451 busy"
    work()
    letter.refresh_from_db()
    assert (letter.tries, letter.problem) == (1, "SMTPRecipientsRefused")
    assert letter.next_try_at > timezone.now() + datetime.timedelta(seconds=50)

    mailbox.answer = "250 OK"
    Letter.objects.update(next_try_at=timezone.now())
    work()

    assert [mail.subject for mail in mailbox.mails] == ["主题"]
    assert Letter.objects.count() == 0


def test_letter_has_the_same_message_id_at_each_try(mailbox):
    letter = make_letter()

    ids = {delivery.mail(letter).extra_headers["Message-ID"] for _ in range(2)}

    assert len(ids) == 1


def test_server_that_is_away_is_tried_for_two_days_and_given_up(mailbox, settings):
    settings.EMAIL_PORT = 1
    letter = make_letter()

    waited = datetime.timedelta()
    while Letter.objects.due().exists():
        work()
        letter.refresh_from_db()
        waited += (letter.next_try_at or timezone.now()) - timezone.now()
        Letter.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())

    assert (letter.tries, letter.next_try_at) == (7, None)
    assert datetime.timedelta(days=1) < waited < datetime.timedelta(days=3)


def test_address_refused_for_good_three_times_is_forgotten(mailbox):
    mailbox.answer = "550 no such user"
    subscription = make_letter().subscription
    for _ in range(2):
        Letter.objects.create(subscription=subscription, subject="主题", text="", html="")

    work()

    assert not Subscription.objects.exists()


def test_unconfirmed_address_is_forgotten_after_two_days(client, mailbox):
    ask_for(client)
    work()
    path = mailbox.mails.pop().path("confirm")
    Subscription.objects.update(asked_at=timezone.now() - datetime.timedelta(days=2))
    Attempt.objects.update(forget_at=timezone.now())

    work()

    assert (Subscription.objects.count(), Attempt.objects.count()) == (0, 0)
    assert client.get(path).status_code == 404


def test_digest_that_fails_keeps_no_other_waiting(client, mailbox):
    follow(client, mailbox)
    broken = make_letter().subscription
    Letter.objects.all().delete()
    long_ago = timezone.now() - datetime.timedelta(days=9)
    Subscription.objects.filter(pk=broken.pk).update(told={"pages": "?"}, due_at=long_ago)
    make_policy()
    Subscription.objects.exclude(pk=broken.pk).update(due_at=timezone.now())

    work()

    assert [mail.recipients for mail in mailbox.mails] == [["reader@example.com"]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_letter(mailbox):
    first, second = make_letter(), make_letter()
    other = connections.create_connection("default")
    try:
        with transaction.atomic():
            Letter.objects.select_for_update().get(pk=first.pk)
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM subscriptions_letter FOR UPDATE SKIP LOCKED")
                taken = cursor.fetchall()
    finally:
        other.close()

    assert connection.in_atomic_block is False
    assert taken == [(second.pk,)]
