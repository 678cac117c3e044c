"""Atom feeds (RFC 4287): what Django's classes leave to whoever uses them."""

import re
from urllib.parse import urlsplit

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from scicity.pagestore.addresses import WithoutParameters
from scicity.publishing.models import Publishable
from scicity.site.chinese import is_chinese
from scicity.site.models import SiteSettings

# What XML can't hold; texts that were pasted from slides have some of them.
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class SpeakableGenerator(SimplerXMLGenerator):
    """Says of words in an English feed that they are Chinese, where most of them are."""

    is_english = False

    def addQuickElement(self, name, contents=None, attrs=None):
        if self.is_english and name in ("title", "subtitle", "summary") and is_chinese(contents):
            attrs = (attrs or {}) | {"xml:lang": "zh-Hans"}
        super().addQuickElement(name, contents, attrs)

    def characters(self, content):
        super().characters(UNSPEAKABLE.sub(" ", content))

    def startElement(self, name, attrs):
        super().startElement(
            name, {key: UNSPEAKABLE.sub(" ", value) for key, value in attrs.items()}
        )


class AtomFeed(Atom1Feed):
    """Its entries tell of rows: a page, or a part of one. Descriptions are plain text."""

    def __init__(self, title, link, description, *, subtitle=None, **kwargs):
        super().__init__(title, link, description, subtitle=subtitle or None, **kwargs)

    def add_item(self, title, link, description, *, row, **kwargs):
        page = page_of(row)
        super().add_item(
            title,
            link,
            as_html(description),
            **kwargs
            | {
                "row": row,
                "unique_id": identity(row, link),
                "updateddate": kwargs["updateddate"] or kwargs["pubdate"] or page.updated_at,
            },
        )

    def write(self, outfile, encoding):
        handler = SpeakableGenerator(outfile, encoding, short_empty_elements=True)
        handler.is_english = self.feed["language"] == "en"
        handler.startDocument()
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")


class PageFeed(WithoutParameters, Feed):
    """The base of feeds of rows, in the language of their address."""

    feed_type = AtomFeed

    def author_name(self):
        return author()

    def item_extra_kwargs(self, row):
        return {"row": row}


def author() -> str:
    """Who answers for all that is in a feed."""
    site = SiteSettings.load()
    return site.organizer or site.name


def page_of(row) -> Publishable:
    return row if isinstance(row, Publishable) else getattr(row, row.page_of_row)


def identity(row, link: str) -> str:
    """Never changes, whatever becomes of title and address; each language has its own."""
    host, since = urlsplit(link).hostname, page_of(row).published_at
    return f"tag:{host},{since:%Y-%m-%d}:{get_language()}/{row._meta.label_lower}/{row.pk}"


def as_html(text: str) -> str | None:
    """A paragraph for each line; None for no text."""
    lines = [(line,) for line in text.splitlines() if line.strip()]
    return format_html_join("", "<p>{}</p>", lines) or None
