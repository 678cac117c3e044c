"""Files that are there whole or not at all."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Puts a file for its owner's eyes only in place at once, whatever was there before."""
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
