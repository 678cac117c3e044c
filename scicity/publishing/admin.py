"""What the admin pages of all publishable models share."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from js_asset import Media

from scicity.editing.forms import EditingAdmin, HeldBackForm
from scicity.facets import YEAR
from scicity.fields import RichTextField
from scicity.publishing import record_admin
from scicity.publishing.counting import LongListPaginator
from scicity.publishing.models import Visibility
from scicity.publishing.part_admin import PartInline, StackedPart, TabularPart
from scicity.publishing.workflow_admin import WorkflowAdmin, state_badge
from scicity.search.documents import kinds
from scicity.search.narrowing import narrowed
from scicity.search.queries import parse
from scicity.site.translated_admin import TranslatedAdmin

__all__ = [
    "CONTENT",
    "PUBLICATION",
    "SOURCE",
    "EnglishFilter",
    "PartInline",
    "PublishableAdmin",
    "PublishableForm",
    "StackedPart",
    "StateFilter",
    "TabularPart",
    "record_admin",
]

# Pages that a search finds by the beginning of their address.
MOST_BY_ADDRESS = 500
CONTENT = gettext_lazy("内容")
PUBLICATION = (
    gettext_lazy("发布"),
    {
        "fields": (("goes_live_at", "expires_at"), "slug", "data_origin", "published_at"),
        "classes": ("publication",),
    },
)
SOURCE = (
    gettext_lazy("来源"),
    {"fields": ("source", "source_url", ("as_of", "as_of_precision"))},
)


class StateFilter(admin.SimpleListFilter):
    """Of what is being written and reviewed, working copies are shown as well."""

    title = pgettext_lazy("publication", "状态")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        flagged = ("flagged", gettext_lazy("应急发布，待补审"))
        return [*Visibility.choices, ("copies", gettext_lazy("修改稿")), flagged]

    def queryset(self, request, queryset):
        chosen = {
            Visibility.DRAFT: queryset.drafts,
            Visibility.REVIEW: queryset.in_review,
            Visibility.SCHEDULED: queryset.scheduled,
            Visibility.PUBLIC: queryset.published,
            Visibility.EXPIRED: queryset.expired,
            "flagged": queryset.flagged,
            "copies": lambda: queryset.exclude(live=None),
        }.get(self.value())
        if chosen:
            return chosen()
        if self.value() in Visibility.values:
            return queryset.filter(status=self.value())
        return queryset.pages()


class EnglishFilter(admin.SimpleListFilter):
    title = gettext_lazy("英文版")
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("有")), ("no", gettext_lazy("没有"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.in_language("en")
        return queryset.untranslated() if self.value() == "no" else queryset


class YearFilter(admin.SimpleListFilter):
    """Years of publication from the first to the last, which an index knows without counting."""

    title = gettext_lazy("发布年份")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        pages = model_admin.get_queryset(request).pages()
        first, last = pages.aggregate(a=Min("published_at"), b=Max("published_at")).values()
        if first is None:
            return []
        years = range(timezone.localtime(last).year, timezone.localtime(first).year - 1, -1)
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(published_at__year=year) if YEAR.fullmatch(year) else queryset


class PublishableForm(HeldBackForm):
    def add_error(self, field, error):
        """Errors about fields that this person cannot edit stand above the form."""
        if field is None and hasattr(error, "error_dict"):
            unknown = set(error.error_dict) - set(self.fields) - {forms.models.NON_FIELD_ERRORS}
            for name in unknown:
                super().add_error(None, error.error_dict.pop(name))
        super().add_error(field, error)


class PublishableAdmin(EditingAdmin, WorkflowAdmin, TranslatedAdmin, admin.ModelAdmin):
    """What is being written may be changed; what is or was public only through a working copy."""

    form = PublishableForm
    actions = ("submit", "publish", "archive")
    list_per_page = 50
    paginator = LongListPaginator
    show_full_result_count = False
    save_on_top = True
    readonly_fields = ("created_at", "updated_at", "published_at")

    def has_publish_permission(self, request, obj=None):
        codename = get_permission_codename("publish", self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}")

    def has_withdraw_permission(self, request, obj=None):
        return request.user.has_perm(f"publishing.withdraw_{self.opts.app_label}")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def has_delete_permission(self, request, obj=None):
        """What was public stays: it is archived, never deleted."""
        return super().has_delete_permission(request, obj) and (
            obj is None or (obj.is_editable and not obj.was_public)
        )

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj), "published_at"]
        if obj and (obj.was_public or obj.is_copy):
            fields.append("slug")
        return list(dict.fromkeys(fields))

    def get_queryset(self, request):
        """Choices of other forms are pages only; `StateFilter` says so for the list."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows.pages() if match and match.url_name == "autocomplete" else rows

    def get_search_results(self, request, queryset, search_term):
        """By any part of the text in any language, drafts included, or by the address.

        Kinds of page that the index does not know are searched as `search_fields` says.
        """
        if self.opts.label_lower not in kinds or not search_term:
            return super().get_search_results(request, queryset, search_term)
        query = parse(search_term)
        if not query:
            return queryset, False
        pages = self.model._base_manager.order_by()
        by_address = pages.filter(slug__startswith=search_term.strip().lower()).order_by("slug")
        found = narrowed(self.model, query)
        if found.since:
            self.tell_since(request, found.since)
        pks = found.pks + list(by_address.values_list("pk", flat=True)[:MOST_BY_ADDRESS])
        return queryset.filter(pk__among=pks), False

    def tell_since(self, request, since):
        """On the list; other forms look only for the first few."""
        match = request.resolver_match
        if match and match.url_name.endswith("_changelist"):
            text = _("含有这些字词的页面太多：只查找了%(date)s以来的页面。再加一个词可以查找全部。")
            messages.info(request, text % {"date": date_format(since)})

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_public else None

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """A closed part says how many rows it holds."""
        inlines = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for inline in inlines:
            name = inline.opts.verbose_name_plural
            inline.opts.verbose_name_plural = f"{name}（{inline.formset.initial_form_count()}）"
        return inlines

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """The text editor's import map is inline and runs only with the nonce of the page."""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        if obj and not self.has_change_permission(request, obj):
            show_formatted(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description="")
    def thumbnail(self, page):
        picture = getattr(page, "picture", None) or getattr(page, "cover", None)
        if not picture:
            return mark_safe('<span class="no-thumbnail"></span>')
        return format_html(
            '<img class="thumbnail" src="{}" alt="" width="64" height="36" loading="lazy">',
            picture.thumbnail_url,
        )

    @admin.display(description=pgettext_lazy("publication", "状态"), ordering="status")
    def state_badge(self, page):
        return state_badge(page)

    @admin.display(description=gettext_lazy("发布时间"), ordering="published_at")
    def published(self, page):
        return moment(page.published_at)

    @admin.display(description=gettext_lazy("更新时间"), ordering="updated_at")
    def updated(self, page):
        return moment(page.updated_at)

    @admin.display(description=gettext_lazy("英文版"), boolean=True)
    def english(self, page):
        return page.has_english


def show_formatted(page):
    """Lets a read-only form print texts as they look; they were sanitised when saved."""
    for field in page._meta.fields:
        if isinstance(field, RichTextField):
            setattr(page, field.attname, mark_safe(getattr(page, field.attname) or ""))


def moment(value):
    return date_format(timezone.localtime(value), "Y-m-d H:i") if value else None
