"""Ready files for nginx. See deploy/nginx/, which has the other half of each rule."""

import os
import re
import threading
import time

from django.conf import settings

from scicity.pagestore import storage
from scicity.pagestore.addresses import look_in
from scicity.pagestore.pages import Page

# nginx can't know when a page ends: files stand in a folder that nginx looks into for so long.
SECONDS = 1000
SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}
# Other queries are for the app, and so are names that a file can't have.
PLAIN_QUERY = re.compile(r"[\w%=&+-]*", re.ASCII)
PLAIN_HOST = re.compile(r"[\w-][\w.:-]*", re.ASCII)
LONGEST_NAME = 200


def put_to_front(page: Page) -> None:
    """Gives nginx the page in its usual look, once for each change of the content and each span.

    The page must have been compared with the last change: into that change's folder it goes. If
    another change comes meanwhile, nginx looks into another folder already.
    """
    if not settings.PAGE_FILES or look_in(page.key):
        return
    span = int(time.time()) // SECONDS
    state = page.compared, span
    if page.fronted == state or page.until < (span + 1) * SECONDS:
        return
    page.fronted = state
    folder = storage.front(page.compared)
    scheme, host, path, query = parts_of(page.key)
    if not folder.is_dir() or not is_plain(page, host, path, query):
        return
    name = "index.html" + (f"?{query}" if query else "")
    target = folder / str(span) / scheme / host / path.strip("/")
    try:
        target.mkdir(parents=True, exist_ok=True)
        for encoding, suffix in SUFFIXES.items():
            write(target / (name + suffix), page.bodies[encoding], page.modified)
    except OSError:  # the folder was switched, or the disk is full: the portal answers itself
        return


def parts_of(key: str) -> tuple[str, str, str, str]:
    scheme, _, rest = key.partition("://")
    location, _, query = rest.partition("?")
    host, slash, path = location.partition("/")
    return scheme, host, slash + path, query


def is_plain(page, host, path, query) -> bool:
    return (
        ("Content-Type", "text/html; charset=utf-8") in page.headers
        and path.endswith("/")
        and bool(PLAIN_HOST.fullmatch(host))
        and bool(PLAIN_QUERY.fullmatch(query))
        and len(query) <= LONGEST_NAME
        and all(part not in ("..", ".") for part in path.split("/"))
        and all(len(part.encode()) <= LONGEST_NAME for part in path.split("/"))
    )


def write(path, body: bytes, modified: int) -> None:
    unfinished = path.with_name(f".{os.getpid()}.{threading.get_ident()}")
    unfinished.write_bytes(body)
    os.utime(unfinished, (modified, modified))
    unfinished.replace(path)
