"""What a formatted text consists of, read once."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from scicity.rich_text import clean_rich_text

# Stands between paragraphs, so that no word is found across them.
BREAK = "\x1e"
BLOCKS = {
    *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


@dataclass
class Link:
    href: str
    text: str = ""


@dataclass(frozen=True)
class Image:
    alt: str
    # The key of a picture of the library.
    picture: int | None


@dataclass
class Markup:
    text: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    # For each table whether it has a heading cell.
    tables: list[bool] = field(default_factory=list)


def read_markup(html: str) -> Markup:
    """Takes any text: the sanitiser makes it well-formed, which the parser reads in one pass."""
    reader = Reader()
    reader.feed(clean_rich_text(html))
    reader.close()
    reader.markup.text = "".join(reader.pieces)
    return reader.markup


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.markup, self.pieces, self.link = Markup(), [], None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in BLOCKS:
            self.pieces.append(BREAK)
        if tag in HEADINGS:
            self.markup.headings.append(HEADINGS[tag])
        elif tag == "a" and attributes.get("href"):
            self.link = Link(attributes["href"])
            self.markup.links.append(self.link)
        elif tag == "img":
            picture = attributes.get("data-picture")
            self.markup.images.append(
                Image(attributes.get("alt") or "", int(picture) if picture else None)
            )
        elif tag == "table":
            self.markup.tables.append(False)
        elif tag == "th" and self.markup.tables:
            self.markup.tables[-1] = True

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.pieces.append(BREAK)
        if tag == "a":
            self.link = None

    def handle_data(self, data):
        self.pieces.append(data)
        if self.link is not None:
            self.link.text += data
