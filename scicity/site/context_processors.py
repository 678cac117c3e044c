from django.conf import settings
from django.utils.translation import get_language

from scicity.pagestore.keeping import keep
from scicity.site.models import Page, SiteSettings


def site(request):
    """What every public page shows around its content; the admin asks for none of it."""
    if request.path_info.startswith(f"/{settings.ADMIN_PATH}/"):
        return {}
    language = get_language()
    return {
        "site": keep("site", SiteSettings.load),
        "footer_pages": keep(("footer pages", language), footer_pages),
        "preferences": getattr(request, "preferences", None),
    }


def footer_pages() -> list[Page]:
    pages = Page.objects.visible().filter(in_footer=True)
    return list(pages.only("slug", "title", "title_zh_hans", "title_en"))
