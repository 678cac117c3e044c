"""Which release of the code this is."""

import hashlib
import subprocess

from django.conf import settings


def name() -> str:
    """The name that the installer wrote into RELEASE, or git's, or "unknown"."""
    path = settings.BASE_DIR / "RELEASE"
    if path.is_file():
        return path.read_text().strip()
    command = ["git", "-C", str(settings.BASE_DIR), "describe", "--always", "--dirty"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return found.stdout.strip()


def requirements() -> str:
    """The checksum of what is pinned."""
    return hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes()).hexdigest()
