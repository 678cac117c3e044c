"""Stored pages: ready answers in every encoding, in memory and in files that processes share."""

import gzip
import hashlib
import json
import logging
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.utils import formatdate
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import brotli

from scicity.pagestore import storage
from scicity.pagestore.addresses import look_in
from scicity.pagestore.freshness import Fresh

ENCODINGS = ("br", "gzip", "identity")
logger = logging.getLogger(__name__)
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
# Django's own, or given anew with each answer.
REPLACED_HEADERS = {"content-length", "etag", "last-modified", "cache-control", "vary", "date"}
CACHE_CONTROL = "public, max-age=0, must-revalidate"
# Shared caches know pages in their usual look only.
CACHE_CONTROL_OF_LOOKS = "private, max-age=0, must-revalidate"
LONGEST_CACHE_TAG = 800
EVERY_PAGE = "page"
SECONDS_TO_WAIT = 5
NAMED = 40


@dataclass
class Page(Fresh):
    """A whole answer. Its text last changed at the second `modified`."""

    key: str
    modified: int
    headers: list[tuple[str, str]]
    bodies: dict[str, bytes]

    # The state of the content for which nginx has its file.
    fronted = None

    def __post_init__(self):
        self.answers = {encoding: self.answer(encoding) for encoding in ENCODINGS}
        self.size = sum(map(len, self.bodies.values()))

    def answer(self, encoding):
        """(entity tag, date, headers of 200, headers of 304, body).

        The tag is as nginx makes it. In another look the page has another, and no date: by that
        alone a browser would take one look for the other.
        """
        body, look = self.bodies[encoding], look_in(self.key)
        tag = f'"{self.modified:x}-{len(body):x}{look and "-"}{look}"'
        date = None if look else formatdate(self.modified, usegmt=True)
        shared = [
            ("ETag", tag),
            *([("Last-Modified", date)] if date else []),
            ("Cache-Control", CACHE_CONTROL_OF_LOOKS if look else CACHE_CONTROL),
            ("Vary", "Accept-Encoding, Cookie"),
        ]
        coded = [("Content-Encoding", encoding)] if encoding != "identity" else []
        whole = [*self.headers, *coded, *shared, ("Content-Length", str(len(body)))]
        return tag, date, whole, shared, body


def encode(body: bytes) -> dict[str, bytes]:
    return {
        "br": brotli.compress(body, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        "identity": body,
    }


def cache_tag(tags) -> str:
    """What a CDN may purge by: every page, tables, and as many rows as there is room for.

    As `page,news_article,news_article:7`. Only the first two stand on all pages they concern.
    """
    tables = sorted({tag.removesuffix("!") for tag in tags if tag.endswith("!")})
    header = ",".join([EVERY_PAGE, *tables])
    for row in sorted(tag for tag in tags if ":" in tag and "[" not in tag):
        if len(header) + len(row) >= LONGEST_CACHE_TAG:
            break
        header += f",{row}"
    return header


class Pages:
    """The pages of one process, over the files of all; each bounded in bytes.

    In memory the page that came first goes first (its file stays); of the files those that no
    process loaded for longest.
    """

    CHECK_FILES_EVERY = 50

    def __init__(self, most_memory: int, most_files: int):
        self.most_memory, self.most_files = most_memory, most_files
        self.memory: dict[str, Page] = {}
        self.bytes = self.saved = 0
        self.changing = threading.Lock()

    def get(self, key: str) -> Page | None:
        return self.memory.get(key) or self.load(key)

    def remember(self, page: Page) -> None:
        with self.changing:
            old = self.memory.pop(page.key, None)
            self.bytes += page.size - (old.size if old else 0)
            self.memory[page.key] = page
            while self.bytes > self.most_memory and len(self.memory) > 1:
                first = next(iter(self.memory))
                self.bytes -= self.memory.pop(first).size

    def path(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()[:NAMED]
        return storage.directory() / "stored" / name[:2] / name

    def load(self, key: str) -> Page | None:
        path = self.path(key)
        try:
            head, _newline, rest = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        try:
            values = json.loads(head)
            # JSON knows no tuples, and the server takes nothing else.
            headers = [(name, value) for name, value in values["headers"]]
            page = Page(**values | {"headers": headers, "bodies": cut(rest, values["bodies"])})
        except (ValueError, KeyError, TypeError):
            return None
        if page.key != key:
            return None
        self.remember(page)
        os.utime(path)
        return page

    def save(self, page: Page) -> None:
        """On a full disk the page stays in this process only."""
        self.remember(page)
        try:
            self.write(page)
        except OSError as error:
            logger.warning("A page can't be stored on disk: %s", error.strerror)

    def write(self, page: Page) -> None:
        values = asdict(page) | {"bodies": {name: len(page.bodies[name]) for name in ENCODINGS}}
        path = self.path(page.key)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        bodies = b"".join(page.bodies[name] for name in ENCODINGS)
        unfinished.write_bytes(json.dumps(values).encode() + b"\n" + bodies)
        unfinished.replace(path)
        self.saved += 1
        if self.saved % self.CHECK_FILES_EVERY == 0:
            self.evict_files()

    def evict_files(self) -> None:
        files = []
        for folder in os.scandir(storage.directory() / "stored"):
            for file in os.scandir(folder):
                status = file.stat()
                files.append((status.st_mtime, status.st_size, file.path))
        total = sum(size for _time, size, _path in files)
        for _time, size, path in sorted(files):
            if total <= self.most_files:
                break
            Path(path).unlink(missing_ok=True)
            total -= size

    @contextmanager
    def one_maker(self, key: str):
        """Only one thread of the machine makes a page; gives False after waiting too long."""
        folder = storage.directory() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / self.path(key).name[:3], os.O_RDWR | os.O_CREAT, 0o644)
        try:
            yield locked(file)
        finally:
            os.close(file)


def locked(file: int) -> bool:
    end = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < end:
        try:
            flock(file, LOCK_EX | LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.002)
    return False


def cut(data: bytes, lengths: dict[str, int]) -> dict[str, bytes]:
    bodies, start = {}, 0
    for name in ENCODINGS:
        bodies[name] = data[start : start + lengths[name]]
        start += lengths[name]
    if start != len(data):
        raise ValueError("A stored page is not whole.")
    return bodies
