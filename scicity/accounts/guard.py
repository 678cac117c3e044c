"""Stands before every page of the back office, whoever wrote it."""

from functools import wraps

from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def guarded(view, with_given_password=False):
    """The view, for a login that was not ended, with what is due: a second factor, a password that
    the person chose."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        from scicity.accounts import first_passwords, logins, second_factor

        if logins.current(request) is None:
            auth.logout(request)
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if second_factor.is_due(request.user):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('admin:second_factor')}?{query}")
        if first_passwords.is_due(request.user) and not with_given_password:
            return redirect("admin:password_change")
        return view(request, *args, **kwargs)

    return inner
