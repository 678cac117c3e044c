from functools import partial

import segno
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from scicity.pagestore.addresses import WithoutParameters
from scicity.pagestore.keeping import keep
from scicity.publishing.views import PageDetail
from scicity.site import structured
from scicity.site.home import blocks
from scicity.site.languages import alternates
from scicity.site.models import HomeBlock, Page, SiteSettings
from scicity.site.preferences import COOKIE, COOKIE_AGE

# A longer one would make a code that no phone can read.
LONGEST_PATH = 500


def shown_blocks():
    return HomeBlock.objects.filter(is_shown=True, kind__in=blocks)


def render_block(row) -> str:
    """The HTML of one part of the home page, empty when there is nothing to show.

    Its template finds `kind`, `heading` and what the block's context function returned as
    `block.kind`, `block.articles` and so on; nothing of the request.
    """
    block = blocks[row.kind]
    context = block.context(row.count)
    if context is None:
        return ""
    heading = row.heading or block.label
    return render_to_string(
        block.template, {"block": context | {"kind": row.kind, "heading": heading}}
    )


class Home(WithoutParameters, TemplateView):
    """The parts that editors arranged, `parts`, each kept until what it shows changes."""

    template_name = "site/home.html"

    def get_parts(self):
        language = get_language()
        rows = keep(("home", language), lambda: list(shown_blocks()))
        parts = [
            keep(("home", language, row.kind, row.count, row.heading), partial(render_block, row))
            for row in rows
        ]
        return [part for part in parts if part]

    def get_structured_data(self, site):
        absolute = self.request.build_absolute_uri
        search = absolute(reverse("site:search"))
        website = {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": site.name,
            "description": site.description,
            "url": absolute(reverse("site:home")),
            "inLanguage": structured.language_code(),
            "publisher": structured.organization(site.organizer, "GovernmentOrganization"),
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{search}?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }
        return [website]

    def get_context_data(self, **kwargs):
        path = reverse("site:home")
        return super().get_context_data(
            parts=self.get_parts(),
            is_home=True,
            canonical=path,
            alternates=alternates(path),
            **kwargs,
        )


class PageView(PageDetail):
    model = Page
    template_name = "site/page_detail.html"


class HumanSitemap(WithoutParameters, TemplateView):
    """Every section and page of its own, by name."""

    template_name = "site/sitemap.html"

    def get_context_data(self, **kwargs):
        path = reverse("site:sitemap")
        return super().get_context_data(
            pages=Page.objects.published().in_language(),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=[(_("首页"), reverse("site:home")), (_("网站地图"), None)],
            **kwargs,
        )


def robots(request):
    address = request.build_absolute_uri(reverse("sitemap"))
    context = {"sitemap_url": address}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def favicon(request):
    """Browsers ask for this address whatever the page says."""
    return HttpResponseRedirect(static("img/icon.svg"))


@cache_control(public=True, max_age=24 * 3600)
def qr(request):
    """The QR code of a page of this site, `?of=/its/path/`, as a drawing."""
    path = request.GET.get("of", "")
    if own_path(path) != path or len(path) > LONGEST_PATH:
        raise Http404
    # Any mask can be read; to find the best of the eight would take longer than all the rest.
    code = segno.make(request.build_absolute_uri(path), error="m", micro=False, mask=3)
    response = HttpResponse(content_type="image/svg+xml")
    code.save(response, kind="svg", scale=4, border=2, dark="#000", light="#fff", xmldecl=False)
    return response


def manifest(request):
    """What a phone needs to put the site on its home screen."""
    site = SiteSettings.load()
    icon = {"src": static("img/icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    return JsonResponse(
        {
            "name": site.name,
            "lang": get_language(),
            "start_url": reverse("site:home"),
            "display": "browser",
            "background_color": "#ffffff",
            "theme_color": "#0f2f4a",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@csrf_exempt
@require_POST
def set_preferences(request):
    """Keeps how a visitor wants pages to look, and goes back to where they were.

    Exempt from CSRF protection: the worst that a foreign form can do is to change the colours,
    and a token would set a cookie for every visitor, which only those with a wish may have.
    """
    preferences = request.preferences.changed_by(request.POST)
    response = HttpResponseRedirect(own_path(request.POST.get("next", "")))
    if value := preferences.to_cookie():
        response.set_cookie(
            COOKIE,
            value,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def own_path(address: str) -> str:
    """The address if it is a path of this site, else the home page."""
    safe = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if safe else reverse("site:home")
