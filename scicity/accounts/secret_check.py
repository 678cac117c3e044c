"""Whether what the database keeps was made with the secret that is here."""

from django.db import connection

from scicity.accounts import credentials
from scicity.accounts.hashers import KeyedArgon2
from scicity.accounts.models import AppDevice, User

KEYED = f"{KeyedArgon2.algorithm}$"
REMEDY = (
    "Put back the one that they were made with (CREDENTIALS_SECRET or {path}; see docs/backup.md). "
    "If it is lost: set a new one, then for each person manage.py changepassword NAME and "
    "manage.py reset_second_factor NAME."
)


def kept_passwords():
    """Of accounts whose passwords need the secret; none before there are tables."""
    if User._meta.db_table not in connection.introspection.table_names():
        return User.objects.none()
    return User.objects.filter(password__startswith=KEYED)


def problem() -> str:
    """What does not open; empty where all does."""
    passwords = kept_passwords()
    if not credentials.find():
        return "there is none" if passwords.exists() else ""
    foreign = passwords.exclude(password__startswith=f"{KEYED}{credentials.number()}$").count()
    closed = sum(not device.opens for device in AppDevice.objects.all())
    if not foreign and not closed:
        return ""
    return f"another one made {foreign} passwords and {closed} second factors: they open nothing"


def remedy() -> str:
    return REMEDY.format(path=credentials.path())
