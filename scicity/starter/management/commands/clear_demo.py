from django.core.management import call_command
from django.core.management.base import BaseCommand

from scicity.starter import demo


class Command(BaseCommand):
    help = "Removes exactly what load_demo made."

    def handle(self, **options):
        self.stdout.write(f"Removed {demo.clear()} demonstration pages.")
        call_command("reindex", stdout=self.stdout)
