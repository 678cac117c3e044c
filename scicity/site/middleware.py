from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers

from scicity.site.models import Redirect
from scicity.site.preferences import COOKIE, Preferences


class PreferencesMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.preferences = Preferences.from_cookie(request.COOKIES.get(COOKIE, ""))
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response


class SiteLocaleMiddleware(LocaleMiddleware):
    """The address alone decides the language: /en/… is English, all else Chinese."""

    def process_request(self, request):
        language = "en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class RedirectMiddleware:
    """Answers for addresses that moved, once nothing else did."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or "\x00" in request.path_info:
            return response
        moved = Redirect.objects.filter(old_path=request.path_info).first()
        if moved is None:
            return response
        if moved.new_path:
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(moved.new_path + (query and f"?{query}"))
        return render(request, "410.html", status=410)


class MaintenanceMiddleware:
    """While var/maintenance exists, visitors get a friendly 503, made without the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (settings.VAR_DIR / "maintenance").exists():
            return self.get_response(request)
        return HttpResponse(
            render_to_string("503.html"),
            status=503,
            headers={"Retry-After": "600", "Cache-Control": "no-store"},
        )
