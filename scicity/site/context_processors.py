from django.conf import settings

from scicity.site.models import Page, SiteSettings


def site(request):
    """What every public page shows around its content; the admin asks for none of it."""
    if request.path_info.startswith(f"/{settings.ADMIN_PATH}/"):
        return {}
    return {
        "site": SiteSettings.load(),
        "footer_pages": Page.objects.published()
        .in_language()
        .filter(in_footer=True)
        .only("slug", "title", "title_zh_hans", "title_en"),
        "preferences": getattr(request, "preferences", None),
    }
