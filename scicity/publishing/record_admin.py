"""The history, the bin and the release sets in the back office."""

import csv

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.publishing import bin, releases
from scicity.publishing.guard import page_models
from scicity.publishing.models import (
    BinEntry,
    HistoryEntry,
    ReleaseItem,
    ReleaseSet,
    Status,
)
from scicity.publishing.people import Refused
from scicity.site.list_tools import ListTools

COLUMNS = (
    "at", "actor_name", "action", "kind", "object_id", "title", "address", "from_status",
    "to_status", "is_copy", "reason",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def kinds() -> dict[str, str]:
    return {m._meta.label_lower: str(m._meta.verbose_name) for m in page_models()}


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("种类")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return list(kinds().items())

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("种类"))
    def kind_label(self, row):
        return kinds().get(row.kind, row.kind) or "—"


@admin.register(HistoryEntry)
class HistoryAdmin(ListTools, ReadOnlyAdmin):
    """Read only, also for superusers; the database refuses changes as well."""

    menu_order = 90
    list_display = ("at", "actor_name", "action", "kind_label", "page_link", "change", "reason")
    list_display_links = None
    list_filter = ("action", KindFilter, ("at", admin.DateFieldListFilter))
    search_fields = ("title", "actor_name", "reason", "address")
    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request):
        return lookup == "object_id" or super().lookup_allowed(lookup, value, request)

    def get_urls(self):
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="publishing_historyentry_export"), *super().get_urls()]

    def list_tools(self, request):
        if request.user.has_perm("publishing.export_history"):
            query = request.GET.urlencode()
            address = reverse("admin:publishing_historyentry_export")
            yield f"{address}?{query}" if query else address, _("导出 CSV")
        yield from super().list_tools(request)

    def export(self, request):
        """What the list shows, as CSV that Excel opens, one row a step."""
        if not request.user.has_perm("publishing.export_history"):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="history.csv"'
        response.write("\ufeff")
        writer = csv.writer(response)
        fields = [HistoryEntry._meta.get_field(name) for name in COLUMNS]
        writer.writerow([str(field.verbose_name) for field in fields])
        for row in rows.iterator(chunk_size=2000):
            writer.writerow([cell(row, name) for name in COLUMNS])
        return response

    @admin.display(description=gettext_lazy("页面"), ordering="title")
    def page_link(self, entry):
        address = change_address(entry)
        return format_html('<a href="{}">{}</a>', address, entry.title) if address else entry.title

    @admin.display(description=gettext_lazy("状态变化"))
    def change(self, entry):
        if entry.from_status == entry.to_status or not entry.from_status:
            return entry.get_to_status_display() or "—"
        return f"{entry.get_from_status_display()} → {entry.get_to_status_display()}"


def cell(row, name) -> str:
    value = getattr(row, name)
    if name == "at":
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if name in ("action", "from_status", "to_status"):
        value = getattr(row, f"get_{name}_display")()
    if name == "is_copy":
        value = _("是") if value else _("否")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def change_address(row) -> str:
    app, _dot, model = row.kind.partition(".")
    return reverse(f"admin:{app}_{model}_change", args=[row.object_id]) if model else ""


@admin.register(BinEntry)
class BinAdmin(ReadOnlyAdmin):
    menu_order = 91
    list_display = ("title", "kind_label", "deleted_at", "deleted_by", "bring_back")
    list_display_links = None
    list_filter = (KindFilter,)
    list_select_related = ("deleted_by",)
    search_fields = ("title", "slug")
    actions = ("restore",)

    @admin.display(description="")
    def bring_back(self, entry):
        return _("勾选后用“恢复”操作")

    @admin.action(permissions=["view"], description=gettext_lazy("恢复所选页面（成为草稿）"))
    def restore(self, request, queryset):
        for entry in queryset:
            title = entry.title
            try:
                page = bin.bring_back(entry, request.user)
            except Refused as error:
                text = f"{title}：{' '.join(error.messages)}"
                self.message_user(request, text, messages.ERROR)
            else:
                address = reverse(
                    f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk]
                )
                text = format_html('{}<a href="{}">{}</a>', _("已恢复为草稿："), address, title)
                self.message_user(request, text, messages.SUCCESS)


class ItemForm(forms.ModelForm):
    """A page of the set, chosen among those that wait for release."""

    page_choice = forms.ChoiceField(label=gettext_lazy("页面"))

    class Meta:
        model = ReleaseItem
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["page_choice"]
        field.widget.attrs["aria-label"] = field.label
        if self.instance.pk:
            self.initial["page_choice"] = key = f"{self.instance.kind}:{self.instance.object_id}"
            if key not in dict(field.choices):
                field.choices += [(key, str(self.instance.page or key))]

    def clean(self):
        super().clean()
        kind, _colon, pk = self.cleaned_data.get("page_choice", "").partition(":")
        if pk:
            self.instance.kind, self.instance.object_id = kind, int(pk)


WAITING = (Status.DRAFT, Status.FIRST_REVIEW, Status.SECOND_REVIEW, Status.FINAL_REVIEW,
           Status.APPROVED)  # fmt: skip
MOST_CHOICES = 200


def waiting_pages() -> list[tuple[str, str]]:
    found = []
    for model in page_models():
        rows = model._base_manager.filter(status__in=WAITING).order_by("-updated_at")
        for page in rows[:MOST_CHOICES]:
            label = f"{model._meta.verbose_name}：{page}（{page.get_status_display()}）"
            found.append((f"{model._meta.label_lower}:{page.live_id or page.pk}", label))
    return found


class ItemInline(admin.TabularInline):
    model = ReleaseItem
    form = ItemForm
    extra = 3
    fields = ("page_choice",)

    def may_change(self, request, obj=None):
        """Who may change the set chooses its pages."""
        of_set = self.admin_site._registry[ReleaseSet]
        return of_set.has_change_permission(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = may_change

    def has_view_permission(self, request, obj=None):
        return self.admin_site._registry[ReleaseSet].has_view_permission(request, obj)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["page_choice"].choices = [("", "——"), *waiting_pages()]
        return formset


@admin.register(ReleaseSet)
class ReleaseSetAdmin(admin.ModelAdmin):
    menu_order = 92
    list_display = ("name", "state", "at", "released_at", "released_by")
    list_filter = ("state",)
    search_fields = ("name",)
    fields = ("name", "at", "state", "released_at", "released_by")
    readonly_fields = ("state", "released_at", "released_by")
    inlines = (ItemInline,)
    change_form_template = "admin/publishing/release_set.html"
    list_select_related = ("released_by",)

    def is_open(self, obj) -> bool:
        return obj is None or obj.state == ReleaseSet.State.OPEN

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_open(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_open(obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.step)
        return [
            path("<int:pk>/step/<slug:what>/", view, name="publishing_releaseset_step"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context["steps"] = self.steps(obj)
            context["rows"] = releases.problems(obj, request.user) if self.is_open(obj) else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def steps(self, obj) -> list[tuple[str, str]]:
        state = ReleaseSet.State
        names = {
            state.OPEN: [("release", _("发布这一批"))],
            state.SCHEDULED: [("cancel", _("取消定时"))],
            state.RELEASED: [("undo", _("撤销这一批"))],
        }.get(obj.state, [])
        return [
            (reverse("admin:publishing_releaseset_step", args=[obj.pk, name]), label)
            for name, label in names
        ]

    def step(self, request, pk, what):
        chosen = ReleaseSet.objects.filter(pk=pk).first()
        run = {
            "release": releases.release_set,
            "cancel": releases.cancel_set,
            "undo": releases.undo_set,
        }.get(what)
        if chosen is None or run is None:
            raise Http404
        if not super().has_change_permission(request, chosen) or request.method != "POST":
            raise PermissionDenied
        try:
            run(chosen, request.user)
        except Refused as error:
            for line in error.messages:
                self.message_user(request, line, messages.ERROR)
        else:
            self.message_user(request, _("已完成。"), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:publishing_releaseset_change", args=[pk]))
