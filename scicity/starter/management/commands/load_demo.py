import time

from django.core.management import call_command
from django.core.management.base import BaseCommand

from scicity.starter import demo


class Command(BaseCommand):
    help = "Loads demonstration data: made up, labelled on every page, removed by clear_demo."

    def handle(self, **options):
        start = time.monotonic()
        self.stdout.write("Making demonstration data …")
        made = demo.load()
        if not made:
            self.stdout.write("It is there already; `clear_demo` removes it.")
            return
        said = ", ".join(f"{number} {name}" for name, number in made.items())
        self.stdout.write(f"Made {said} in {time.monotonic() - start:.1f} s")
        call_command("reindex", stdout=self.stdout)
