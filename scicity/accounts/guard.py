"""Stands before every page of the back office, whoever wrote it."""

from functools import wraps

from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def guarded(view):
    """The view, for a login that was not ended and a second factor that was given where due."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        from scicity.accounts import logins, second_factor

        if logins.current(request) is None:
            auth.logout(request)
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if second_factor.is_due(request.user):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('admin:second_factor')}?{query}")
        return view(request, *args, **kwargs)

    return inner
