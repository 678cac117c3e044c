from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.core.paginator import Paginator
from django.db import connections
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.timezone import localtime

from scicity.site.languages import alternates, in_language, translated_path
from scicity.site.models import Page
from scicity.site.sections import more_pages, sections

# Pages that stand for themselves.
OTHER_PAGES = (
    "talent:match",
    "talent:policy_calendar",
    "talent:policy_compare",
    "projects:figure_list",
    "projects:project_map",
    "projects:project_tunnels",
    "projects:lead_list",
    "opendata:data_list",
    "api:docs",
    "site:sitemap",
)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class InBothLanguages(Sitemap):
    """Each address in each language in which it exists, with the others as alternates.

    A path is made once for all languages, and its XML without a template: parts are long.
    """

    def get_urls(self, page=1, site=None, protocol=None) -> list[str]:
        """The XML of each address of a part."""
        origin = f"{protocol}://{site.domain}"
        with in_language(settings.LANGUAGE_CODE):
            return [
                entry
                for item in self.paginator.page(page).object_list
                for entry in self.entries(item, origin)
            ]

    def entries(self, item, origin: str) -> list[str]:
        path = escape(self.location(item))
        paths = [translated_path(path, language) for language in self.languages(item)]
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{origin}{other}"/>'
            for language, other in (alternates(path) if len(paths) > 1 else ())
        )
        modified = self.lastmod(item)
        when = f"<lastmod>{localtime(modified).isoformat()}</lastmod>" if modified else ""
        return [f"<url><loc>{origin}{each}</loc>{when}{links}</url>\n" for each in paths]

    def languages(self, item) -> list[str]:
        return LANGUAGES

    def lastmod(self, item):
        """The time of the last change; None where nobody keeps it."""


class ListSitemap(InBothLanguages):
    def items(self):
        lists = [section.url_name for section in sections]
        return ["site:home", *lists, *OTHER_PAGES]

    def location(self, item):
        return reverse(item)


# The ranges of keys in which a table has rows, each found by one step in the index of the keys.
RANGES = """
WITH RECURSIVE part(number) AS (
    (SELECT id / %(size)s FROM "{table}" ORDER BY id LIMIT 1)
    UNION ALL
    SELECT (SELECT id / %(size)s FROM "{table}" WHERE id >= (number + 1) * %(size)s
            ORDER BY id LIMIT 1)
    FROM part WHERE number IS NOT NULL
)
SELECT number FROM part WHERE number IS NOT NULL
"""


class KeyRanges(Paginator):
    """Parts that each hold the same range of keys: any of them is found at once.

    A page stays in its part, whatever is published or withdrawn beside it.
    """

    @cached_property
    def ranges(self) -> list[int]:
        sql = RANGES.format(table=self.object_list.model._meta.db_table)
        with connections[self.object_list.db].cursor() as cursor:
            cursor.execute(sql, {"size": self.per_page})
            return [number for (number,) in cursor.fetchall()]

    @property
    def num_pages(self):
        return max(1, len(self.ranges))

    def page(self, number):
        number = self.validate_number(number)
        first = self.ranges[number - 1] * self.per_page if self.ranges else 0
        rows = self.object_list.filter(pk__gte=first, pk__lt=first + self.per_page)
        return self._get_page(rows, number, self)


class PageSitemap(InBothLanguages):
    """The published pages of one kind, in parts."""

    # Keys of a part. In both languages it has a fifth of the addresses that it may have.
    limit = 5_000

    def __init__(self, model):
        self.model = model

    def items(self):
        title = self.model.title_field
        columns = ("slug", "published_at", "created_at", "updated_at", f"{title}_en")
        return self.model.objects.published().only(*columns).order_by("pk")

    @property
    def paginator(self):
        return KeyRanges(self.items(), self.limit)

    def languages(self, item):
        return LANGUAGES if item.has_english else LANGUAGES[:1]

    def lastmod(self, item):
        return item.updated_at


def sitemaps() -> dict[str, Sitemap]:
    models = [section.model for section in sections] + [*more_pages, Page]
    pages = {model._meta.model_name: PageSitemap(model) for model in models}
    return {"lists": ListSitemap()} | pages


@x_robots_tag
def sitemap_index(request, sitemaps):
    """The addresses of all parts. Django's own view takes several times as long for each."""
    addresses = []
    for name, sitemap in sitemaps.items():
        address = request.build_absolute_uri(reverse("sitemap_part", args=[name]))
        addresses += [address]
        addresses += [f"{address}?p={n}" for n in range(2, sitemap.paginator.num_pages + 1)]
    context = {"addresses": addresses}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
