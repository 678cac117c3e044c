"""The two-field progress report, and the list of projects that need one."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.forms import QuickReportForm
from projects.models import Project
from projects.models.projects import STALE_DAYS, Phase
from scicity.publishing import transitions
from scicity.site.desk import register_panel

# Work that is over needs no more reports.
OVER = (Phase.DEMOLISHED, Phase.CANCELLED)
MOST_ROWS = 10


def stale(projects):
    """Projects that go on, and of which nothing was said for half a year; the oldest first."""
    limit = timezone.localdate() - timedelta(days=STALE_DAYS)
    going_on = projects.exclude(phase__in=OVER)
    return (going_on.filter(as_of=None) | going_on.filter(as_of__lt=limit)).order_by("as_of", "pk")


class StaleFilter(admin.SimpleListFilter):
    title = gettext_lazy("情况更新")
    parameter_name = "stale"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("超过半年没有更新"))]

    def queryset(self, request, queryset):
        return stale(queryset) if self.value() == "yes" else queryset


@register_panel("admin/stale_projects.html")
def stale_projects(request):
    """Public projects whose status is older than visitors are told to trust."""
    if not request.user.has_perm("projects.view_project"):
        return None
    rows = stale(Project.objects.published())
    count = rows.count()
    return {"projects": rows[:MOST_ROWS], "count": count} if count else None


class ReportAdmin:
    """Adds `…/report/` to a project's addresses in the back office."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.report)
        return [
            path("<int:pk>/report/", view, name="projects_project_report"),
            *super().get_urls(),
        ]

    @admin.display(description="")
    def report_link(self, project):
        address = reverse("admin:projects_project_report", args=[project.pk])
        return format_html('<a href="{}">{}</a>', address, _("报进度"))

    def report(self, request, pk):
        """A report on a public project goes into its working copy, to be reviewed with it."""
        project = get_object_or_404(Project, pk=pk)
        if not self.has_change_permission(request):
            raise PermissionDenied
        written = project if project.is_editable else project.open_copy or project
        form = QuickReportForm(written, request.POST or None)
        if form.is_valid():
            with transaction.atomic():
                written = self.keep_report(request, project)
            self.message_user(request, _("已存入修改稿，审核发布后公开。"), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:projects_project_change", args=[written.pk]))
        context = self.admin_site.each_context(request) | {
            "title": _("报进度"),
            "subtitle": str(project),
            "form": form,
            "project": project,
            "latest": project.progressreports.first(),
            "opts": self.opts,
        }
        return render(request, "admin/quick_report.html", context)

    def keep_report(self, request, project):
        """Writes the report where it may be written, and says which page that is."""
        if not project.is_editable:
            project = transitions.start_copy(project, request.user)
        if not self.has_change_permission(request, project):
            raise PermissionDenied
        form = QuickReportForm(project, request.POST)
        if form.is_valid():
            reason = _("进度报告：%(report)s") % {"report": form.save()}
            transitions.edited(project, request.user, reason)
        return project
