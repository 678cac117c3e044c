from django.core.management.base import BaseCommand

from scicity.startup import database, preparing, texts
from scicity.startup.telling import TellsSteps


class Command(TellsSteps, BaseCommand):
    help = "Does what `up` does before it serves, beside whatever serves already (deploy/)."
    requires_system_checks = ()

    def handle(self, **options):
        self.step("Translations", texts.compile_all)
        database.check_reachable()
        with database.one_at_a_time():
            for name, action in preparing.steps():
                self.step(name, action)
