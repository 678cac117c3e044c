"""The accounts that a new installation starts with."""

import io
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command, get_commands
from django.db import transaction

from scicity.slugs import readable_slug
from scicity.startup.files import write_private

ADMINISTRATOR = "admin"


def make_first() -> str:
    """Makes one administrator and an account a role if there is no account at all.

    Gives what is to be shown, the passwords this once. They are in var/accounts.txt before the
    accounts are in the database, so that a stop in between can't lose them.
    """
    with transaction.atomic():
        if "make_roles" in get_commands():
            call_command("make_roles", stdout=io.StringIO())
        if get_user_model().objects.exists():
            return "there already"
        lines = [make(ADMINISTRATOR, "管理员", is_superuser=True)]
        for group in Group.objects.order_by("pk"):
            lines.append(make(readable_slug(group.name, 30), group.name, group))
        path = settings.VAR_DIR / "accounts.txt"
        write_private(path, "\n".join([*lines, ""]))
    return "\n  ".join([f"made; kept in {path}:", *lines, ""])


def make(username: str, role: str, group: Group | None = None, **values) -> str:
    """One account, as a line `name  password  role`."""
    password = secrets.token_urlsafe(15)
    user = get_user_model().objects.create_user(
        username, password=password, is_staff=True, **values
    )
    if group:
        user.groups.add(group)
    return f"{username:<20}  {password}  {role}"
