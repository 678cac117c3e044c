"""The two kinds of public page: one published thing, and a filtered list of them."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from scicity.site.languages import alternates, translated_path


def hide_unseen(page, *names):
    """Empties the links to single pages that the visitor may not see; nothing is saved."""
    for name in names:
        other = getattr(page, name)
        if other and not (other.is_public and other.in_current_language):
            setattr(page, name, None)


class InSection:
    """A page that stands below a list, which stands below the home page."""

    # (label, name of the list's address)
    section = None

    def get_breadcrumbs(self, label):
        middle = [(self.section[0], reverse(self.section[1]))] if self.section else []
        return [(_("首页"), reverse("site:home")), *middle, (label, None)]


class PageDetail(InSection, DetailView):
    """One published page, which its template finds as `page`.

    The context also has `breadcrumbs` [(label, address or None for this page)], `canonical`
    (path), `alternates` [(hreflang, path)] and `structured_data` [JSON-LD object].
    Asked for in a language in which it does not exist, it answers 200 with an explanation and
    the way to the Chinese page: nothing is missing or wrong, so it is no error; being `noindex`,
    with the Chinese page as its canonical one, it is never found in place of that.
    """

    context_object_name = "page"

    def get_queryset(self):
        return self.model.objects.published()

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.in_current_language:
            return self.not_in_this_language()
        return self.render_to_response(self.get_context_data(object=self.object))

    def not_in_this_language(self):
        chinese_url = translated_path(self.object.get_absolute_url(), "zh-hans")
        context = {"page": self.object, "chinese_url": chinese_url, "canonical": chinese_url}
        crumbs = self.get_breadcrumbs(_("暂无英文版"))
        return render(
            self.request,
            "site/not_in_english.html",
            context | {"noindex": True, "breadcrumbs": crumbs},
        )

    def get_structured_data(self):
        return []

    def get_context_data(self, **kwargs):
        path = self.object.get_absolute_url()
        languages = ("zh-Hans", "en") if self.object.has_english else ("zh-Hans",)
        return super().get_context_data(
            canonical=path,
            alternates=alternates(path, languages),
            breadcrumbs=self.get_breadcrumbs(str(self.object)),
            structured_data=self.get_structured_data(),
            **kwargs,
        )


class FilteredList(InSection, ListView):
    """A filtered, sorted list in pages."""

    paginate_by = 20

    def get_queryset(self):
        return self.model.objects.visible().for_list()

    def get_context_data(self, **kwargs):
        path = self.request.path
        return super().get_context_data(
            column=self.column,
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=self.get_breadcrumbs(self.column[0]),
            **kwargs,
        )
