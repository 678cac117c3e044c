import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scicity.operation.backup import BackupProblem, making, retention


class Command(BaseCommand):
    help = "Backs up database and uploads, proves the backup, and deletes old ones."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="the directory")

    def handle(self, *, to, **options):
        try:
            place = making.make(to)
        except BackupProblem as problem:
            raise CommandError(problem) from None
        size = sum(file.stat().st_size for file in place.iterdir())
        self.stdout.write(f"{place} ({size:,} bytes) is whole.")
        found = retention.backups(to)
        for made in retention.expired(found, settings.BACKUP_KEEP_DAYS, datetime.now(UTC)):
            shutil.rmtree(found[made])
            self.stdout.write(f"{found[made]} is too old and was deleted.")
