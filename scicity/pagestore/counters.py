"""When each tag changed last: numbers in a memory map that all processes of a machine share."""

import fcntl
import mmap
import os
import time
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

# The last change of all, the last change that concerns every page, the messages counted last.
LAST, EVERYTHING, TURN, HEARD = 0, 1, 2, 3
MESSAGES = 253
# Two tags that share a place only make a page again in vain.
FIRST_TAG = HEARD + MESSAGES
PLACES = 2**17


def place(tag: str) -> int:
    return FIRST_TAG + crc32(tag.encode()) % (PLACES - FIRST_TAG)


class Counters:
    """The numbers come from one clock (nanoseconds, never twice), so they survive any restart.

    Reading takes no lock. A change writes the tags first and LAST at the end: who sees the old
    LAST began before the change was told.
    """

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        # A hole in the file would end the process at the first write after the disk became full.
        os.posix_fallocate(self.file, 0, PLACES * 8)
        self.numbers = memoryview(mmap.mmap(self.file, PLACES * 8)).cast("Q")
        self.path = path

    @property
    def last(self) -> int:
        return self.numbers[LAST]

    def change(self, tags: Iterable[str], message: str = "", then=None) -> None:
        """Counts a change of the tags, once for all processes that heard the same message.

        `then(number)` is called when the old pages end and before anyone can see the new number.
        """
        self.write({place(tag) for tag in tags}, message, then)

    def change_everything(self, then=None) -> None:
        self.write({EVERYTHING}, "", then)

    def write(self, places, message, then) -> None:
        # A lock belongs to the opened file: each writer, also each thread, opens its own.
        own = os.open(self.path, os.O_RDWR)
        numbers, mark = self.numbers, crc32(message.encode()) << 32 | len(message)
        try:
            fcntl.flock(own, fcntl.LOCK_EX)
            if message and mark in numbers[HEARD:FIRST_TAG].tolist():
                return
            number = max(numbers[LAST] + 1, time.time_ns())
            for index in places:
                numbers[index] = number
            if then:
                then(number)
            numbers[LAST] = number
            if message:
                numbers[TURN] += 1
                numbers[HEARD + numbers[TURN] % MESSAGES] = mark
        finally:
            os.close(own)

    def unchanged(self, places: Iterable[int], since: int) -> bool:
        numbers = self.numbers
        return numbers[EVERYTHING] <= since and all(numbers[index] <= since for index in places)
