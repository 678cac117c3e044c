from argparse import REMAINDER

from django.core.management import call_command
from django.core.management.base import BaseCommand

from scicity.startup import database


class Command(BaseCommand):
    help = "Runs another command, with the embedded database also when the portal does not run."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("command", nargs=REMAINDER)

    def handle(self, *, command, **options):
        with database.borrowed():
            call_command(*command)
