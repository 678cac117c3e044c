"""Reads from a hot standby: what visitors ask for and no page store keeps.

Only views and templates of public GET requests without a session read there, so an editor always
sees what was just written. A standby that is down, or behind, is left alone until it is well again.
"""

import logging
import threading
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections

from scicity.back_office import is_in_back_office
from scicity.pagestore import reading

log = logging.getLogger(__name__)
ALIAS = "replica"
SECONDS_BETWEEN_LOOKS = 1
# Without a receiver the standby no longer learns of anything; what it knows grows old unnoticed.
BEHIND = """
SELECT CASE
    WHEN NOT pg_is_in_recovery() THEN 0
    WHEN NOT EXISTS (SELECT FROM pg_stat_wal_receiver) THEN NULL
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
END
"""

_is_wanted: ContextVar[bool] = ContextVar("replica_is_wanted", default=False)


class Health:
    """Looked at once a second by whichever request comes first."""

    def __init__(self):
        self.looked = float("-inf")
        self.is_well = False
        self.looking = threading.Lock()

    def ask(self) -> bool:
        if time.monotonic() - self.looked > SECONDS_BETWEEN_LOOKS and self.looking.acquire(False):
            try:
                self.tell(self.look())
            finally:
                self.looking.release()
        return self.is_well

    def look(self) -> bool:
        try:
            with connections[ALIAS].cursor() as cursor:
                cursor.execute(BEHIND)
                seconds = cursor.fetchone()[0]
        except Error:
            connections[ALIAS].close()
            return False
        return seconds is not None and seconds <= settings.REPLICA_LAG_SECONDS

    def tell(self, is_well: bool) -> None:
        if is_well != self.is_well:
            log.warning("The replica is %s.", "read from" if is_well else "left alone")
        self.is_well, self.looked = is_well, time.monotonic()


health = Health()


class Router:
    def db_for_read(self, model, **hints):
        # A page to be stored must not be older than the number of the change it is stored with.
        if _is_wanted.get() and not reading.is_reading() and health.ask():
            return ALIAS
        return None

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, first, second, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return False if db == ALIAS else None


class ReplicaMiddleware:
    """The innermost one: sessions, redirects and the like stay with the primary."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _is_wanted.set(ALIAS in settings.DATABASES and is_for_replica(request))
        try:
            return self.get_response(request)
        finally:
            _is_wanted.reset(token)

    def process_exception(self, request, exception):
        """The standby went away in the middle: once more, from the primary."""
        if not _is_wanted.get() or not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        health.tell(False)
        connections[ALIAS].close()
        _is_wanted.set(False)
        match = request.resolver_match
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") else response


def is_for_replica(request) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not is_in_back_office(request.path_info)
    )
