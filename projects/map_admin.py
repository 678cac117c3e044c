from django.contrib import admin
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from projects.maps import EAST, NORTH, SOUTH, WEST
from scicity.site.translated_admin import TranslatedAdmin


class BaseMapAdmin(TranslatedAdmin, admin.ModelAdmin):
    menu_order = 8
    list_display = ("thumbnail", "name", "review_number", "is_shown")
    list_display_links = ("thumbnail", "name")
    list_select_related = ("picture",)
    search_fields = ("name_zh_hans", "name_en", "review_number")
    autocomplete_fields = ("picture",)
    fieldsets = (
        (None, {"fields": ("name", "review_number", "publisher", "picture", "is_shown")}),
        (
            gettext_lazy("范围"),
            {
                "fields": (("west", "east"), ("south", "north")),
                "description": format_lazy(
                    gettext_lazy(
                        "地图四边的经纬度（CGCS2000）。网站的项目地图显示"
                        "东经 {west}–{east}、北纬 {south}–{north} 之间，底图最好盖住这一范围。"
                    ),
                    west=WEST,
                    east=EAST,
                    south=SOUTH,
                    north=NORTH,
                ),
            },
        ),
    )

    @admin.display(description="")
    def thumbnail(self, base_map):
        return format_html(
            '<img class="thumbnail" src="{}" alt="" width="96" height="54" loading="lazy">',
            base_map.picture.thumbnail_url,
        )
