"""Browsers that know speculation rules fetch a page while the pointer rests on its link.

A rule set stands in a file that a header names, since pages run nothing inline.
"""

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from scicity.back_office import is_in_back_office

# What is no page, or is made for one visitor alone.
EXCLUDED = (
    f"/{settings.ADMIN_PATH}/*",
    f"{settings.MEDIA_URL}*",
    "/files/*",
    "/*/api/*",
    "/api/*",
    "/*preferences/*",
    "/*preview/*",
    "/*subscriptions/*",
    "/*.(csv|json|geojson|atom|ics|xml)",
)


@cache_control(public=True, max_age=3600)
def rules(request):
    pages = {
        "and": [
            {"href_matches": "/*"},
            {"not": {"href_matches": list(EXCLUDED)}},
            {"not": {"selector_matches": "[download]"}},
        ]
    }
    return JsonResponse(
        {"prefetch": [{"where": pages, "eagerness": "moderate"}]},
        content_type="application/speculationrules+json",
    )


class PrefetchMiddleware:
    """Names the rules to every page for the public."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not is_in_back_office(request.path_info):
            response.headers["Speculation-Rules"] = f'"{reverse("prefetch")}"'
        return response
