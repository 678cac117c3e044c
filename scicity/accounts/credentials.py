"""What passwords and second factors are kept with: without this secret a database opens nothing.

It is apart from SECRET_KEY, so that replacing one of them leaves the other's work alone. Each use
has a key of its own that follows from it.
"""

import hmac
from base64 import b32encode
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILE = "credentials_secret"
TAG = 20


class AnotherSecret(Exception):
    """What is kept was made with another secret, or changed."""


def path() -> Path:
    return settings.VAR_DIR / FILE


def find() -> str:
    """The secret, or nothing."""
    if settings.CREDENTIALS_SECRET:
        return settings.CREDENTIALS_SECRET
    try:
        return path().read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise ImproperlyConfigured(f"{path()} can't be read: {error.strerror}.") from None


def secret() -> str:
    found = find()
    if not found:
        raise ImproperlyConfigured(
            "CREDENTIALS_SECRET is not set: set it, or let `manage.py prepare` make one in "
            f"{path()}."
        )
    return found


def keyed(use: str, data: bytes) -> bytes:
    key = hmac.digest(secret().encode(), f"scicity.accounts.{use}".encode(), "sha256")
    return hmac.digest(key, data, "sha256")


def number() -> str:
    """Tells secrets apart and gives nothing of them away."""
    return readable(keyed("number", b""), 6)


def readable(digest: bytes, length: int) -> str:
    return b32encode(digest)[:length].decode().lower()


def recovery_digest(user: int, code: str) -> str:
    """80 bits, as many signs as the column takes."""
    return readable(keyed("recovery", f"{user}:{code}".encode()), 16)


def seal(seed: bytes, user: int) -> bytes:
    """The key of an app for the column: the tag that proves it, then the key under a mask.

    The mask follows from the tag and the tag from user and key, so that no mask serves two keys
    (the construction SIV with HMAC-SHA256).
    """
    tag = keyed("app.tag", f"{user}:".encode() + seed)[:TAG]
    return tag + masked(seed, tag)


def unseal(sealed: bytes, user: int) -> bytes:
    tag, hidden = sealed[:TAG], sealed[TAG:]
    seed = masked(hidden, tag)
    if not hidden or not hmac.compare_digest(
        tag, keyed("app.tag", f"{user}:".encode() + seed)[:TAG]
    ):
        raise AnotherSecret
    return seed


def masked(data: bytes, tag: bytes) -> bytes:
    """For at most 32 bytes."""
    return bytes(a ^ b for a, b in zip(data, keyed("app.mask", tag), strict=False))
