"""The same page in the other language: /news/ and /en/news/."""

from contextlib import contextmanager

from django.utils import translation

# The languages as search engines name them, with Django's names for them.
HREFLANGS = {"zh-Hans": "zh-hans", "en": "en"}


@contextmanager
def in_language(language: str):
    with translation.override(language):
        yield


def translated_path(path: str, language: str) -> str:
    """The path (query string and all) under the prefix of the language."""
    bare = path.removeprefix("/en") if path.startswith("/en/") else path
    return f"/en{bare}" if language == "en" else bare


def alternates(path: str, languages=tuple(HREFLANGS)) -> list[tuple[str, str]]:
    """[(hreflang, path)] of a page that exists in these languages, ending with x-default.

    Empty for a page in one language only: it has no alternate.
    """
    if len(languages) < 2:
        return []
    paths = [(name, translated_path(path, HREFLANGS[name])) for name in languages]
    return [*paths, ("x-default", translated_path(path, "zh-hans"))]
