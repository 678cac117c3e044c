"""What formatted text may contain. The server lets nothing else through, whoever sends it."""

import re

import nh3
from django.conf import settings

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "em", "sub", "sup", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "data-picture"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
NUMBERS = {"width", "height", "data-picture", "start", "colspan", "rowspan"}
SCOPES = {"col", "row"}

# What is left of a picture that was not ours, and of figures and whole texts without content.
IMAGE_WITHOUT_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")
EMPTY_FIGURE = re.compile(r"<figure>\s*</figure>")
EMPTY_TEXT = re.compile(r"\s*<(p|h2|h3|h4)>\s*</\1>\s*")


def clean_rich_text(html: str) -> str:
    """The text with only what an editor can write here; "" when nothing is in it."""
    html = CLEANER.clean(html)
    html = EMPTY_FIGURE.sub("", IMAGE_WITHOUT_SOURCE.sub("", html))
    return "" if EMPTY_TEXT.fullmatch(html) else html


def kept_attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if is_own_file(value) else None
    if name in NUMBERS:
        return value if re.fullmatch(r"[0-9]{1,9}", value) else None
    if name == "scope":
        return value if value in SCOPES else None
    return value


def is_own_file(address: str) -> bool:
    """Pictures come from the library of this site, never from elsewhere."""
    inside = address.removeprefix(settings.MEDIA_URL)
    return inside != address and not re.search(r"^/|\.\.|//|[\\\s%]", inside)


CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=kept_attribute,
    url_schemes=LINK_SCHEMES,
    link_rel=None,
)
