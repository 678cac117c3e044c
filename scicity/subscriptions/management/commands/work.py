import logging
import signal
import threading
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from scicity.operation import cdn, tidying
from scicity.spreadsheets.running import run_next
from scicity.subscriptions import delivery, digests
from scicity.weblinks import checking

# Seconds between two looks at what is due.
PAUSE = 5
# Seconds between two times of tidying up.
TIDYING = 3600

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Writes and delivers mails, checks links and purges the CDN until it is stopped; "
        "`manage.py up` runs one beside the server."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *, once, **options):
        self.stopped = threading.Event()
        if once:
            self.work()
            delivery.forget()
            tidying.tidy()
            return
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopped.set())
        checking.beside(self.stopped)
        cdn.beside(self.stopped)
        self.keep_working()

    def keep_working(self):
        """Outlives a database that is away for a while; a letter in hand is finished first."""
        tidied = float("-inf")
        while not self.stopped.is_set():
            try:
                self.work()
                if time.monotonic() - tidied > TIDYING:
                    delivery.forget()
                    tidying.tidy()
                    tidied = time.monotonic()
            except DatabaseError as error:
                log.warning("No mails for now: %s", " ".join(str(error).split()))
                connection.close()
            close_old_connections()
            self.stopped.wait(PAUSE)

    def work(self):
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            settings.EMAIL_FILE_PATH.mkdir(mode=0o700, parents=True, exist_ok=True)
        for step in (digests.write_next_digest, delivery.deliver_next, run_next):
            while not self.stopped.is_set() and step():
                pass
