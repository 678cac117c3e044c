from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from scicity.accounts import secret_check
from scicity.operation.backup import BackupProblem, checking, restoring
from scicity.pagestore import storage


class Command(BaseCommand):
    help = "Puts a backup into an empty database; --check only proves that it is whole."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path)
        parser.add_argument("--identity", type=Path, help="the file with the age key")
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *, backup, identity, check, **options):
        try:
            if check:
                values = checking.check(backup)
                with checking.opened(backup, values, identity, "default"):
                    self.stdout.write(f"The backup of {values['made_at']} is whole.")
                return
            values = restoring.restore(backup, identity)
        except BackupProblem as problem:
            raise CommandError(f"{problem} Nothing was changed.") from None
        storage.forget_all()
        problem = secret_check.problem()
        if problem:
            self.stderr.write(f"CREDENTIALS_SECRET: {problem}. {secret_check.remedy()}")
        rows = sum(number for number, _hash in values["tables"].values())
        self.stdout.write(
            f"Restored the state of {values['made_at']}: {len(values['tables'])} tables with "
            f"{rows} rows and {values['media']['files']} files, equal to the backup."
        )
