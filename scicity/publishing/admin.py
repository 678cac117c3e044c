"""What the admin pages of all publishable models share."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from js_asset import Media

from scicity.editing.forms import EditingAdmin, HeldBackForm
from scicity.facets import YEAR
from scicity.fields import RichTextField
from scicity.publishing.changes import gathered
from scicity.publishing.counting import LongListPaginator
from scicity.publishing.models import Status, Visibility
from scicity.search.documents import kinds
from scicity.search.finding import matching
from scicity.site.translated_admin import TranslatedAdmin

CONTENT = gettext_lazy("内容")
PUBLICATION = (
    gettext_lazy("发布"),
    {
        "fields": ("status", ("published_at", "expires_at"), "slug", "data_origin"),
        "classes": ("publication",),
    },
)
SOURCE = (
    gettext_lazy("来源"),
    {"fields": ("source", "source_url", ("as_of", "as_of_precision"))},
)


class StateFilter(admin.SimpleListFilter):
    title = pgettext_lazy("publication", "状态")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Visibility.choices

    def queryset(self, request, queryset):
        chosen = {
            Visibility.DRAFT: queryset.drafts,
            Visibility.SCHEDULED: queryset.scheduled,
            Visibility.PUBLIC: queryset.published,
            Visibility.EXPIRED: queryset.expired,
        }.get(self.value())
        return chosen() if chosen else queryset


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
        pages = model_admin.get_queryset(request)
        first, last = pages.aggregate(a=Min("published_at"), b=Max("published_at")).values()
        if first is None:
            return []
        years = range(timezone.localtime(last).year, timezone.localtime(first).year - 1, -1)
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(published_at__year=year) if YEAR.fullmatch(year) else queryset


class PublishableForm(HeldBackForm):
    def clean_published_at(self):
        """A first publication can be planned, never backdated."""
        moment = self.cleaned_data["published_at"]
        if moment and "published_at" in self.changed_data and moment < timezone.now():
            raise ValidationError(_("发布时间不能填过去的时间：立即发布请留空，由系统填写。"))
        return moment

    def clean(self):
        super().clean()
        moment = self.cleaned_data.get("published_at")
        if moment and self.cleaned_data.get("status") == Status.DRAFT:
            self.add_error(
                "published_at", _("草稿不填发布时间。要定时发布，请把状态改为“已发布”。")
            )

    def add_error(self, field, error):
        """Errors about fields that this person cannot edit stand above the form."""
        if field is None and hasattr(error, "error_dict"):
            unknown = set(error.error_dict) - set(self.fields) - {forms.models.NON_FIELD_ERRORS}
            for name in unknown:
                super().add_error(None, error.error_dict.pop(name))
        super().add_error(field, error)


class PartFormSet(forms.BaseInlineFormSet):
    """Rows that belong to a page: in English whole when the page is."""

    def clean(self):
        super().clean()
        if not getattr(self.instance, "has_english", False):
            return
        for form in self.forms:
            if form.has_changed_or_saved() and not self._should_delete_form(form):
                form.require_english()


class PartForm(forms.ModelForm):
    def has_changed_or_saved(self) -> bool:
        return self.has_changed() or self.instance.pk is not None

    def require_english(self):
        for name in list(self.cleaned_data):
            base = name.removesuffix("_en")
            chinese = self.cleaned_data.get(f"{base}_zh_hans")
            if base != name and chinese and not self.cleaned_data.get(name):
                self.add_error(name, _("该页面有英文版：这一栏也要有英文。"))


class PartInline(TranslatedAdmin):
    """Rows edited with their page; whoever may change the page may change them."""

    form = PartForm
    formset = PartFormSet
    extra = 0
    show_change_link = False


class TabularPart(PartInline, admin.TabularInline):
    pass


class StackedPart(PartInline, admin.StackedInline):
    pass


class PublishableAdmin(EditingAdmin, TranslatedAdmin, admin.ModelAdmin):
    """Drafts are for authors; what the public sees or will see is for those who may publish."""

    form = PublishableForm
    actions = ("publish", "take_down")
    list_per_page = 50
    paginator = LongListPaginator
    show_full_result_count = False
    save_on_top = True
    readonly_fields = ("created_at", "updated_at")

    def has_publish_permission(self, request, obj=None):
        codename = get_permission_codename("publish", self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{codename}")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request, obj) -> bool:
        return (
            obj is None
            or obj.status != Status.PUBLISHED
            or self.has_publish_permission(request, obj)
        )

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        if not self.has_publish_permission(request, obj):
            fields += ["status", "published_at", "expires_at"]
        if obj and obj.was_public:
            fields += ["slug", "published_at"]
        return list(dict.fromkeys(fields))

    def get_search_results(self, request, queryset, search_term):
        """By any part of the text in any language, drafts included, or by the address.

        Kinds of page that the index does not know are searched as `search_fields` says.
        """
        if self.opts.label_lower not in kinds or not search_term:
            return super().get_search_results(request, queryset, search_term)
        pages = self.model._base_manager.order_by()
        by_address = pages.filter(slug__startswith=search_term.strip().lower())
        found = matching(pages, search_term).values("pk").union(by_address.values("pk"))
        return queryset.filter(pk__in=found), False

    def changeform_view(self, request, *args, **kwargs):
        """A page is told of once, when all its rows are saved."""
        with gathered():
            return super().changeform_view(request, *args, **kwargs)

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

    def save_model(self, request, obj, form, change):
        if obj.status == Status.PUBLISHED and not self.has_publish_permission(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        self.tell_address(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.tell_address(request, obj)
        return super().response_change(request, obj)

    def tell_address(self, request, obj):
        if obj.is_public:
            text = _("访客现在可以看到：")
            link = format_html('{}<a href="{}">{}</a>', text, obj.get_absolute_url(), obj)
            self.message_user(request, link, messages.INFO)

    @admin.action(permissions=["publish"], description=gettext_lazy("发布所选页面"))
    def publish(self, request, queryset):
        self.each_row(request, queryset, self.publish_row)

    @admin.action(permissions=["publish"], description=gettext_lazy("撤下所选页面（改为草稿）"))
    def take_down(self, request, queryset):
        self.each_row(request, queryset, self.take_down_row)

    def publish_row(self, request, page):
        if page.status == Status.PUBLISHED:
            raise ValidationError(_("已经发布。"))
        page.status = Status.PUBLISHED
        page.full_clean()
        page.save()
        self.log_change(request, page, _("发布"))
        return _("已发布。")

    def take_down_row(self, request, page):
        if page.status == Status.DRAFT:
            raise ValidationError(_("本来就是草稿。"))
        if not page.was_public:
            page.published_at = None
        page.status = Status.DRAFT
        page.save()
        self.log_change(request, page, _("撤下"))
        return _("已撤下，访客不再看到。")

    def each_row(self, request, queryset, change):
        """Does `change(request, page)` to each page by itself and reports row by row."""
        results = {messages.SUCCESS: [], messages.ERROR: []}
        for page in queryset:
            try:
                with transaction.atomic():
                    if not self.has_change_permission(request, page):
                        raise ValidationError(_("没有权限修改已发布的页面。"))
                    results[messages.SUCCESS].append((page, change(request, page)))
            except ValidationError as error:
                results[messages.ERROR].append((page, " ".join(error.messages)))
        for level, rows in results.items():
            if rows:
                self.message_user(request, report(level, rows), level)

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
        state = page.visibility
        return format_html('<span class="badge badge-{}">{}</span>', state.value, state.label)

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


def report(level, rows):
    if level == messages.SUCCESS:
        heading = ngettext("%d 个页面已处理：", "%d 个页面已处理：", len(rows)) % len(rows)
    else:
        heading = ngettext("%d 个页面未处理：", "%d 个页面未处理：", len(rows)) % len(rows)
    items = format_html_join("", "<li>{}：{}</li>", rows)
    return format_html('{}<ul class="row-results">{}</ul>', heading, items)
