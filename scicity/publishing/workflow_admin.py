"""The life of a page in the back office: the panel above its form, its steps, bulk actions.

All of it asks `transitions`; nothing here decides who may do what.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scicity.publishing import bin, transitions
from scicity.publishing.addresses import links_to
from scicity.publishing.changes import gathered
from scicity.publishing.models import Status
from scicity.publishing.people import NotAllowed, Refused
from scicity.publishing.version_admin import VersionAdmin
from scicity.publishing.workflow_panel import panel
from scicity.publishing.workflow_steps import STEPS


class WorkflowAdmin(VersionAdmin):
    """For ModelAdmins of pages."""

    change_form_template = "admin/publishing/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/step/<slug:step>/", view(self.step_view), name=f"{name}_step"),
            *super().get_urls(),
        ]

    def address(self, what, *args) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}"
        return reverse(name, args=args)

    def get_page(self, request, pk):
        page = self.model._base_manager.filter(pk=pk).first()
        if page is None:
            raise Http404
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page

    # The form

    def get_object(self, request, object_id, from_field=None):
        """While a form is saved, no one else can sign or publish its page."""
        is_saving = request.method == "POST" and transaction.get_connection().in_atomic_block
        if is_saving and str(object_id).isdecimal():
            self.model._base_manager.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request, *args, **kwargs):
        """A page is told of once, when all its rows are saved."""
        with gathered(), transaction.atomic():
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.pk:
            context["workflow"] = panel(self, request, obj) | {"badge": state_badge(obj)}
        may_submit = self.has_change_permission(request, obj) if obj else True
        context["may_submit"] = may_submit and (obj is None or obj.status == Status.DRAFT)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        page = form.instance
        if not change:
            transitions.created(page, request.user)
            return
        is_changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        if is_changed and transitions.edited(page, request.user):
            text = _("内容有修改，原有的审核签字全部失效，页面回到初审。")
            self.message_user(request, text, messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        if "_submit" in request.POST:
            return self.saved_and_submitted(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if "_submit" in request.POST:
            return self.saved_and_submitted(request, obj)
        return super().response_change(request, obj)

    def saved_and_submitted(self, request, page):
        return self.take(request, page, STEPS["submit"], {})

    def delete_model(self, request, obj):
        bin.throw_away(obj, request.user)

    def delete_queryset(self, request, queryset):
        for page in queryset:
            bin.throw_away(page, request.user)

    # Steps

    def step_view(self, request, pk, step):
        page = self.get_page(request, pk)
        way = STEPS.get(step)
        if way is None:
            raise Http404
        form = way.form(page, request.user, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                return self.done(request, page, way, way.run(page, request.user, form.cleaned_data))
            except NotAllowed as error:
                if not way.is_offered(page, request.user):
                    raise PermissionDenied(" ".join(error.messages)) from None
                show(form, error)
            except Refused as error:
                show(form, error)
        elif request.method == "POST" and not way.is_offered(page, request.user):
            raise PermissionDenied
        if request.method == "POST" and not form.fields:
            return self.refused(request, page, form)
        return self.show_step(request, page, way, form)

    def take(self, request, page, way, values):
        try:
            return self.done(request, page, way, way.run(page, request.user, values))
        except Refused as error:
            if way.fields_of(page, request.user):
                return HttpResponseRedirect(self.address("step", page.pk, way.name))
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        return HttpResponseRedirect(self.address("change", page.pk))

    def done(self, request, page, way, result):
        self.message_user(request, way.told(page, result), messages.SUCCESS)
        target = way.target(page, result)
        if target is None:
            return HttpResponseRedirect(self.address("changelist"))
        return HttpResponseRedirect(self.address("change", target.pk))

    def refused(self, request, page, form):
        for error in form.non_field_errors():
            self.message_user(request, error, messages.ERROR)
        return HttpResponseRedirect(self.address("change", page.pk))

    def show_step(self, request, page, way, form):
        context = self.admin_site.each_context(request) | {
            "title": way.label,
            "subtitle": str(page),
            "opts": self.opts,
            "page": page,
            "way": way,
            "form": form,
            "media": self.media,
            "change_url": self.address("change", page.pk),
            "links": links_to(page) if way.ends_address else [],
        }
        return render(request, "admin/publishing/step.html", context)

    # Bulk actions

    @admin.action(permissions=["change"], description=gettext_lazy("送审所选页面"))
    def submit(self, request, queryset):
        self.each_row(request, queryset, self.row_step("submit"))

    @admin.action(permissions=["publish"], description=gettext_lazy("发布所选页面"))
    def publish(self, request, queryset):
        self.each_row(request, queryset, self.row_step("publish"))

    @admin.action(permissions=["withdraw"], description=gettext_lazy("归档所选页面"))
    def archive(self, request, queryset):
        self.each_row(request, queryset, self.row_step("archive"))

    def row_step(self, name):
        way = STEPS[name]

        def run(request, page):
            return way.told(page, way.run(page, request.user, {}))

        return run

    def each_row(self, request, queryset, change):
        """Does `change(request, page)` to each page by itself and reports row by row."""
        results = {messages.SUCCESS: [], messages.ERROR: []}
        for page in queryset:
            label = str(page)
            try:
                with transaction.atomic():
                    results[messages.SUCCESS].append((label, change(request, page)))
            except ValidationError as error:
                results[messages.ERROR].append((label, " ".join(error.messages)))
        for level, rows in results.items():
            if rows:
                self.message_user(request, report(level, rows), level)

    def require_change(self, request, page):
        if not self.has_change_permission(request, page):
            raise ValidationError(_("没有权限修改已发布的页面；请打开它，点“修改”。"))


def show(form, error) -> None:
    """Puts each message at its field, or above the form."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error.error_list)


def state_badge(page):
    state = page.visibility
    badge = format_html('<span class="badge badge-{}">{}</span>', state.value, page_state(page))
    if page.is_copy:
        badge = format_html('{} <span class="badge badge-copy">{}</span>', badge, _("修改稿"))
    if page.is_flagged:
        badge = format_html('{} <span class="badge badge-late">{}</span>', badge, _("待补审"))
    return badge


def page_state(page) -> str:
    """Which review it waits for says more than that it is in review."""
    return page.get_status_display() if page.visibility == "review" else page.visibility.label


def report(level, rows):
    if level == messages.SUCCESS:
        heading = ngettext("%d 个页面已处理：", "%d 个页面已处理：", len(rows)) % len(rows)
    else:
        heading = ngettext("%d 个页面未处理：", "%d 个页面未处理：", len(rows)) % len(rows)
    items = format_html_join("", "<li>{}：{}</li>", rows)
    return format_html('{}<ul class="row-results">{}</ul>', heading, items)
