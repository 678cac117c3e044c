"""Chinese words on English pages say that they are Chinese, so that a screen reader reads them so.

Names, quotations, and rows that nobody has translated stand on English pages as they are. They
come from any field of any row, so they are looked for where the page is whole.
"""

import re

from django.utils.html import strip_tags

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BEFORE = "（《“‘〔【「"
AFTER = "）》”’〕】」。！？"
BETWEEN = rf"\s\d.,:%/()·…—\-，、：；{BEFORE}{AFTER}"
CHINESE = re.compile(f"[{HAN}]")
LATIN = re.compile("[a-zA-Z]")
LATIN_WORD = re.compile("[a-z]{2}")
RUN = re.compile(rf"[{BEFORE}]*[{HAN}](?:[{HAN}{BETWEEN}]*[{HAN}])?[{AFTER}]*")
WORDS = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
# Tags, and what can hold no element. Attributes may have any sign in their quotes.
MARKUP = re.compile(
    r"(<(script|style|textarea|svg|title|option)\b.*?</\2>"
    r"|<[a-zA-Z/!][^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>)",
    re.DOTALL,
)
# They can be marked only themselves: a choice by its words, a picture by its description.
OPTION = re.compile(rf"<option\b(?![^<>]*\slang=)([^<>]*>[^<]*[{HAN}][^<]*</option>)")
PICTURE = re.compile(rf"<img\b(?![^<>]*\slang=)([^<>]*\salt=\"[^\"]*[{HAN}][^\"]*\"[^<>]*>)")
LANGUAGE = ' lang="zh-Hans"'


def is_chinese(text: str) -> bool:
    """Whether most of it is Chinese, markup left aside."""
    text = strip_tags(text)
    return len(CHINESE.findall(text)) > len(LATIN.findall(text))


def marked(html: str) -> str:
    """The page with each piece of Chinese in an element of that language."""
    if not CHINESE.search(html):
        return html
    parts = MARKUP.split(html)
    for place in range(0, len(parts), 3):
        text = parts[place]
        is_said = place and LANGUAGE in parts[place - 2]
        parts[place] = text if text.isascii() or is_said else marked_text(text)
    del parts[2::3]
    html = "".join(parts)
    html = OPTION.sub(rf"<option{LANGUAGE}\1", html)
    return PICTURE.sub(rf"<img{LANGUAGE}\1", html)


def marked_text(text: str) -> str:
    if not CHINESE.search(text):
        return text
    if not LATIN_WORD.search(text):
        before, words, after = WORDS.fullmatch(text).groups()
        return f"{before}<span{LANGUAGE}>{words}</span>{after}"
    return RUN.sub(rf"<span{LANGUAGE}>\g<0></span>", text)


class ChineseMiddleware:
    """Marks what is Chinese on English pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if request.path_info.startswith("/en/") and is_page and not response.streaming:
            response.content = marked(response.text)
        return response
