"""Addresses in letters. A token is a signed number: it can't be guessed, and none is stored."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from scicity.site.models import SiteSettings
from scicity.subscriptions.models import TIME_TO_CONFIRM, Subscription

# How long the link to one's own subscriptions works; each letter has a new one.
TIME_TO_MANAGE = 30 * 24 * 3600
# Seconds for which a token of each purpose works; None for ever.
PURPOSES = {
    "confirm": TIME_TO_CONFIRM.total_seconds(),
    "manage": TIME_TO_MANAGE,
    "unsubscribe": None,
}


def signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"scicity.subscriptions.{purpose}")


def token(purpose: str, subscription: Subscription) -> str:
    return signer(purpose).sign(str(subscription.pk))


def subscription_of(purpose: str, token: str) -> Subscription | None:
    """None when the token is false or too old, or the subscription is gone."""
    try:
        pk = signer(purpose).unsign(token, max_age=PURPOSES[purpose])
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(pk=pk).first()


def address(path: str) -> str:
    """The path with the site's own name; never with the one that a request claims."""
    domain = SiteSettings.load().domain
    base = settings.SITE_URL or (f"https://{domain}" if domain else settings.LOCAL_URL)
    return base.rstrip("/") + path


def link(purpose: str, subscription: Subscription) -> str:
    """In the active language."""
    return address(reverse(f"subscriptions:{purpose}", args=[token(purpose, subscription)]))
