"""The key that signs sessions, kept in a file of this installation."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from scicity.startup import StartProblem
from scicity.startup.files import write_private


class SecretKeyMissing(ImproperlyConfigured):
    """Neither SECRET_KEY nor the file `path` gives a key."""

    def __init__(self, path: Path):
        super().__init__(f"SECRET_KEY is not set: set it, or let `make run` make one in {path}.")
        self.path = path


def read(path: Path) -> str:
    """The key in the file. Raises SecretKeyMissing, also for an empty file."""
    try:
        key = path.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        key = ""
    except OSError as error:
        raise ImproperlyConfigured(f"{path} can't be read: {error.strerror}.") from None
    if not key:
        raise SecretKeyMissing(path)
    return key


def make_if_missing() -> None:
    """Runs before Django does, because the settings can't be read without a key."""
    try:
        import scicity.settings  # noqa: F401 (the question is whether it can be read)
    except SecretKeyMissing as missing:
        make(missing.path)


def make(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(50) + os.linesep)
    except OSError as error:
        raise StartProblem(
            f"{path.parent} can't be written ({error.strerror}): make it a directory that you may "
            "write to, or set VAR_DIR to another one."
        ) from None
