from django.core.management.base import BaseCommand, CommandError

from scicity.search import checking
from scicity.search.models import Entry

MOST_LINES = 50


class Command(BaseCommand):
    help = "Proves that the search index and the pages agree; fails with what differs."

    def handle(self, **options):
        found = list(checking.differences())
        for line in found[:MOST_LINES]:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} entries differ: run manage.py reindex.")
        self.stdout.write(f"{Entry.objects.count()} entries agree with their pages.")
