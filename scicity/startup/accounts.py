"""The accounts that a new installation starts with."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from scicity.accounts.roles import make_roles, role_label
from scicity.startup.files import write_private

SUPERUSER = "admin"


def make_first() -> str:
    """Makes one superuser and an account a role if there is no account at all.

    Gives what is to be shown, the passwords this once. They are in var/accounts.txt before the
    accounts are in the database, so that a stop in between can't lose them.
    """
    with transaction.atomic():
        roles = make_roles()
        if get_user_model().objects.exists():
            return "there already"
        lines = [make(SUPERUSER, "系统管理员", is_superuser=True)]
        lines += [make(group.name, role_label(group), group) for group in roles]
        path = settings.VAR_DIR / "accounts.txt"
        write_private(path, "\n".join([*lines, ""]))
    return "\n  ".join([f"made; the passwords are kept in {path}:", *lines])


def make(username: str, label: str, *groups: Group, **values) -> str:
    """One account, as a line `name  password  role`."""
    password = secrets.token_urlsafe(15)
    user = get_user_model().objects.create_user(
        username,
        name=label,
        password=password,
        is_staff=True,
        given_password_at=timezone.now(),
        **values,
    )
    user.groups.set(groups)
    return f"{username:<16}  {password}  {label}"
