from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy

from scicity.site.translated_admin import TranslatedAdmin


class SectorAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 6
    list_display = ("name", "name_en", "kind", "order", "projects_count")
    list_editable = ("order",)
    list_filter = ("kind",)
    search_fields = ("name_zh_hans", "name_en", "slug")
    fields = ("name", "description", "kind", "slug", "order")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(projects_count=Count("projects", filter=Q(projects__live=None)))
        )

    @admin.display(description=gettext_lazy("项目数"), ordering="projects_count")
    def projects_count(self, sector):
        return sector.projects_count


class DistrictAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 7
    list_display = ("name", "name_en", "slug", "order")
    list_editable = ("order",)
    search_fields = ("name_zh_hans", "name_en", "slug")
    fields = ("name", "slug", "order")
