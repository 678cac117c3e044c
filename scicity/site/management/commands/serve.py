import os

from django.conf import settings
from django.core.management.base import BaseCommand

from scicity.startup import server

# What is being answered may end. nginx takes in an upload whole before it hands it on.
SECONDS_TO_FINISH = 8


class Command(BaseCommand):
    help = "Serves a prepared portal and nothing else: a service manager starts and ends it."
    requires_system_checks = ()

    def handle(self, **options):
        server.require_free_port(settings.HOST, settings.PORT, server.SECONDS_FOR_AN_ORPHAN)
        command = server.production_command(
            settings.HOST, settings.PORT, settings.WEB_PROCESSES, SECONDS_TO_FINISH
        )
        os.execv(command[0], command)
