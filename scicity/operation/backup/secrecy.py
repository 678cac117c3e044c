"""Encrypts backups for the holder of an age key, who need not be on this machine."""

from pathlib import Path

import pyrage
from django.conf import settings

from scicity.operation.backup import BackupProblem

SUFFIX = ".age"


def recipients() -> list:
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in settings.BACKUP_RECIPIENTS]
    except pyrage.RecipientError:
        raise BackupProblem(
            "BACKUP_RECIPIENTS: not an age public key, which begins with age1."
        ) from None


def identities(path: Path | None) -> list:
    if path is None:
        raise BackupProblem("The backup is encrypted: name the file of its key with --identity.")
    try:
        lines = path.read_text().split()
        keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupProblem(f"{path} has no age key, which begins with AGE-SECRET-KEY-.")
    return found


def encrypt(path: Path) -> Path:
    """Leaves only the encrypted file."""
    target = path.with_name(path.name + SUFFIX)
    pyrage.encrypt_file(str(path), str(target), recipients())
    path.unlink()
    return target


def decrypt(path: Path, target: Path, keys: list) -> None:
    try:
        pyrage.decrypt_file(str(path), str(target), keys)
    except (pyrage.DecryptError, OSError):
        raise BackupProblem(f"{path.name} can't be decrypted with this key.") from None
