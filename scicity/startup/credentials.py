"""The secret that passwords and second factors are kept with, made at the first start."""

import os
import secrets

from scicity.startup import StartProblem
from scicity.startup.files import write_private


def make_if_missing() -> str:
    """Raises StartProblem where the database has what another secret made: a new one opens none."""
    from scicity.accounts import credentials, secret_check

    if credentials.find():
        return "there already"
    if secret_check.kept_passwords().exists():
        raise StartProblem(
            "CREDENTIALS_SECRET is missing, and passwords in the database were made with it. "
            f"{secret_check.remedy()} With a new one in its place nobody can log in before that."
        )
    path = credentials.path()
    try:
        write_private(path, secrets.token_urlsafe(50) + os.linesep)
    except OSError as error:
        raise StartProblem(f"{path} can't be written ({error.strerror}).") from None
    return f"made in {path}; keep a copy in another place"
