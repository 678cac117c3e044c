"""Looks at one link after the other, slowly: no site is asked twice within LINK_CHECK_PAUSE."""

import logging
import socket
import ssl
import threading
import time
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import urllib3
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from scicity.weblinks.collecting import collect_next, note_all
from scicity.weblinks.fetching import ERRORS, Answer, Forbidden, ask, user_agent
from scicity.weblinks.models import CLAIMED, LONGEST, LinkUse, Problem, WebLink

log = logging.getLogger(__name__)
MOST_REDIRECTS = 5
PERMANENT = {301, 308}
REDIRECTS = PERMANENT | {302, 303, 307}
ABSENT = {404, 410}
# A refusal that is meant for programs says nothing about what a reader would get.
FOR_READERS = {401, 403, 405, 406, 412, 418, 429, 451}
ROBOTS_LAST = 24 * 3600
# Seconds between two looks for what is due.
IDLE = 30
CANDIDATES = 200


class Checker:
    """Knows when each site was asked last, and what its robots.txt allows."""

    def __init__(self, stopped: threading.Event | None = None):
        self.stopped = stopped or threading.Event()
        self.asked: dict[str, float] = {}
        self.robots: dict[str, tuple[float, RobotFileParser]] = {}

    def run(self) -> None:
        """Until it is stopped; outlives a database that is away."""
        try:
            if not LinkUse.objects.exists():
                note_all()
        except DatabaseError:
            connection.close()
        while not self.stopped.is_set():
            try:
                busy = collect_next() or self.check_next()
            except DatabaseError as error:
                log.warning("No links are checked for now: %s", " ".join(str(error).split()))
                connection.close()
                busy = False
            if not busy:
                close_old_connections()
                self.stopped.wait(IDLE)
        connection.close()

    def check_next(self) -> bool:
        """Checks one link that is due, of a site that may be asked; False when there is none."""
        link = self.claim()
        if link is None:
            return False
        self.check(link)
        if not self.stopped.is_set():
            WebLink.objects.filter(pk=link.pk).update(
                **{
                    field.attname: getattr(link, field.attname)
                    for field in WebLink._meta.concrete_fields
                    if field.attname not in ("id", "url", "host")
                }
            )
        return True

    def claim(self) -> WebLink | None:
        with transaction.atomic():
            due = WebLink.objects.due().select_for_update(skip_locked=True)[:CANDIDATES]
            link = next((link for link in due if self.wait_for(link.host) <= 0), None)
            if link:
                WebLink.objects.filter(pk=link.pk).update(due_at=timezone.now() + CLAIMED)
        return link

    def wait_for(self, host: str) -> float:
        asked = self.asked.get(host)
        return 0 if asked is None else asked + settings.LINK_CHECK_PAUSE - time.monotonic()

    def ask(self, method: str, url: str, with_body: bool = False) -> Answer:
        """Waits for its turn with the site."""
        host = urlsplit(url).hostname or ""
        self.stopped.wait(max(0, self.wait_for(host)))
        self.asked[host] = time.monotonic()
        try:
            return ask(method, url, with_body)
        finally:
            self.asked[host] = time.monotonic()

    def check(self, link: WebLink) -> None:
        try:
            answer, last, is_permanent = self.follow(link.url)
        except Forbidden:
            link.failed(Problem.ADDRESS)
        except NotAllowed:
            link.cannot_tell(Problem.REFUSED)
        except TooManyRedirects:
            link.failed(Problem.CIRCLE)
        except ERRORS as error:
            link.failed(problem_of(error))
        else:
            judge(link, answer.status, last if is_permanent and len(last) <= LONGEST else "")

    def follow(self, url: str) -> tuple[Answer, str, bool]:
        """The last answer, its address, and whether all redirects on the way were for good."""
        is_permanent = False
        for step in range(MOST_REDIRECTS + 1):
            self.respect_robots(url)
            answer = self.ask("HEAD", url)
            if answer.status >= 400:
                answer = self.ask("GET", url)
            if answer.status not in REDIRECTS or not answer.location:
                return answer, url, is_permanent
            is_permanent = answer.status in PERMANENT and (is_permanent or step == 0)
            url = urljoin(url, answer.location)
        raise TooManyRedirects

    def respect_robots(self, url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        read_at, rules = self.robots.get(site, (0.0, None))
        if rules is None or time.monotonic() - read_at > ROBOTS_LAST:
            rules = self.read_robots(site)
            self.robots[site] = time.monotonic(), rules
        if not rules.can_fetch(user_agent(), url):
            raise NotAllowed

    def read_robots(self, site: str) -> RobotFileParser:
        """Without a readable robots.txt a site allows everything; RFC 9309."""
        answer = self.ask("GET", f"{site}/robots.txt", with_body=True)
        text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        rules = RobotFileParser()
        rules.parse(text.splitlines())
        return rules


class NotAllowed(Exception):
    """The site's robots.txt asks programs to stay away."""


class TooManyRedirects(Exception):
    pass


def judge(link: WebLink, status: int, moved_to: str) -> None:
    if status < 400:
        link.works(status, moved_to)
    elif status in ABSENT:
        link.failed(Problem.ABSENT, status)
    elif status in FOR_READERS:
        link.cannot_tell(Problem.REFUSED, status)
    else:
        link.failed(Problem.SERVER, status)


def problem_of(error: Exception) -> Problem:
    if isinstance(error, socket.gaierror | urllib3.exceptions.NameResolutionError):
        return Problem.NAME
    if isinstance(error, ssl.SSLError | urllib3.exceptions.SSLError):
        return Problem.CERTIFICATE
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return Problem.CONNECTION
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return Problem.SLOW
    if isinstance(error, ValueError | urllib3.exceptions.LocationParseError):
        return Problem.ADDRESS
    return Problem.CONNECTION


def beside(stopped: threading.Event) -> threading.Thread | None:
    """Checks links in a thread of its own, so that no mail waits for a slow site."""
    if not settings.LINK_CHECK:
        return None
    thread = threading.Thread(target=Checker(stopped).run, name="links", daemon=True)
    thread.start()
    return thread
