from types import SimpleNamespace

from django.utils.translation import get_language

from scicity.back_office import is_in_back_office
from scicity.pagestore import keeping
from scicity.site.models import Page, SiteSettings


def site(request):
    """What every public page shows around its content; the admin asks for none of it."""
    if is_in_back_office(request.path_info):
        return {}
    match = request.resolver_match
    return {name: remembered(find) for name, find in SHARED.items()} | {
        "preferences": getattr(request, "preferences", None),
        "view_name": match.view_name if match else "",
    }


def remembered(find):
    """Called where it is shown, so that each kept part of a page knows that it shows it."""
    found = []

    def give():
        if keeping.is_possible():
            return find()
        if not found:
            found.append(find())
        return found[0]

    return give


def site_settings() -> SimpleNamespace:
    """The settings in the reader's language."""
    return keeping.keep(("site", get_language()), read_site_settings)


def read_site_settings() -> SimpleNamespace:
    row = SiteSettings.load()
    names = [field.name for field in row._meta.concrete_fields]
    return SimpleNamespace(**{name: getattr(row, name) for name in names})


def footer_pages() -> list[Page]:
    return keeping.keep(("footer pages", get_language()), find_footer_pages)


def find_footer_pages() -> list[Page]:
    pages = Page.objects.visible().filter(in_footer=True)
    return list(pages.only("slug", "title", "title_zh_hans", "title_en"))


SHARED = {"site": site_settings, "footer_pages": footer_pages}
