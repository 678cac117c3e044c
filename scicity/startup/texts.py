"""Turns translations (.po) into what Django reads (.mo), without gettext's own programs."""

import os
from collections.abc import Iterable
from pathlib import Path

import polib
from django.conf import settings


def outdated(directories: Iterable[Path]) -> list[Path]:
    """The .po files whose .mo is missing or older."""
    found = []
    for directory in directories:
        for source in sorted(Path(directory).glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                found.append(source)
    return found


def compile_outdated(directories: Iterable[Path]) -> int:
    """Compiles what is outdated and returns how many; a reader never sees half a file."""
    sources = outdated(directories)
    for source in sources:
        unfinished = source.with_suffix(f".{os.getpid()}.new")
        polib.pofile(source).save_as_mofile(unfinished)
        unfinished.replace(source.with_suffix(".mo"))
    return len(sources)


def compile_all() -> str:
    return f"{compile_outdated(settings.LOCALE_PATHS)} compiled"
