from django import forms
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from scicity.publishing.admin import (
    CONTENT,
    PUBLICATION,
    SOURCE,
    EnglishFilter,
    PublishableAdmin,
    StateFilter,
)
from scicity.site.home import blocks
from scicity.site.models import HomeBlock, Page, Redirect, SiteSettings
from scicity.site.translated_admin import TranslatedAdmin


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    menu_order = 1
    list_display = ("title", "state_badge", "order", "in_footer", "english", "updated")
    list_filter = (StateFilter, "in_footer", EnglishFilter)
    search_fields = ("title_zh_hans", "title_en", "slug")
    fieldsets = (
        (CONTENT, {"fields": ("title", "summary", "body")}),
        (gettext_lazy("位置"), {"fields": (("order", "in_footer"),)}),
        SOURCE,
        PUBLICATION,
    )


@admin.register(HomeBlock)
class HomeBlockAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 2
    list_display = ("__str__", "kind_label", "order", "count", "is_shown")
    list_editable = ("order", "count", "is_shown")
    fields = ("kind", "heading", ("order", "count", "is_shown"))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            choices = [(kind, block.label) for kind, block in blocks.items()]
            kwargs["widget"] = forms.Select(choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("内容"))
    def kind_label(self, block):
        return blocks[block.kind].label if block.kind in blocks else block.kind


@admin.register(SiteSettings)
class SiteSettingsAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 3
    fieldsets = (
        (gettext_lazy("名称"), {"fields": ("name", "motto", "description", "domain")}),
        (
            gettext_lazy("主办与联系"),
            {"fields": ("organizer", "undertaker", "address", ("postcode", "phone", "email"))},
        ),
        (
            gettext_lazy("编号与标识"),
            {
                "fields": (
                    "site_id_code",
                    "icp_number",
                    ("police_number", "police_url"),
                    "party_government_badge_url",
                    "error_report_url",
                ),
                "description": gettext_lazy("没有的就留空，网站上不会显示。"),
            },
        ),
    )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one row: the list leads straight to it."""
        if row := SiteSettings.objects.first():
            return HttpResponseRedirect(reverse("admin:site_sitesettings_change", args=[row.pk]))
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    menu_order = 4
    list_display = ("old_path", "new_path", "created_at")
    search_fields = ("old_path", "new_path")
    date_hierarchy = "created_at"
