"""From the HTML that mammoth writes to that of our text editor."""

import re
from html import escape, unescape
from html.parser import HTMLParser

HEADING = re.compile(r"<h([1-6])>")
TITLE = re.compile(r"\s*<h1>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
EMPTY = re.compile(r"<(p|strong|em|sub|sup|h[2-4]|a)(?: [^>]*)?>\s*</\1>")
SPLIT_BY_PICTURES = {"p", "h2", "h3", "h4", "strong", "em", "sub", "sup", "a"}
HIGHEST, LOWEST = 2, 4


def split_title(html: str) -> tuple[str, str]:
    """(the heading that the text begins with, as plain text; the rest)"""
    if not (match := TITLE.match(html)):
        return "", html
    title = " ".join(re.sub(r"<img[^>]*>", "", match[1]).split())
    return unescape(TAG.sub("", title)), html[match.end() :]


def rewritten(html: str) -> str:
    """Headings from h2 down, pictures as figures of their own, no links inside the document."""
    levels = [int(level) for level in HEADING.findall(html)]
    rewriter = Rewriter(HIGHEST - min(levels, default=HIGHEST))
    rewriter.feed(html)
    rewriter.close()
    text = "".join(rewriter.written)
    while (shorter := EMPTY.sub("", text)) != text:
        text = shorter
    return text


class Rewriter(HTMLParser):
    def __init__(self, shift: int):
        super().__init__(convert_charrefs=True)
        self.shift = shift
        self.written: list[str] = []
        # What is open: (the tag as it was read, how it was written or "").
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.put_figure(dict(attributes))
        elif tag in {"br", "hr"}:
            self.written.append(f"<{tag}>")
        else:
            start = self.start_of(tag, attributes)
            self.open.append((tag, start))
            self.written.append(start)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if self.open and self.open[-1][0] == tag:
            _tag, start = self.open.pop()
            self.written.append(end_of(start))

    def handle_data(self, data):
        self.written.append(escape(data, quote=False))

    def start_of(self, tag, attributes) -> str:
        if tag == "a" and (dict(attributes).get("href") or "#").startswith("#"):
            return ""
        if HEADING.fullmatch(f"<{tag}>"):
            tag = f"h{min(max(int(tag[1]) + self.shift, HIGHEST), LOWEST)}"
        return f"<{tag}{written_attributes(attributes)}>"

    def put_figure(self, attributes):
        """A picture stands between paragraphs: what is open around it closes and opens again."""
        around = []
        while self.open and (self.open[-1][0] in SPLIT_BY_PICTURES or is_heading(self.open[-1])):
            around.append(self.open.pop())
            self.written.append(end_of(around[-1][1]))
        self.written.append(f"<figure><img{written_attributes(attributes.items())}></figure>")
        for entry in reversed(around):
            self.open.append(entry)
            self.written.append(entry[1])


def is_heading(entry) -> bool:
    return bool(HEADING.fullmatch(f"<{entry[0]}>"))


def end_of(start: str) -> str:
    return f"</{start[1:].rstrip('>').partition(' ')[0]}>" if start else ""


def written_attributes(attributes) -> str:
    return "".join(f' {name}="{escape(value or "")}"' for name, value in attributes)
