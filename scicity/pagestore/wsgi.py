"""The WSGI application around Django's: answers with stored pages before Django begins."""

import logging
import re
import time
from functools import lru_cache

from django.conf import settings
from django.db import Error, close_old_connections

from scicity.pagestore import deadlines, notifications, storage
from scicity.pagestore.addresses import Address, address_of, look_in, look_of
from scicity.pagestore.counters import place
from scicity.pagestore.front import put_to_front
from scicity.pagestore.pages import REPLACED_HEADERS, Page, Pages, cache_tag, encode
from scicity.pagestore.reading import reading
from scicity.publishing.releases import release_due
from scicity.site.preferences import COOKIE

logger = logging.getLogger(__name__)
MOST_NAMES = 20_000
REFUSED = re.compile(r"q\s*=\s*0(\.0*)?")
LARGEST = 2 * 1024 * 1024
# Nothing of these may change what is stored for all.
VISITORS_OWN = (
    "HTTP_COOKIE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
)


@lru_cache(maxsize=1000)
def best_encoding(accepted: str) -> str:
    """The smallest coding that a browser takes; `q=0` refuses one."""
    offers = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameter = part.strip().partition(";")
        offers[name.strip()] = parameter.replace(" ", "") not in (
            "q=0",
            "q=0.0",
            "q=0.00",
            "q=0.000",
        )
    return next((name for name in ("br", "gzip") if offers.get(name)), "identity")


class PageStore:
    """`names` leads from a request as it was written to its page: most need nothing else."""

    def __init__(self, application, most_memory: int, most_files: int):
        self.application = application
        self.pages = Pages(most_memory, most_files)
        self.counters = storage.counters()
        self.names: dict[tuple, str] = {}
        self.is_behind_nginx = settings.PAGE_FILES

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        cookies = environ.get("HTTP_COOKIE")
        look = look_of(cookies) if cookies else ""
        if look is None:
            # Parts of pages are kept for them too, once changes are heard.
            notifications.is_listening()
            return self.application(environ, start_response)
        name = (
            environ.get("HTTP_HOST"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING"),
            environ.get("HTTP_X_FORWARDED_PROTO"),
            look,
        )
        key = self.names.get(name)
        if key is not None:
            page = self.pages.memory.get(key)
            if page is not None and page.is_fresh(self.counters):
                if self.is_behind_nginx:
                    put_to_front(page)
                return answer(page, environ, start_response)
        return self.find_or_make(name, look, environ, start_response)

    def find_or_make(self, name, look, environ, start_response):
        address = address_of(environ, look)
        if address is None or not notifications.is_listening():
            return self.application(environ, start_response)
        page = self.fresh(address.key)
        if page is None:
            page, response = self.make(address, environ)
            if page is None:
                return response.send(start_response)
        if len(self.names) > MOST_NAMES:
            self.names.clear()
        self.names[name] = address.key
        put_to_front(page)
        return answer(page, environ, start_response)

    def fresh(self, key: str) -> Page | None:
        for find in (self.pages.memory.get, self.pages.load):
            page = find(key)
            if page is not None and page.is_fresh(self.counters):
                return page
        return None

    def make(self, address: Address, environ) -> tuple[Page | None, "Response | None"]:
        with self.pages.one_maker(address.key) as is_only_maker:
            page = self.fresh(address.key)
            if page is not None:
                return page, None
            if not is_only_maker:
                return None, Response(self.application, environ)
            return self.make_alone(address, environ)

    def make_alone(self, address, environ):
        close_old_connections()
        try:
            release_due()
            number = self.counters.last
            turns = deadlines.next_turns()
        except Error:
            logger.warning("The page store can't reach the database.")
            return None, Response(self.application, environ)
        with reading() as read:
            response = Response(self.application, public(environ, address))
        if not response.is_for_all or read.is_refused:
            if not is_public(environ, address):
                response = Response(self.application, environ)
            return None, response
        until = deadlines.end_of(read.tables, turns)
        page = self.page(address.key, number, until, read.tags, response)
        if page.is_fresh(self.counters):
            self.pages.save(page)
        return page, None

    def page(self, key, number, until, tags, response) -> Page:
        """The page; its date goes on only if its text changed, and then by a second at least."""
        old = self.pages.get(key)
        now = int(time.time())
        if old is None:
            modified = now
        elif old.bodies["identity"] == response.body:
            modified = old.modified
        else:
            modified = max(now, old.modified + 1)
        headers = [
            (name, value)
            for name, value in response.headers
            if name.lower() not in REPLACED_HEADERS
        ]
        if not look_in(key):
            headers.append(("Cache-Tag", cache_tag(tags)))
        places = sorted({place(tag) for tag in tags})
        return Page(number, until, places, key, modified, headers, encode(response.body))


def public(environ, address: Address) -> dict:
    """The request that anyone could have made for this page, however they write its host."""
    shared = {name: value for name, value in environ.items() if name not in VISITORS_OWN}
    shared |= {"HTTP_HOST": address.host} if address.host else {}
    look = {"HTTP_COOKIE": cookie_of(address)} if address.look else {}
    return shared | look | {"REQUEST_METHOD": "GET", "QUERY_STRING": address.query}


def cookie_of(address: Address) -> str:
    return f"{COOKIE}={address.look}" if address.look else ""


def is_public(environ, address: Address) -> bool:
    """Whether the request itself is what anyone would ask for this page."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("QUERY_STRING", "") == address.query
        and environ.get("HTTP_COOKIE", "") == cookie_of(address)
    )


class Response:
    """What Django answered, whole."""

    def __init__(self, application, environ):
        self.status, self.headers = "", []
        chunks = application(environ, self.start)
        try:
            self.body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers

    @property
    def is_for_all(self) -> bool:
        """An answer with a nonce, a cookie, or a wish not to be stored is for one visitor."""
        headers = {name.lower(): value for name, value in self.headers}
        control = headers.get("cache-control", "")
        return (
            self.status.startswith("200 ")
            and len(self.body) <= LARGEST
            and "set-cookie" not in headers
            and "content-encoding" not in headers
            and not any(word in control for word in ("no-store", "private", "no-cache"))
            and "'nonce-" not in headers.get("content-security-policy", "")
        )

    def send(self, start_response):
        start_response(self.status, self.headers)
        return [self.body]


def answer(page: Page, environ, start_response):
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    encoding = best_encoding(accepted) if accepted else "identity"
    tag, date, whole, shared, body = page.answers[encoding]
    if is_known(tag, date, environ):
        start_response("304 Not Modified", shared)
        return []
    start_response("200 OK", whole)
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


def is_known(tag, date, environ) -> bool:
    """Whether the visitor has exactly this answer; an entity tag counts more than a date."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        tags = [item.strip().removeprefix("W/") for item in known.split(",")]
        return tag in tags or known.strip() == "*"
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and since == date
