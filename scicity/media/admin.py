from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.media.models import Picture
from scicity.media.usage import uses_of
from scicity.site.translated_admin import TranslatedAdmin


@admin.register(Picture)
class PictureAdmin(TranslatedAdmin, admin.ModelAdmin):
    list_display = ("thumbnail", "title", "kind", "size", "alt", "uploaded_at")
    list_display_links = ("thumbnail", "title")
    list_filter = ("kind", "is_decorative", "uploaded_at")
    search_fields = ("title", "key", "alt_zh_hans", "alt_en", "credit_zh_hans")
    date_hierarchy = "uploaded_at"
    readonly_fields = ("preview", "size", "where_used", "uploaded_at")
    show_full_result_count = False
    fields = (
        "image",
        "preview",
        ("title", "kind"),
        "is_decorative",
        "alt",
        "credit",
        "size",
        "where_used",
    )

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

    @admin.display(description=gettext_lazy("用在哪里"))
    def where_used(self, picture):
        uses = uses_of(picture) if picture.pk else []
        if not uses:
            return _("还没有页面使用。")
        return format_html('<ul class="where-used">{}</ul>', links(uses))

    def delete_view(self, request, object_id, extra_context=None):
        """A picture in use cannot go: its pages are named, and nothing is deleted."""
        picture = self.get_object(request, unquote(object_id))
        if picture and (uses := uses_of(picture)):
            self.refuse(request, picture, uses)
            change = reverse("admin:media_picture_change", args=[picture.pk])
            return HttpResponseRedirect(change)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs, request):
        """For the bulk action, which stops where something is protected."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        used = [
            format_html("{}：{}", picture, use.label)
            for picture in objs
            for use in uses_of(picture)
        ]
        return deleted, counts, missing, used or protected

    def refuse(self, request, picture, uses):
        text = format_html(
            '{}<ul class="row-results">{}</ul>',
            _("“%s”正在使用，不能删除。请先在这些页面换掉它：") % picture,
            links(uses),
        )
        self.message_user(request, text, messages.ERROR)


def links(uses):
    rows = ((use.url, use.kind, use.label) for use in uses)
    return format_html_join("", '<li><a href="{}">{}：{}</a></li>', rows)
