"""The site map as a robot reads it: the index, then each of its parts."""

import re
from collections.abc import Callable

LOCATION = re.compile(r"<loc>https?://[^/<]+(/[^<]*)</loc>")


def parts(get: Callable[[str], str]) -> list[str]:
    """The XML of each part; `get(path)` gives the text of an answer."""
    return [get(path) for path in LOCATION.findall(get("/sitemap.xml"))]


def paths(get: Callable[[str], str]) -> list[str]:
    return [path for part in parts(get) for path in LOCATION.findall(part)]
