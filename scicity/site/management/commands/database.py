import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scicity import embedded
from scicity.startup import database
from scicity.startup.lock import only_one

# Seconds between two looks whether the server still runs.
PATIENCE = 2


class Command(BaseCommand):
    help = "Runs the embedded database and nothing else: a service manager starts and ends it."
    requires_system_checks = ()

    def handle(self, **options):
        if not settings.EMBEDDED_POSTGRES:
            raise CommandError("DATABASE_URL names a database: there is none to run.")
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stopped.set())
        with only_one(settings.VAR_DIR), database.running() as state:
            self.stdout.write(f"The database {state}.")
            self.stdout.flush()
            while not stopped.wait(PATIENCE):
                if not embedded.is_running(settings.EMBEDDED_POSTGRES):
                    raise CommandError("The database ended by itself; its log says why.")
