import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import F

from scicity.search import checking, rebuilding
from scicity.search.models import Entry, Rebuild

# Any number that no other advisory lock uses.
LOCK = 120_260_606
# Comparing more entries than this would take longer than a start of the site should.
SMALL_SITE = 3_000


def is_needed() -> bool:
    entries = Entry.objects.count()
    if Rebuild.objects.exists() or not entries or has_unpacked_texts():
        return True
    return entries < SMALL_SITE and next(checking.differences(), None) is not None


def has_unpacked_texts() -> bool:
    """Entries of the version before have no text to show, though one to be found by."""
    return Entry.objects.filter(body="").exclude(folded=F("lead_folded")).exists()


class Command(BaseCommand):
    help = "Makes the search index anew while the old one serves; goes on after an interruption."

    def add_arguments(self, parser):
        parser.add_argument("--restart", action="store_true", help="begin from the beginning")
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only when it is empty, unfinished or, on a small site, not as the pages are",
        )
        parser.add_argument("--batch", type=int, default=rebuilding.BATCH)

    def handle(self, *, restart, if_needed, batch, **options):
        if if_needed and not is_needed():
            self.stdout.write("there already")
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("Another reindex is running.")
        start = time.monotonic()
        try:
            number = rebuilding.rebuild(self.stdout.write, batch, restart)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        self.stdout.write(f"{number} entries in {time.monotonic() - start:.1f} s")
