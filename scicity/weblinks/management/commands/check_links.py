from django.core.management.base import BaseCommand

from scicity.weblinks.checking import Checker
from scicity.weblinks.collecting import collect_next, note_all
from scicity.weblinks.models import WebLink


class Command(BaseCommand):
    help = "Reads the links of all public pages and checks those that are due, one after the other."
    requires_system_checks = ()

    def handle(self, **options):
        note_all()
        while collect_next():
            pass
        checker = Checker()
        while WebLink.objects.due().exists():
            if not checker.check_next():
                checker.stopped.wait(1)
        broken = WebLink.objects.broken()
        for link in broken:
            self.stdout.write(f"{link.url}\t{link.problem}\t{link.failing_since:%Y-%m-%d}")
        self.stdout.write(f"{WebLink.objects.count()} links, {broken.count()} broken")
