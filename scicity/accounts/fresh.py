"""What changes who may do what asks again for the password, unless it was given a moment ago
(ASVS 3.7.1): an open screen that somebody else sits down at makes no accounts."""

import time
from functools import wraps

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

KEY = "password_at"
SECONDS_TO_OPEN = 10 * 60
# A form that was opened in time may be filled in at leisure.
SECONDS_TO_SEND = 60 * 60


def mark(request) -> None:
    request.session[KEY] = int(time.time())


def is_fresh(request) -> bool:
    seconds = SECONDS_TO_SEND if request.method == "POST" else SECONDS_TO_OPEN
    return time.time() - request.session.get(KEY, 0) < seconds


def fresh(view):
    @wraps(view)
    def inner(request, *args, **kwargs):
        if is_fresh(request):
            return view(request, *args, **kwargs)
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('admin:confirm')}?{query}")

    return inner


class AsksAgain:
    """For the admin of accounts and roles: its lists are open, its forms and actions ask."""

    @method_decorator(fresh)
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(fresh)
    def delete_view(self, request, *args, **kwargs):
        return super().delete_view(request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        view = super().changelist_view
        return (fresh(view) if request.method == "POST" else view)(request, *args, **kwargs)
