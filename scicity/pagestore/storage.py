"""Where the store keeps what its processes share: `VAR_DIR/pages`."""

import os
import shutil
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from scicity.pagestore.counters import Counters


def directory() -> Path:
    return Path(settings.VAR_DIR) / "pages"


@cache
def counters_at(var_dir) -> Counters:
    return Counters(directory() / "counters")


def counters() -> Counters:
    """Asked for dozens of times by one page."""
    return counters_at(settings.VAR_DIR)


def forget_all() -> None:
    """Makes every stored page stale, in all processes of the machine."""
    counters().change_everything(switch_front)


def front(number: int | str = "current") -> Path:
    """Files for nginx: those pages that are known to be fresh since this change."""
    return directory() / "front" / str(number)


def switch_front(number: int) -> None:
    """Takes all of nginx's files away at once; the app gives back those that are still fresh."""
    if not settings.PAGE_FILES:
        return
    link = front(f"current.{os.getpid()}.{threading.get_ident()}")
    try:
        front(number).mkdir(parents=True)
        link.symlink_to(str(number))
    except OSError:  # without space for a new folder nginx must do without
        with suppress(OSError):
            front().unlink(missing_ok=True)
        return
    old = os.readlink(front()) if front().is_symlink() else None
    link.replace(front())
    if old:
        threading.Thread(target=shutil.rmtree, args=(front(old), True), daemon=True).start()
