"""Structured data (schema.org, JSON-LD) that search engines read beside a page."""

import json

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from scicity.dates import DatePrecision

# What could end the element or begin a comment in it.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}


def language_code() -> str:
    return LANGUAGES.get(get_language(), "zh-Hans")


def known_date(date, precision) -> str | None:
    """The date in ISO 8601, as far as it is known: 2022-01-10, 2022-01 or 2022."""
    if date is None:
        return None
    lengths = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7}
    return date.isoformat()[: lengths.get(precision, 4)]


def organization(name: str, kind="Organization") -> dict | None:
    return {"@type": kind, "name": name} if name else None


def breadcrumb_list(breadcrumbs, absolute) -> dict:
    items = [
        {"@type": "ListItem", "position": position, "name": str(label)}
        | ({"item": absolute(url)} if url else {})
        for position, (label, url) in enumerate(breadcrumbs, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def script(data: dict) -> str:
    """A data block, without what is not known; the browser never runs it."""
    known = {name: value for name, value in data.items() if value not in (None, "", [], {})}
    text = json.dumps(known, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
