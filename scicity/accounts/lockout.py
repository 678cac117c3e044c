"""Too many wrong passwords: the account is closed for a while, for that address only.

A lock by account alone would let anybody lock out anybody.
"""

from axes.backends import AxesStandaloneBackend
from axes.utils import reset
from django.conf import settings
from django.contrib import admin
from django.shortcuts import render


class LockoutBackend(AxesStandaloneBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        """Without a request (a command, a test) there is no address to count."""
        if request is None:
            return None
        return super().authenticate(request, username, password, **kwargs)


def client_address(request) -> str:
    return request.META.get("REMOTE_ADDR", "") or "127.0.0.1"


def locked(request, response, credentials, *args, **kwargs):
    """The same for names that there are and that there are not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = admin.site.each_context(request) | {"minutes": minutes}
    return render(request, "accounts/locked.html", context, status=429)


def unlock(user) -> None:
    reset(username=user.username)
