import re
from datetime import datetime

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scicity.dates import date_label
from scicity.filters import PublicFilterSet
from scicity.media.models import Picture
from scicity.pagestore.bounded import Bounded
from scicity.site import structured
from scicity.site.languages import translated_path

register = template.Library()

TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
LIBRARY_PICTURE = re.compile(r'<img\b[^>]*\bdata-picture="([0-9]+)"[^>]*>')
ALT = re.compile(r'\salt="([^"]*)"')
EXTERNAL_LINK = re.compile(r'<a (?=[^>]*href="https?://)(?![^>]*\brel=)')


@register.simple_tag
def nav_link(view_name, label, here):
    """A link of the main navigation; marked on its own page (`here`) and on the pages below it."""
    is_here = here.rpartition("_")[0] == view_name.rpartition("_")[0]
    if view_name == "site:home":
        is_here = here == view_name
    current = mark_safe(' aria-current="page"') if is_here else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(view_name), current, label)


@register.simple_tag
def fact(label, value):
    """An entry of a list of facts; nothing where the fact is not known."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value) if value else ""


@register.simple_tag(takes_context=True)
def file_url(context, file):
    """The address of a page's file; in a preview one that opens for whoever has the link."""
    token = context.get("preview_token")
    return f"{file.url}?{urlencode({'preview': token})}" if token else file.url


@register.filter
def prose(html):
    """Rich text as it is printed: wide tables scroll, links that leave the site say so.

    The text was sanitised when it was saved (`RichTextField`).
    """
    html = TABLE.sub(r'<div class="scroll-x" tabindex="0">\g<0></div>', html or "")
    html = EXTERNAL_LINK.sub('<a rel="external" ', html)
    return mark_safe(with_renditions(html.replace("<img ", '<img loading="lazy" ')))


def with_renditions(html: str) -> str:
    """Pictures of the library in modern formats and in the sizes of screens; one query for all."""
    keys = set(LIBRARY_PICTURE.findall(html))
    pictures = Picture.objects.in_bulk([int(key) for key in keys]) if keys else {}
    return LIBRARY_PICTURE.sub(lambda found: rendered(found, pictures), html)


def rendered(found, pictures) -> str:
    """A picture that was deleted since stays as the text has it."""
    picture = pictures.get(int(found[1]))
    if picture is None:
        return found[0]
    written = ALT.search(found[0])
    context = {"picture": picture, "sizes": "prose", "whole": True}
    if written and written[1]:
        context["alt"] = mark_safe(written[1])
    return render_to_string("components/picture.html", context)


@register.simple_tag(takes_context=True)
def translated_url(context, language):
    """The address of this page, query string and all, in the other language."""
    return translated_path(context["request"].get_full_path(), language)


@register.filter
def before_number(word):
    """`超过300`, but `more than 300`."""
    return f"{word} " if word and word[-1].isascii() and word[-1].isalpha() else word


@register.filter
def after_number(word):
    """`300个`, but `300 projects`."""
    return f" {word}" if word and word[0].isascii() and word[0].isalpha() else word


@register.filter
def day(value):
    """A date in the reader's language, '' for none; of a moment the day in Shanghai."""
    if not value:
        return ""
    return date_label(localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def minute(moment):
    """As the norms of government websites have it: 2026-11-25 09:30."""
    return localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


@register.filter
def iso(moment):
    """For `<time datetime>`, which allows no digit beyond milliseconds."""
    return localtime(moment).isoformat(timespec="seconds")


# How wide a picture is shown, for each place that shows pictures. On a phone it has margins, and a
# sixth less than its screen could show is as sharp to the eye and comes a quarter sooner.
PHONE = "84vw"
PICTURE_SIZES = {
    "card": f"(min-width: 76rem) 24rem, (min-width: 44rem) 50vw, {PHONE}",
    "listing": f"(min-width: 60rem) 18rem, (min-width: 44rem) 50vw, {PHONE}",
    "thumb": f"(min-width: 40rem) 13rem, {PHONE}",
    "lead": f"(min-width: 60rem) 46rem, {PHONE}",
    "cover": f"(min-width: 60rem) 52rem, {PHONE}",
    "prose": f"(min-width: 60rem) 42rem, {PHONE}",
}
RATIO = "16/9"
FALLBACK_WIDTH = 800


@register.simple_tag
def renditions(picture, place, ratio=RATIO):
    """What a <picture> needs: `sources` (type, srcset), `sizes`, and `src`, `width`, `height`.

    With the ratio None the picture is not cropped.
    """
    return files_of(picture.image, ratio) | {"sizes": PICTURE_SIZES[place]}


# A page shows the same few covers again and again, and their addresses are slow to make up.
_files = Bounded(5_000)


def files_of(image, ratio) -> dict:
    key = image.name, image.instance.edition, image.width, image.height, ratio
    files = _files.get(key)
    if files is None:
        _files.put(key, files := addresses_of(image, ratio))
    return files


def addresses_of(image, ratio) -> dict:
    formats, current = image.aspect_ratios[ratio], image.instance.current
    sources = [
        {
            "type": f"image/{name.lower()}",
            "srcset": ", ".join(
                f"{current(file.url)} {width}w" for width, file in sorted(files.items())
            ),
        }
        for name, files in formats.items()
        if files
    ]
    smaller = [file for width, file in sorted(formats["WEBP"].items()) if width <= FALLBACK_WIDTH]
    fallback = smaller[-1] if smaller else None
    return {
        "sources": sources,
        "src": current(fallback.url if fallback else image.url),
        "width": fallback.width if fallback else image.width,
        "height": height_of(fallback, image) if fallback else image.height,
    }


def height_of(file, image) -> int:
    return file.height or round(file.width * image.height / image.width)


@register.simple_tag(takes_context=True)
def absolute(context, path):
    return context["request"].build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def structured_data(context):
    """JSON-LD of the breadcrumbs and of what the view says about its page."""
    data = []
    if breadcrumbs := context.get("breadcrumbs"):
        data.append(structured.breadcrumb_list(breadcrumbs, context["request"].build_absolute_uri))
    if describe := getattr(context.get("view"), "get_structured_data", None):
        data += describe(context["site"]())
    return mark_safe("\n".join(structured.script(item) for item in data))


@register.inclusion_tag("components/follow.html")
def follow(what):
    """The form to get mail about a page, or about a list: give it the page or its FilterSet."""
    from scicity.subscriptions.forms import follow_form

    is_list = isinstance(what, PublicFilterSet)
    is_chosen = is_list and any(
        what.data.getlist(name) for name, f in what.filters.items() if hasattr(f, "names_rows")
    )
    label = _("邮件订阅这个列表") if is_list and not is_chosen else _("有变化时邮件告诉我")
    return {"form": follow_form(what), "label": label}
