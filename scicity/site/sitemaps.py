from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db import connections
from django.urls import reverse
from django.utils.functional import cached_property

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


class InBothLanguages(Sitemap):
    """Each address in each language in which it exists, with the others as alternates."""

    i18n = True
    alternates = True
    x_default = True


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
        return self._get_page(self.in_languages(rows), number, self)


class PageSitemap(InBothLanguages):
    """The published pages of one kind, in parts."""

    limit = 500

    def __init__(self, model):
        self.model = model

    def items(self):
        title = self.model.title_field
        columns = ("slug", "published_at", "created_at", "updated_at", f"{title}_en")
        return self.model.objects.published().only(*columns).order_by("pk")

    @property
    def paginator(self):
        paginator = KeyRanges(self.items(), self.limit)
        paginator.in_languages = self.in_languages
        return paginator

    def in_languages(self, pages):
        return [(page, code) for page in pages for code in self.get_languages_for_item(page)]

    def get_latest_lastmod(self):
        """Of all parts together: to know it would take reading all pages."""
        return None

    def get_languages_for_item(self, item):
        languages = [code for code, _name in settings.LANGUAGES]
        return languages if item.has_english else [settings.LANGUAGE_CODE]

    def lastmod(self, item):
        return item.updated_at


def sitemaps() -> dict[str, Sitemap]:
    models = [section.model for section in sections] + [*more_pages, Page]
    pages = {model._meta.model_name: PageSitemap(model) for model in models}
    return {"lists": ListSitemap()} | pages
