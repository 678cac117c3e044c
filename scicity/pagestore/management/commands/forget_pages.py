from django.core.management.base import BaseCommand

from scicity.pagestore import storage


class Command(BaseCommand):
    help = "Makes every stored page anew when it is next asked for; never needed, never harmful."
    requires_system_checks = ()

    def handle(self, **options):
        storage.forget_all()
        self.stdout.write("All stored pages are forgotten.")
