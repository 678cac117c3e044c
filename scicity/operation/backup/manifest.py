"""What a backup says about itself, signed with a key that follows from SECRET_KEY."""

import hashlib
import hmac
import json
from pathlib import Path

from django.utils.crypto import salted_hmac

from scicity.operation.backup import BackupProblem

NAME = "manifest.json"
FORMAT = 1
FIELDS = {
    "format", "made_at", "release", "requirements", "postgresql", "migrations", "tables", "media",
    "files", "encrypted", "signature",
}  # fmt: skip


def signature(values: dict) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return salted_hmac("scicity.operation.backup", text, algorithm="sha256").hexdigest()


def write(directory: Path, values: dict) -> None:
    signed = values | {"signature": signature(values)}
    text = json.dumps(signed, indent=1, sort_keys=True, ensure_ascii=False)
    (directory / NAME).write_text(text + "\n", encoding="utf-8")


def read(directory: Path) -> dict:
    """The values. Raises BackupProblem unless they are whole and signed by this site."""
    try:
        values = json.loads((directory / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupProblem(
            f"{directory} has no {NAME}: it is no backup, or not a whole one."
        ) from None
    except (OSError, ValueError):
        raise BackupProblem(f"{NAME} can't be read: the backup is damaged.") from None
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise BackupProblem(f"{NAME} is not of format {FORMAT}: use the release that made it.")
    if values.keys() != FIELDS:
        raise BackupProblem(f"{NAME} lacks entries or has foreign ones: the backup is damaged.")
    given = str(values.pop("signature"))
    if not hmac.compare_digest(given.encode(), signature(values).encode()):
        raise BackupProblem(
            "The signature does not fit: the backup was changed, or made with another SECRET_KEY "
            "(set the one of that site)."
        )
    return values


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
