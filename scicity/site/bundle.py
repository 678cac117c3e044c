"""One stylesheet for the browser, many for the people who write them."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
SOURCES = settings.BASE_DIR / "static" / "css"


class BundleFinder(BaseFinder):
    """Finds css/site.css: base.css, then the components by name, elder mode and print last."""

    storage = FileSystemStorage(location=settings.VAR_DIR / "bundle")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        found = build(self.storage)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        build(self.storage)
        yield NAME, self.storage


def sources():
    components = sorted((SOURCES / "components").glob("*.css"))
    last = [SOURCES / "components" / name for name in ("elder.css", "print.css")]
    return [SOURCES / "base.css", *(path for path in components if path not in last), *last]


def build(storage) -> str:
    """Writes the bundle if its text changed and returns its path."""
    target = Path(storage.path(NAME))
    text = "\n".join(path.read_text() for path in sources())
    if not target.exists() or target.read_text() != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return str(target)
