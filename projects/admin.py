from django.contrib import admin
from django.db.models import Max
from django.utils.translation import gettext_lazy

from projects.forms import PlaceForm
from projects.map_admin import BaseMapAdmin
from projects.models import (
    BaseMap,
    Call,
    ChainLead,
    District,
    Indicator,
    Institution,
    Project,
    Sector,
)
from projects.part_admin import (
    ChangeRecordInline,
    MilestoneInline,
    ObservationInline,
    ParticipationInline,
    PhotoInline,
    ProgressReportInline,
    ProjectDocumentInline,
    ProjectUpdateInline,
)
from projects.progress_admin import ReportAdmin, StaleFilter
from projects.sheets import InstitutionSheet, ObservationSheet, ProjectSheet, StatusSheet
from projects.vocabulary_admin import DistrictAdmin, SectorAdmin
from scicity.publishing.admin import (
    CONTENT,
    PUBLICATION,
    SOURCE,
    EnglishFilter,
    PublishableAdmin,
    StateFilter,
)
from scicity.spreadsheets.admin import SheetAdmin

PLACE = ("address", ("longitude", "latitude", "location_precision"), "is_gcj02", "place")
RECORD = (
    gettext_lazy("记录"),
    {"fields": (("created_at", "updated_at"),), "classes": ("collapse",)},
)


@admin.register(Project)
class ProjectAdmin(SheetAdmin, ReportAdmin, PublishableAdmin):
    menu_order = 1
    sheets = (ProjectSheet.name, StatusSheet.name)
    form = PlaceForm
    list_display = (
        "thumbnail",
        "name",
        "state_badge",
        "kind",
        "phase",
        "as_of",
        "english",
        "updated",
        "report_link",
    )
    list_display_links = ("name",)
    list_filter = (
        StateFilter,
        StaleFilter,
        "category",
        "kind",
        "phase",
        "sectors",
        "districts",
        "ridge",
        EnglishFilter,
        "data_origin",
    )
    list_select_related = ("cover",)
    search_fields = ("name_zh_hans", "name_en", "slug", "code")
    autocomplete_fields = ("cover", "sectors", "districts", "policies")
    inlines = (
        MilestoneInline,
        ParticipationInline,
        ProgressReportInline,
        ProjectUpdateInline,
        PhotoInline,
        ChangeRecordInline,
        ProjectDocumentInline,
    )
    fieldsets = (
        (CONTENT, {"fields": ("name", "summary", "body", "cover")}),
        (
            gettext_lazy("分类"),
            {
                "fields": (
                    ("category", "kind", "project_type"),
                    "sectors",
                    "districts",
                    "policies",
                    "code",
                )
            },
        ),
        (
            gettext_lazy("阶段与责任"),
            {"fields": ("phase", "lead", ("verified_by", "verified_on"))},
        ),
        (
            gettext_lazy("工期"),
            {
                "fields": (
                    ("baseline_start", "baseline_end"),
                    ("planned_start", "planned_start_precision"),
                    ("planned_end", "planned_end_precision"),
                    ("actual_start", "actual_start_precision"),
                    ("actual_end", "actual_end_precision"),
                    "suspended_since",
                    "suspension_reason",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            gettext_lazy("投资"),
            {
                "fields": (("investment", "budget_approved_on", "final_cost"),),
                "classes": ("collapse",),
            },
        ),
        (
            gettext_lazy("位置"),
            {
                "fields": (
                    ("longitude", "latitude", "location_precision"),
                    "is_gcj02",
                    "place",
                    "location_note",
                    "geometry",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            gettext_lazy("隧道"),
            {
                "fields": (
                    ("ridge", "tunnel_length", "north_south_order", "opened_on"),
                    "east_portal",
                    "west_portal",
                ),
                "classes": ("collapse",),
                "description": gettext_lazy("只有隧道项目才填写。"),
            },
        ),
        SOURCE,
        (gettext_lazy("首页"), {"fields": ("featured_order",)}),
        PUBLICATION,
        RECORD,
    )


@admin.register(Institution)
class InstitutionAdmin(SheetAdmin, PublishableAdmin):
    menu_order = 2
    sheets = (InstitutionSheet.name,)
    form = PlaceForm
    list_display = (
        "thumbnail",
        "name",
        "state_badge",
        "kind",
        "level",
        "english",
        "updated",
    )
    list_display_links = ("name",)
    list_filter = (StateFilter, "kind", "level", "sectors", EnglishFilter, "data_origin")
    list_select_related = ("cover",)
    search_fields = ("name_zh_hans", "name_en", "short_name_zh_hans", "short_name_en", "slug")
    autocomplete_fields = ("cover", "sectors", "parent", "host")
    fieldsets = (
        (CONTENT, {"fields": ("name", "short_name", "summary", "body", "cover")}),
        (gettext_lazy("分类"), {"fields": (("kind", "level"), "sectors", ("parent", "host"))}),
        (
            gettext_lazy("登记信息"),
            {
                "fields": (
                    ("credit_code", "ror"),
                    ("founded", "founded_precision"),
                    ("moved_in", "moved_in_precision"),
                    "website",
                    "verified_on",
                )
            },
        ),
        (gettext_lazy("位置"), {"fields": PLACE, "classes": ("collapse",)}),
        SOURCE,
        PUBLICATION,
        RECORD,
    )


@admin.register(Indicator)
class IndicatorAdmin(SheetAdmin, PublishableAdmin):
    menu_order = 3
    sheets = (ObservationSheet.name,)
    list_display = ("name", "state_badge", "unit", "latest_as_of", "headline_order", "english")
    list_filter = (StateFilter, "kind", "scope", "sector", EnglishFilter, "data_origin")
    search_fields = ("name_zh_hans", "name_en", "slug")
    autocomplete_fields = ("sector",)
    inlines = (ObservationInline,)
    fieldsets = (
        (
            CONTENT,
            {"fields": ("name", "prefix", "unit", ("kind", "scope", "decimals"), "definition")},
        ),
        (
            gettext_lazy("口径"),
            {
                "fields": ("sector", "method", "limits", "owner", ("compute", "max_age_days")),
                "classes": ("collapse",),
            },
        ),
        (gettext_lazy("首页"), {"fields": ("headline_order",)}),
        PUBLICATION,
        RECORD,
    )

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(latest_as_of=Max("observations__as_of"))

    @admin.display(description=gettext_lazy("最新数据"), ordering="latest_as_of")
    def latest_as_of(self, indicator):
        return indicator.latest_as_of


@admin.register(Call)
class CallAdmin(PublishableAdmin):
    menu_order = 4
    list_display = ("title", "state_badge", "owner", "deadline", "english", "updated")
    list_filter = (StateFilter, "sectors", EnglishFilter, "data_origin")
    list_select_related = ("owner",)
    search_fields = ("title_zh_hans", "title_en", "slug")
    date_hierarchy = "deadline"
    autocomplete_fields = ("owner", "project", "sectors")
    fieldsets = (
        (CONTENT, {"fields": ("title", "summary", "body")}),
        (gettext_lazy("发榜"), {"fields": (("owner", "project"), "sectors", "contact")}),
        (
            gettext_lazy("支持与时间"),
            {"fields": ("reward", "reward_note", ("opens_on", "deadline"))},
        ),
        (
            gettext_lazy("结果"),
            {"fields": ("winner", ("awarded_on", "withdrawn_on")), "classes": ("collapse",)},
        ),
        SOURCE,
        PUBLICATION,
        RECORD,
    )


@admin.register(ChainLead)
class ChainLeadAdmin(PublishableAdmin):
    menu_order = 5
    list_display = ("name", "lead", "state_badge", "sector", "order", "english", "updated")
    list_filter = (StateFilter, "sector", EnglishFilter, "data_origin")
    list_select_related = ("sector",)
    search_fields = ("name_zh_hans", "name_en", "lead_zh_hans", "slug")
    autocomplete_fields = ("sector",)
    fieldsets = (
        (CONTENT, {"fields": ("name", "lead", "office", "contact", "duty")}),
        (gettext_lazy("分类"), {"fields": (("sector", "appointed_on", "order"),)}),
        SOURCE,
        PUBLICATION,
        RECORD,
    )


admin.site.register(BaseMap, BaseMapAdmin)
admin.site.register(Sector, SectorAdmin)
admin.site.register(District, DistrictAdmin)
