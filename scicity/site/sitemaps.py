from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

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


class PageSitemap(InBothLanguages):
    """The published pages of one kind."""

    def __init__(self, model):
        self.model = model

    def items(self):
        title = self.model.title_field
        columns = ("slug", "published_at", "created_at", "updated_at", f"{title}_en")
        return self.model.objects.published().only(*columns).order_by("pk")

    def get_languages_for_item(self, item):
        languages = [code for code, _name in settings.LANGUAGES]
        return languages if item.has_english else [settings.LANGUAGE_CODE]

    def lastmod(self, item):
        return item.updated_at


def sitemaps() -> dict[str, Sitemap]:
    models = [section.model for section in sections] + [*more_pages, Page]
    pages = {model._meta.model_name: PageSitemap(model) for model in models}
    return {"lists": ListSitemap()} | pages
