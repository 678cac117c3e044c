import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scicity.startup import StartProblem


@contextmanager
def only_one(directory: Path) -> Iterator[bool]:
    """Keeps a second `make run` away from the same directory; a killed one leaves no lock.

    Gives whether the one before was killed, so that something of it may still be going.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = open(directory / "up.lock", "a+")  # noqa: SIM115 (the lock is its being open)
    except OSError as error:
        raise StartProblem(
            f"{directory} can't be written ({error.strerror}): make it a directory that you may "
            "write to, or set VAR_DIR to another one."
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise StartProblem(
                f"The portal runs from {directory} already (process {file.read().strip()}): "
                "stop that one first, or set VAR_DIR to another directory."
            ) from None
        file.seek(0)
        was_killed = bool(file.read())
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield was_killed
        finally:
            file.truncate(0)
