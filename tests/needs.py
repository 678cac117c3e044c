"""What some tests need from the machine. Under CI=1 nothing may be left out."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VNU = ROOT / "var" / "tools" / "vnu.jar"


def program(*names: str, install: str) -> str:
    """The path of the first of these programs; skips the test where there is none."""
    for name in names:
        if path := shutil.which(name):
            return path
    return missing(f"no {names[0]} on this machine; Debian has it: apt-get install {install}")


def vnu() -> Path:
    return VNU if VNU.exists() else missing(f"no {VNU.relative_to(ROOT)}; .ci/run fetches it")


def missing(reason: str):
    if os.environ.get("CI"):
        pytest.fail(f"CI must not leave this out: {reason}", pytrace=False)
    pytest.skip(reason)
