"""Brings letters to the mail server: at least once, with longer and longer waits between tries."""

import logging
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone, translation

from scicity.subscriptions import links
from scicity.subscriptions.models import (
    MOST_REFUSALS,
    WAITS,
    Attempt,
    Letter,
    Subscription,
)

log = logging.getLogger(__name__)


def mail(letter: Letter) -> EmailMultiAlternatives:
    """The same Message-ID at each try, so that a mailbox can drop a letter that came twice."""
    subscription = letter.subscription
    with translation.override(subscription.language):
        unsubscribe = links.link("unsubscribe", subscription)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[subscription.email],
        headers={
            "Message-ID": f"<letter-{letter.pk}-{letter.written_at:%Y%m%d%H%M%S}@{domain}>",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Content-Language": "en" if subscription.language == "en" else "zh-CN",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def deliver_next() -> bool:
    """Takes one due letter and tries it; False when none is due.

    The row stays locked meanwhile: another worker passes over it, and a worker that is killed
    leaves it as it was.
    """
    with transaction.atomic():
        letters = Letter.objects.due().select_related("subscription")
        letter = letters.select_for_update(skip_locked=True, of=("self",)).first()
        if letter is None:
            return False
        try:
            mail(letter).send()
        except Exception as error:
            # Whatever it was: the other letters must not wait for this one.
            was_refused(letter, error) if is_refusal(error) else try_later(letter, error)
        else:
            Subscription.objects.filter(pk=letter.subscription_id).exclude(refusals=0).update(
                refusals=0
            )
            letter.delete()
        return True


def is_refusal(error: Exception) -> bool:
    """The address itself was refused for good, not the sender, the login or the moment."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())


def was_refused(letter: Letter, error: Exception) -> None:
    subscription = letter.subscription
    subscription.refusals += 1
    if subscription.confirmed_at is None or subscription.refusals >= MOST_REFUSALS:
        subscription.delete()
        return
    subscription.save(update_fields=["refusals"])
    give_up(letter, error)


def try_later(letter: Letter, error: Exception) -> None:
    if letter.tries >= len(WAITS):
        give_up(letter, error)
        return
    letter.next_try_at = timezone.now() + WAITS[letter.tries]
    letter.tries += 1
    letter.problem = type(error).__name__
    letter.save(update_fields=["next_try_at", "tries", "problem"])
    log.warning("Letter %s is tried again later: %s.", letter.pk, letter.problem)


def give_up(letter: Letter, error: Exception) -> None:
    letter.next_try_at = None
    letter.problem = type(error).__name__
    letter.save(update_fields=["next_try_at", "problem"])
    log.error("Letter %s can't be delivered: %s.", letter.pk, letter.problem)


def forget() -> None:
    """Deletes what is kept no longer: unconfirmed addresses, counts, letters given up long ago."""
    now = timezone.now()
    Subscription.objects.never_confirmed().delete()
    Attempt.objects.filter(forget_at__lte=now).delete()
    Letter.objects.filter(next_try_at=None, written_at__lte=now - 14 * WAITS[-1]).delete()
