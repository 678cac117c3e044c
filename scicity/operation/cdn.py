"""Tells a CDN which of its pages ended. See docs/decisions/0013-purging-a-cdn.md.

A thread of the worker hears every commit and asks the CDN to drop the pages that were made from the
tables that changed; each page names them in `Cache-Tag`. There are few tables, so what waits while
the CDN does not answer stays small.
"""

import logging
import re
import threading
import time

import psycopg
import urllib3
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from scicity.pagestore import deadlines, notifications
from scicity.pagestore.pages import EVERY_PAGE
from scicity.publishing.releases import release_due

log = logging.getLogger(__name__)
TABLE = re.compile(r"\w+")
# Changes of so long go together; after it all servers have heard them and make no old page.
SECONDS_TO_GATHER = 1
MOST_TAGS = 30
SECONDS_TO_ANSWER = 10
LONGEST_WAIT = 300


class Purger:
    def __init__(self, stopped: threading.Event):
        self.stopped = stopped
        self.waiting: set[str] = set()
        self.tries, self.next_try = 0, 0.0
        self.turns: dict[str, float] = {}
        self.midnight = deadlines.midnight()
        self.http = connections()

    def run(self) -> None:
        """Until it is stopped; outlives a database that is away."""
        while not self.stopped.is_set():
            try:
                self.listen()
            except (psycopg.Error, DatabaseError) as error:
                log.warning("No changes for the CDN: %s", " ".join(str(error).split()))
                connection.close()
                self.stopped.wait(SECONDS_TO_GATHER)
        connection.close()

    def listen(self) -> None:
        """Nobody knows what was committed while no one listened: every page is dropped first."""
        with notifications.session() as heard:
            self.waiting.add(EVERY_PAGE)
            while not self.stopped.is_set():
                messages = [n.payload for n in heard.notifies(timeout=SECONDS_TO_GATHER)]
                if messages:
                    self.note(messages)
                    self.stopped.wait(SECONDS_TO_GATHER)
                self.note_turns()
                close_old_connections()
                self.send()

    def note(self, messages: list[str]) -> None:
        for message in messages:
            notifications.hear(message)
            _transaction, *tags = message.split(" ")
            self.waiting |= {TABLE.match(tag)[0] for tag in tags}

    def note_turns(self) -> None:
        """Pages that end by the clock; a planned release is done here, if no visitor asks first."""
        due = {table for table, at in self.turns.items() if at <= time.time()}
        if deadlines.RELEASE in due:
            release_due()
        self.waiting |= due - {deadlines.RELEASE}
        if self.midnight <= time.time():
            self.midnight = deadlines.midnight()
            self.waiting.add(EVERY_PAGE)
        self.turns = deadlines.next_turns()

    def send(self) -> None:
        """What the CDN did not take waits, longer and longer."""
        if EVERY_PAGE in self.waiting:
            self.waiting = {EVERY_PAGE}
        while self.waiting and time.monotonic() >= self.next_try and not self.stopped.is_set():
            tags = sorted(self.waiting)[:MOST_TAGS]
            if problem := ask_to_drop(tags, self.http):
                self.put_off(problem)
                return
            self.waiting -= set(tags)
            if self.tries:
                log.warning("The CDN takes purges again.")
            self.tries = 0

    def put_off(self, problem: str) -> None:
        if not self.tries:
            log.error("The CDN takes no purge (%s): it may show old pages until it does.", problem)
        self.tries += 1
        self.next_try = time.monotonic() + min(2**self.tries, LONGEST_WAIT)


def ask_to_drop(tags: list[str], http: urllib3.PoolManager) -> str:
    """What went wrong, without the address and the token."""
    headers = {}
    if settings.CDN_PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.CDN_PURGE_TOKEN}"
    try:
        answer = http.request(
            "POST", settings.CDN_PURGE_URL, json={"tags": tags}, headers=headers, redirect=False
        )
    except urllib3.exceptions.HTTPError as error:
        return type(error).__name__
    return "" if 200 <= answer.status < 300 else f"status {answer.status}"


def connections() -> urllib3.PoolManager:
    return urllib3.PoolManager(retries=False, timeout=SECONDS_TO_ANSWER)


def beside(stopped: threading.Event) -> threading.Thread | None:
    """Purges in a thread of its own, so that no mail waits for a CDN."""
    if not settings.CDN_PURGE_URL:
        return None
    thread = threading.Thread(target=Purger(stopped).run, name="cdn", daemon=True)
    thread.start()
    return thread
