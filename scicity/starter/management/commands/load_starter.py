from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from scicity import starter
from scicity.starter import loading, reading
from scicity.starter.problems import ContentError

CONTENT = Path(starter.__file__).parent / "content"


class Command(BaseCommand):
    help = "Loads the starter content; never touches what editors changed or deleted."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="validate only, write nothing")
        parser.add_argument("--content", type=Path, default=CONTENT, help="another directory")

    @translation.override("zh-hans")
    def handle(self, *, check, content, **options):
        try:
            files = reading.read_files(content)
            counts = loading.Load(files, self.stdout.write, check_all=check).run()
        except ContentError as error:
            lines = "\n".join(error.lines)
            raise CommandError(
                f"Nothing was loaded. {len(error.lines)} to correct:\n{lines}"
            ) from None
        self.stdout.write("Starter content: " + summary(check, counts))


def summary(check: bool, counts) -> str:
    if check:
        return f"{counts.total()} rows are in order"
    return ", ".join(f"{number} {fate}" for fate, number in counts.items()) or "nothing to load"
