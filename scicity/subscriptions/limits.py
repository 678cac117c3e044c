"""How often a visitor may ask, and an address be written to; nothing that names either is kept."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from scicity.subscriptions.models import Attempt

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# what: (most, period)
LIMITS = {"visitor": (20, HOUR), "address": (5, DAY), "site": (500, HOUR)}


def allowed(what: str, who: str) -> bool:
    """Counts this attempt; False when there were too many in the current hour or day."""
    most, period = LIMITS[what]
    number, seconds = divmod(timezone.now().timestamp(), period.total_seconds())
    key = salted_hmac("scicity.subscriptions.limits", f"{what} {who} {number}").hexdigest()
    left = timedelta(seconds=period.total_seconds() - seconds)
    attempt, _made = Attempt.objects.get_or_create(
        key=key, defaults={"forget_at": timezone.now() + left}
    )
    Attempt.objects.filter(pk=attempt.pk).update(count=F("count") + 1)
    return attempt.count < most


def visitor_of(request) -> str:
    """The network address; `scicity.operation.clients` has seen to proxies."""
    return request.META.get("REMOTE_ADDR", "")
