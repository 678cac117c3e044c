from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.forms import Script
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.media.models import Picture
from scicity.media.replacing import crop_again, replace_file
from scicity.media.upload_admin import UploadAdmin
from scicity.media.usage import uses_of
from scicity.site.translated_admin import TranslatedAdmin


class WordsFilter(admin.SimpleListFilter):
    title = gettext_lazy("替代文字")
    parameter_name = "words"

    def lookups(self, request, model_admin):
        return [("missing", gettext_lazy("缺少"))]

    def queryset(self, request, queryset):
        if self.value() != "missing":
            return queryset
        missing = Q(alt_zh_hans="") | Q(alt_zh_hans=None) | Q(alt_en="") | Q(alt_en=None)
        return queryset.filter(missing, is_decorative=False)


@admin.register(Picture)
class PictureAdmin(UploadAdmin, TranslatedAdmin, admin.ModelAdmin):
    list_display = ("thumbnail", "title", "kind", "size", "alt", "uploaded_at")
    list_display_links = ("thumbnail", "title")
    list_filter = (WordsFilter, "kind", "is_decorative", "uploaded_at")
    search_fields = ("title", "key", "alt_zh_hans", "alt_en", "credit_zh_hans")
    date_hierarchy = "uploaded_at"
    readonly_fields = ("preview", "size", "where_used", "uploaded_at")
    show_full_result_count = False
    fields = (
        "image",
        "preview",
        ("focus_x", "focus_y"),
        ("title", "kind"),
        "is_decorative",
        "alt",
        "credit",
        "size",
        "where_used",
    )

    class Media:
        js = (Script("backoffice/focus.js", type="module"),)

    @admin.display(description="")
    def thumbnail(self, picture):
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" width="96" height="54" loading="lazy">',
            picture.thumbnail_url,
            picture.title,
        )

    @admin.display(description=gettext_lazy("预览"))
    def preview(self, picture):
        if not picture.pk:
            return "—"
        return format_html(
            '<span class="focus"><span class="focus__frame">'
            '<img class="focus__whole" src="{0}" alt=""><span class="focus__dot" hidden></span>'
            '</span><img class="focus__crop" src="{0}" alt=""></span>',
            picture.whole_url,
        )

    @admin.display(description=gettext_lazy("尺寸"))
    def size(self, picture):
        return f"{picture.width} × {picture.height}" if picture.width else "—"

    @admin.display(description=gettext_lazy("用在哪里"))
    def where_used(self, picture):
        uses = uses_of(picture) if picture.pk else []
        if not uses:
            return _("还没有页面使用。")
        return format_html('<ul class="where-used">{}</ul>', links(uses))

    def save_model(self, request, obj, form, change):
        """A picture that there is keeps its address, whichever file comes."""
        file = form.cleaned_data.get("image") if "image" in form.changed_data else None
        if not change or file is None:
            super().save_model(request, obj, form, change)
            if change and {"focus_x", "focus_y"} & set(form.changed_data):
                crop_again(obj)
        else:
            stored = Picture.objects.get(pk=obj.pk)
            obj.image = stored.image.name
            obj.width, obj.height = stored.width, stored.height
            super().save_model(request, obj, form, change)
            replace_file(obj, file)
        if file is not None:
            self.tell_alike(request, obj)

    def tell_alike(self, request, picture):
        alike = list(Picture.objects.like(picture)[:5])
        if alike:
            text = _("媒体库里已有看起来相同的图片，如果不需要两份，请删除一份：")
            message = format_html('{}<ul class="row-results">{}</ul>', text, shown(alike))
            self.message_user(request, message, messages.WARNING)

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


def shown(pictures):
    rows = (
        (picture.thumbnail_url, reverse("admin:media_picture_change", args=[picture.pk]), picture)
        for picture in pictures
    )
    image = '<img class="thumbnail" src="{}" alt="" width="96" height="54">'
    return format_html_join("", "<li>" + image + '<a href="{}">{}</a></li>', rows)


def links(uses):
    rows = ((use.url, use.kind, use.label) for use in uses)
    return format_html_join("", '<li><a href="{}">{}：{}</a></li>', rows)
