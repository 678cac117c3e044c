"""“从表格导入” and “导出” in the lists of the back office."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.site.list_tools import ListTools
from scicity.spreadsheets import files, running, workbooks
from scicity.spreadsheets.models import Import
from scicity.spreadsheets.sheets import sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EXPORTED = 50_000
LATEST = 10


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，最大 10 MB、20000 行；只读第一张工作表。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": gettext_lazy("请选择一个文件。")},
    )

    def clean_file(self):
        self.headers, self.rows = files.read(self.cleaned_data["file"])
        return self.cleaned_data["file"]


class SheetAdmin(ListTools):
    """For ModelAdmins with `sheets`, the names of the spreadsheets that belong to them."""

    sheets = ()

    def get_urls(self):
        views = {
            "<str:name>/": self.sheet_view,
            "<str:name>/template.xlsx": self.template_view,
            "<str:name>/export.<str:suffix>": self.export_view,
            "<str:name>/<int:pk>/": self.import_view,
        }
        names = ("sheet", "sheet_template", "sheet_export", "sheet_import")
        return [
            path(f"sheet/{pattern}", self.admin_site.admin_view(view), name=self.url_name(name))
            for (pattern, view), name in zip(views.items(), names, strict=True)
        ] + super().get_urls()

    def url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def sheet_url(self, name: str, *args) -> str:
        return reverse(f"admin:{self.url_name(name)}", args=args)

    def list_tools(self, request):
        yield from super().list_tools(request)
        for name in self.sheets:
            if self.may_import(request):
                yield self.sheet_url("sheet", name), _("导入%s") % sheets[name].label
        query = request.GET.urlencode()
        for suffix in ("xlsx", "csv") if self.sheets else ():
            address = self.sheet_url("sheet_export", self.sheets[0], suffix)
            yield f"{address}?{query}" if query else address, _("导出 %s") % suffix.upper()

    def may_import(self, request) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def sheet_of(self, request, name: str):
        if name not in self.sheets:
            raise Http404
        if not self.may_import(request):
            raise PermissionDenied
        return sheets[name]()

    def sheet_view(self, request, name):
        """Upload; the latest uploads below."""
        sheet = self.sheet_of(request, name)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            job = self.keep(request, form, sheet)
            return HttpResponseRedirect(self.sheet_url("sheet_import", name, job.pk))
        latest = Import.objects.filter(sheet=name).defer("rows").select_related("sender")[:LATEST]
        return self.page(request, "admin/sheet_upload.html", sheet, form=form, latest=[
            {"job": job, "url": self.sheet_url("sheet_import", name, job.pk)} for job in latest
        ])  # fmt: skip

    def keep(self, request, form, sheet) -> Import:
        job = Import.objects.create(
            sheet=sheet.name,
            file_name=form.cleaned_data["file"].name[:200],
            sender=request.user,
            headers=form.headers,
            rows=form.rows,
            total=len(form.rows),
        )
        self.hurry(job)
        return job

    def hurry(self, job) -> None:
        """Short ones are done at once; the worker takes the others."""
        if job.total <= running.SHORT:
            running.run(job.pk)

    def import_view(self, request, name, pk):
        """What became of an upload; the button that writes it, when it may be written."""
        sheet = self.sheet_of(request, name)
        job = get_object_or_404(Import.objects.defer("rows"), pk=pk, sheet=name)
        if request.GET.get("format") == "json":
            return JsonResponse({"state": job.state, "done": job.done, "total": job.total})
        if request.method == "POST":
            self.confirm(request, job)
            return HttpResponseRedirect(request.path)
        return self.page(request, "admin/sheet_import.html", sheet, job=job)

    def confirm(self, request, job):
        """Once: a second click finds the state changed."""
        waiting = Import.objects.filter(pk=job.pk, state=Import.State.CHECKED)
        if not waiting.update(state=Import.State.WRITING, done=0, sender=request.user):
            self.message_user(request, _("这个文件已经处理过了。"), messages.WARNING)
            return
        self.hurry(job)

    def page(self, request, template, sheet, **context):
        return render(
            request,
            template,
            self.admin_site.each_context(request)
            | {
                "title": _("导入%s") % sheet.label,
                "sheet": sheet,
                "opts": self.opts,
                "upload_url": self.sheet_url("sheet", sheet.name),
                "template_url": self.sheet_url("sheet_template", sheet.name),
            }
            | context,
        )

    def template_view(self, request, name):
        sheet = self.sheet_of(request, name)
        return download(workbooks.template(sheet), XLSX, f"{sheet.label}{_('模板')}.xlsx")

    def export_view(self, request, name, suffix):
        """The rows of the list as it is filtered."""
        if name not in self.sheets or suffix not in ("xlsx", "csv"):
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        sheet = sheets[name]()
        rows = sheet.rows_of(self.get_changelist_instance(request).get_queryset(request))
        rows = rows[:MOST_EXPORTED].iterator(chunk_size=500)
        file = f"{sheet.label}-{timezone.localdate():%Y%m%d}.{suffix}"
        if suffix == "csv":
            return download(workbooks.csv_of(sheet, rows), "text/csv; charset=utf-8", file)
        return download(workbooks.workbook_of(sheet, rows), XLSX, file)


def download(content, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )
