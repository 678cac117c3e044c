import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from scicity import starter
from scicity.media.models import Picture
from scicity.starter import covers, loading, pictures, reading
from scicity.starter.problems import ContentError

CONTENT = Path(starter.__file__).parent / "content"


class Command(BaseCommand):
    help = "Loads the starter content; never touches what editors changed or deleted."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="validate only, write nothing")
        parser.add_argument("--no-pictures", action="store_true", help="load no covers: for tests")
        parser.add_argument("--content", type=Path, default=CONTENT, help="another directory")

    @translation.override("zh-hans")
    def handle(self, *, check, content, no_pictures, **options):
        try:
            files = reading.read_files(content)
            if no_pictures:
                files = without_pictures(files)
            elif not check:
                self.draw(files)
            counts = loading.Load(files, self.stdout.write, picture_columns, check).run()
        except ContentError as error:
            lines = "\n".join(error.lines)
            raise CommandError(
                f"Nothing was loaded. {len(error.lines)} to correct:\n{lines}"
            ) from None
        self.stdout.write("Starter content: " + summary(check, counts))

    def draw(self, files):
        rows = (row for rows in files.values() for row in rows)
        keys = pictures.missing([row.key for row in rows if row.model is Picture])
        if keys:
            start = time.monotonic()
            self.stdout.write(f"Drawing {len(keys)} covers …")
            pictures.draw_all(keys)
            self.stdout.write(f"Drew {len(keys)} covers in {time.monotonic() - start:.1f} s")


def picture_columns(row) -> dict:
    is_drawn = row.model is Picture and row.key in covers.DRAWINGS
    return pictures.columns_of(row.key) if is_drawn else {}


def without_pictures(files: dict) -> dict:
    """The same rows with no picture and no link to one; a later run adds them."""
    return {
        name: [row.without_links_to(Picture) for row in rows if row.model is not Picture]
        for name, rows in files.items()
    }


def summary(check: bool, counts) -> str:
    if check:
        return f"{counts.total()} rows are in order"
    return ", ".join(f"{number} {fate}" for fate, number in counts.items()) or "nothing to load"
