"""A process of the race: `python -m tests.pagestore.racing`, started by `test_race`.

Each process changes articles of its own and reads those of all, through a page store of its own.
Shared memory says how far each article's changes have begun and are committed. A page must not show
less than what was committed before the reading began, nor more than what had begun when it ended.
"""

import json
import mmap
import re
import struct
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

ARTICLES = 2
# For each article: the last change begun, the last one committed.
SLOT = struct.Struct("QQ")
SHOWN = re.compile(r"P(\d+)V(\d+)E")
SOON = 0.15


class Board:
    def __init__(self, path: Path, articles: int):
        with path.open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), SLOT.size * articles)

    def get(self, article: int) -> tuple[int, int]:
        return SLOT.unpack_from(self.memory, article * SLOT.size)

    def set(self, article: int, begun: int, committed: int) -> None:
        SLOT.pack_into(self.memory, article * SLOT.size, begun, committed)


def is_withdrawal(number: int) -> bool:
    return number % 4 == 3


def is_schedule(number: int) -> bool:
    return number % 4 == 1


class Racer:
    def __init__(self, process: int, keys: list[int], board: Board):
        self.random = Random(process)
        self.process, self.keys, self.board = process, keys, board
        self.mine = [n for n in range(len(keys)) if n // ARTICLES == process]
        self.wrong, self.reads, self.changes = [], 0, 0

    def change(self, article: int) -> None:
        """The next state of an article: shown with a new title, scheduled, or withdrawn."""
        from django.db import connection

        from scicity.publishing import guard

        begun, committed = self.board.get(article)
        number = begun + 1
        self.board.set(article, number, committed)
        status = "draft" if is_withdrawal(number) else "published"
        delay = SOON if is_schedule(number) else -60
        with guard.opened(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE news_article SET title_zh_hans = %s, status = %s,"
                " published_at = clock_timestamp() + %s * interval '1 second' WHERE id = %s",
                [f"P{article}V{number}E", status, delay, self.keys[article]],
            )
        self.board.set(article, number, number)
        self.changes += 1

    def read(self, visitor) -> None:
        before = [self.board.get(article)[1] for article in range(len(self.keys))]
        began = time.time()
        text = visitor.get("/news/").text
        ended = time.time()
        after = [self.board.get(article)[0] for article in range(len(self.keys))]
        shown = {int(article): int(number) for article, number in SHOWN.findall(text)}
        for article, (least, most) in enumerate(zip(before, after, strict=True)):
            if not self.is_possible(shown.get(article), least, most):
                self.wrong.append([article, shown.get(article), least, most, began, ended])
        self.reads += 1

    def is_possible(self, number: int | None, least: int, most: int) -> bool:
        """Whether one of the states between these two shows this; None for no article."""
        if number is not None:
            return least <= number <= most and not is_withdrawal(number)
        states = range(least, most + 1)
        return any(is_withdrawal(n) or is_schedule(n) for n in states)

    def wait_for_the_schedule(self, visitor, article: int) -> None:
        """A scheduled article is there at its second, and not a change later."""
        time.sleep(SOON + 0.01)
        number = self.board.get(article)[1]
        if f"P{article}V{number}E" not in visitor.get("/news/").text:
            self.wrong.append([article, "not there at its time", number])


def main():
    process, reads, changes, folder = int(sys.argv[1]), *map(int, sys.argv[2:4]), sys.argv[4]
    import django
    from django.conf import settings

    django.setup()
    from tests.pagestore.conftest import Visitor, use

    keys = json.loads((Path(folder) / "keys.json").read_text())
    racer = Racer(process, keys, Board(Path(folder) / "board", len(keys)))
    settings.VAR_DIR = Path(folder)
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": backend}
    with closing(use()) as store:
        visitor: Visitor = next(store)
        for number in range(reads):
            if racer.changes < changes and number >= racer.changes * reads / changes:
                article = racer.random.choice(racer.mine)
                racer.change(article)
                if is_schedule(racer.board.get(article)[1]) and racer.changes % 3 == 0:
                    racer.wait_for_the_schedule(visitor, article)
            racer.read(visitor)
    made = len(visitor.made)
    print(json.dumps([racer.reads, racer.changes, made, racer.wrong]))


if __name__ == "__main__":
    main()
