from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from scicity.search.finding import matching
from scicity.search.models import Miss, PinnedResult, Synonym


class IndexedSearchMixin:
    """For the admin of pages: the search field above the list uses the search index.

    Finds also drafts, in both languages, by any part of the text. Django shows the field only
    where `search_fields` is not empty; autocomplete needs that, too.
    """

    search_help_text = _("在标题和全文中查找（中英文、繁简体均可）。")

    def get_search_results(self, request, queryset, search_term):
        return matching(queryset, search_term), False


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ("words",)
    search_fields = ("words",)


@admin.register(PinnedResult)
class PinnedResultAdmin(admin.ModelAdmin):
    list_display = ("query", "page", "order")
    list_editable = ("order",)
    search_fields = ("query", "path")

    @admin.display(description=_("页面"), ordering="path")
    def page(self, pin):
        return format_html('<a href="{}">{}</a>', pin.path, pin.path)


@admin.register(Miss)
class MissAdmin(admin.ModelAdmin):
    """A report: nobody adds or changes what visitors searched for."""

    list_display = ("query", "count", "day", "language")
    list_filter = ("day", "language")
    date_hierarchy = "day"
    search_fields = ("query",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
