from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from scicity.media.models import Picture
from scicity.site.translated_admin import TranslatedAdmin


@admin.register(Picture)
class PictureAdmin(TranslatedAdmin, admin.ModelAdmin):
    list_display = ("thumbnail", "title", "kind", "size", "alt", "uploaded_at")
    list_display_links = ("thumbnail", "title")
    list_filter = ("kind", "is_decorative", "uploaded_at")
    search_fields = ("title", "key", "alt_zh_hans", "alt_en", "credit_zh_hans")
    date_hierarchy = "uploaded_at"
    readonly_fields = ("preview", "size", "uploaded_at")
    fields = ("image", "preview", "title", "kind", "is_decorative", "alt", "credit", "size")

    @admin.display(description="")
    def thumbnail(self, picture):
        return format_html(
            '<img class="thumbnail" src="{}" alt="" width="96" height="54" loading="lazy">',
            picture.thumbnail_url,
        )

    @admin.display(description=gettext_lazy("预览"))
    def preview(self, picture):
        if not picture.pk:
            return "—"
        return format_html('<img class="preview" src="{}" alt="">', picture.thumbnail_url)

    @admin.display(description=gettext_lazy("尺寸"))
    def size(self, picture):
        return f"{picture.width} × {picture.height}" if picture.width else "—"
