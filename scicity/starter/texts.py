"""Light Markdown of the content files, with links to own pages by what they are called."""

import re

from django.urls import NoReverseMatch
from django.utils import translation
from markdown_it import MarkdownIt

# The first word of `[text](project:slug)`, and the model whose natural key follows.
SCHEMES = {
    "project": "projects.project",
    "institution": "projects.institution",
    "policy": "talent.talentpolicy",
    "article": "news.article",
    "page": "site.page",
    "figure": "projects.indicator",
}
OWN_LINK = re.compile(rf"\]\(({'|'.join(SCHEMES)}):")

markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


class UnknownTarget(Exception):
    """A link leads to a page that neither the files nor the site know."""


def has_own_link(text: str) -> bool:
    return bool(OWN_LINK.search(text))


def to_html(text: str, language: str, find) -> str:
    """HTML of a Markdown text; links get the addresses of the language.

    `find(label, key)` returns the row, or None for one that an editor deleted (the link's words
    then stay as plain text). Raises UnknownTarget.
    """
    tokens = markdown.parse(text)
    for token in tokens:
        if token.children:
            token.children = resolved(token.children, language, find)
    return markdown.renderer.render(tokens, markdown.options, {}).strip()


def resolved(tokens: list, language: str, find) -> list:
    kept, dropping = [], False
    for token in tokens:
        if token.type == "link_open":
            address = own_address(token.attrs["href"], language, find)
            dropping = address is None
            token.attrs["href"] = address
        if not (dropping and token.type in {"link_open", "link_close"}):
            kept.append(token)
        if token.type == "link_close":
            dropping = False
    return kept


def own_address(href: str, language: str, find) -> str | None:
    scheme, _colon, key = href.partition(":")
    if scheme not in SCHEMES:
        if ":" not in href and not href.startswith("#"):
            raise UnknownTarget(f"{href} is no link to a page (use one of {', '.join(SCHEMES)})")
        return href
    row = find(SCHEMES[scheme], key)
    if row is None:
        return None
    try:
        with translation.override(language):
            return row.get_absolute_url()
    except NoReverseMatch:
        raise UnknownTarget(f"{href} has no address on this site") from None
