"""Shows a page that is not public as its own public view would, on its real template."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from scicity.pagestore.reading import refuse
from scicity.publishing.views import PageDetail


class Preview:
    """Stands in front of a page's own view: finds that one page whatever its state."""

    def get_pages(self):
        return self.model.objects.filter(pk=self.shown.pk)

    def get_object(self):
        page = super().get_object()
        page.published_at = self.shown.published_at
        return page

    def get(self, request, *args, **kwargs):
        return PageDetail.get(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        shown = {"noindex": True, "preview": self.banner, "preview_token": self.token}
        return super().get_context_data(**kwargs) | shown


def detail_of(page):
    """The view of a page's own address and its arguments; None for what has no page of its own."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            match = resolve(page.get_absolute_url().partition("#")[0])
        except Resolver404:
            return None
    view = getattr(match.func, "view_class", None)
    return (view, match.kwargs) if view and issubclass(view, PageDetail) else None


def can_preview(page) -> bool:
    return bool(page.slug) and detail_of(page) is not None


def show(request, page, banner: dict, token=""):
    """The page in the language of the request. For this reader only: nothing keeps it.

    The token of a preview link opens the page's files as well (`{% file_url %}`).
    """
    refuse()
    page.published_at = page.published_at or timezone.now()
    view, arguments = detail_of(page)
    previewing = type(f"Previewed{view.__name__}", (Preview, view), {})
    shown = previewing()
    shown.shown, shown.banner, shown.token = page, banner, token
    shown.setup(request, **arguments)
    return private(shown.dispatch(request, **arguments))


def private(response):
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
