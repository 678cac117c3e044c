"""Open logins: listed for their owner, ended one by one, and all others by a new password."""

import ipaddress
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from scicity.accounts import fresh
from scicity.accounts.models import Login, LoginRecord

KEY = "login"
MINUTE = timedelta(minutes=1)
# Of one's own log-ins of the last weeks, so many are shown.
MOST_SHOWN = 50
# In the order of asking: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"), ("Android", "Android"),
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    where = {
        "network": network_of(request.META.get("REMOTE_ADDR", "")),
        "browser": browser_of(request.META.get("HTTP_USER_AGENT", "")),
    }
    row = Login.objects.create(user=user, **where)
    LoginRecord.objects.create(user=user, **where)
    request.session[KEY] = row.pk
    fresh.mark(request)
    user.logins.filter(seen_at__lt=timezone.now() - lifetime()).delete()


@receiver(user_logged_out)
def end(sender, request, user, **kwargs):
    if user is not None:
        user.logins.filter(pk=request.session.get(KEY)).delete()


def lifetime() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def current(request) -> Login | None:
    """The login of this session; None once it was ended from elsewhere."""
    row = request.user.logins.filter(pk=request.session.get(KEY)).first()
    now = timezone.now()
    if row and row.seen_at < now - MINUTE:
        Login.objects.filter(pk=row.pk).update(seen_at=now)
    return row


def open_logins(request):
    return request.user.logins.filter(seen_at__gte=timezone.now() - lifetime())


def recent(request):
    """Ended ones too, newest first."""
    return request.user.login_records.all()[:MOST_SHOWN]


def end_others(request) -> int:
    count, _details = request.user.logins.exclude(pk=request.session.get(KEY)).delete()
    return count


def network_of(address: str) -> str:
    """The network that the address is in: enough to know one's own, too little to find a person."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))


def browser_of(agent: str) -> str:
    """`Chrome · Windows`"""
    names = (next((name for sign, name in known if sign in agent), "") for known in
             (BROWSERS, SYSTEMS))  # fmt: skip
    return " · ".join(name for name in names if name)
