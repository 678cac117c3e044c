"""Checks an Atom feed against the grammar beside this file and the rules it can't express."""

from collections import Counter
from itertools import chain
from pathlib import Path

from lxml import etree

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def problems(content: bytes, content_type: str, address: str) -> list[str]:
    """What RFC 4287 has against a feed that was read with this type from this address."""
    try:
        feed = etree.fromstring(content)
    except etree.XMLSyntaxError as error:
        return [f"not XML: {error}"]
    grammar = [] if GRAMMAR.validate(feed) else [str(error) for error in GRAMMAR.error_log]
    rules = (types(content_type), links(feed, address), identities(feed), escapes(feed))
    return grammar + list(chain(*rules))


def types(content_type):
    """Section 7: the media type."""
    if content_type.replace(" ", "").lower() != "application/atom+xml;charset=utf-8":
        yield f"served as {content_type}"


def links(feed, address):
    """Sections 4.1.1 and 4.2.7.2: one link to itself, one to what it stands for."""
    own = feed.xpath("a:link[@rel='self']/@href", namespaces=NAMES)
    if own != [address]:
        yield f"read from {address}, says {own}"
    for part in (feed, *feed.iterfind("a:entry", NAMES)):
        others = part.xpath("a:link[@rel='alternate']/@href", namespaces=NAMES)
        if len(others) != 1 or others == own:
            yield f"{part.findtext('a:id', namespaces=NAMES)} stands for {others}"


def identities(feed):
    """Section 4.2.6: each has its own."""
    counts = Counter(feed.xpath("a:id/text() | a:entry/a:id/text()", namespaces=NAMES))
    yield from (
        f"{identity} occurs {times} times" for identity, times in counts.items() if times > 1
    )


def escapes(feed):
    """Section 3.1.1.2: what is said to be HTML is; plain text has no markup in it."""
    for text in feed.iterfind(".//*[@type='html']"):
        try:
            etree.fromstring(f"<div>{text.text}</div>")
        except etree.XMLSyntaxError as error:
            yield f"not HTML: {text.text} ({error})"
