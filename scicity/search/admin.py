from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from scicity.search.models import Miss, PinnedResult, Synonym


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
