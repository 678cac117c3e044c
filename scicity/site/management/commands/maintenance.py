from django.conf import settings
from django.core.management.base import BaseCommand

from scicity.pagestore import storage


class Command(BaseCommand):
    help = "Shows visitors the maintenance page (on), or the site again (off)."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off"])

    def handle(self, *args, state, **options):
        mark = settings.VAR_DIR / "maintenance"
        if state == "on":
            mark.touch()
            storage.forget_all()
            self.stdout.write("Visitors now see the maintenance page.")
        else:
            mark.unlink(missing_ok=True)
            self.stdout.write("The site is open.")
