"""The spreadsheets of this section: projects, their status, institutions and figures."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Indicator, Institution, Observation, ProgressReport, Project
from scicity.spreadsheets.sheets import Sheet, SheetMeta, column, register

# What a row of the status sheet says in the progress report rather than in the project itself.
REPORT_COLUMNS = {
    "physical_percent", "financial_percent", "text_zh_hans", "text_en", "source_zh_hans",
    "source_en", "source_url",
}  # fmt: skip
SOURCE = ("source_zh_hans", "source_en", "source_url", "as_of", "as_of_precision")


@register
class ProjectSheet(Sheet):
    name = "projects"
    label = gettext_lazy("项目")
    about = gettext_lazy("一行一个项目。新的成为草稿；已有的草稿按表格修改。")
    keys = ("code", "slug")
    required = ("name_zh_hans", "kind", "category")
    columns = (
        "code", "slug", "name_zh_hans", "name_en", "kind", "category", "phase", "project_type",
        "sectors", "districts", "summary_zh_hans", "summary_en", "body_zh_hans", "body_en",
        "lead_zh_hans", "baseline_start", "baseline_end",
        "planned_start", "planned_start_precision", "planned_end", "planned_end_precision",
        "actual_start", "actual_start_precision", "actual_end", "actual_end_precision",
        "investment", "budget_approved_on", "longitude", "latitude", "location_precision",
        "location_note_zh_hans", "location_note_en", *SOURCE, "data_origin",
    )  # fmt: skip

    class Meta(SheetMeta):
        model = Project


@register
class InstitutionSheet(Sheet):
    name = "institutions"
    label = gettext_lazy("机构")
    about = gettext_lazy("一行一个机构。新的成为草稿；已有的草稿按表格修改。")
    keys = ("credit_code", "slug")
    required = ("name_zh_hans", "kind")
    columns = (
        "credit_code", "slug", "name_zh_hans", "name_en", "short_name_zh_hans", "short_name_en",
        "kind", "level", "sectors", "parent", "host", "summary_zh_hans", "summary_en",
        "body_zh_hans", "body_en", "ror", "founded", "founded_precision", "moved_in",
        "moved_in_precision", "website", "address_zh_hans", "address_en", "longitude", "latitude",
        "location_precision", *SOURCE, "data_origin",
    )  # fmt: skip

    class Meta(SheetMeta):
        model = Institution


@register
class ObservationSheet(Sheet):
    """Values are never overwritten: a row that says something new is a new row."""

    name = "observations"
    label = gettext_lazy("指标数值")
    about = gettext_lazy("一行一个数值。原有数值不会改动：修订数作为新的一行，旧数值保留。")
    keys = ()
    required = ("indicator", "value", "as_of", "source_zh_hans")
    columns = (
        "indicator", "value", "period_start", "period_end", "basis", "status", *SOURCE,
        "note_zh_hans", "note_en", "break_before",
    )  # fmt: skip
    same = ("value", "period_start", "period_end", "basis", "as_of")

    class Meta(SheetMeta):
        model = Observation

    def make_column(self, name):
        field = super().make_column(name)
        if name == "indicator":
            field.column_name = gettext_lazy("指标")
        return field

    def key_labels(self) -> str:
        return self.header("indicator")

    def rows_of(self, pages):
        rows = Observation.objects.filter(indicator__in=pages)
        return rows.select_related("indicator").order_by("indicator__slug", "-as_of", "-pk")

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        indicator = Indicator._base_manager.get(pk=instance.indicator_id)
        self.require_open(indicator)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors:
            return False
        values = {name: getattr(instance, name) for name in self.same}
        return Observation.objects.filter(indicator=instance.indicator_id, **values).exists()

    def pages_written(self):
        pages = {row.indicator_id: row.indicator for row in self.written.values()}
        return [(page, False) for page in pages.values()]


@register
class StatusSheet(Sheet):
    """Phase and progress of projects that there are; one report a project and day."""

    name = "project_status"
    label = gettext_lazy("项目进展")
    about = gettext_lazy("批量更新已有项目的阶段和进度。每行生成一份当天的进度报告。")
    keys = ("code", "slug")
    required = ("as_of", "source_zh_hans")
    makes_new = False
    columns = (
        "code", "slug", "phase", "as_of", "as_of_precision", "physical_percent",
        "financial_percent", "text_zh_hans", "text_en", "source_zh_hans", "source_en", "source_url",
    )  # fmt: skip

    class Meta(SheetMeta):
        model = Project

    def make_column(self, name):
        if name not in REPORT_COLUMNS:
            return super().make_column(name)
        field = column(ProgressReport, name)
        field.attribute = f"report__{name}"
        return field

    def after_init_instance(self, instance, new, row, **kwargs):
        super().after_init_instance(instance, new, row, **kwargs)
        try:
            day = self.fields["as_of"].widget.clean(self.cell(row, "as_of"))
        except ValueError:
            day = None
        reports = instance.progressreports.filter(as_of=day) if day else ()
        instance.report = next(iter(reports), None) or ProgressReport(project=instance)

    def is_missing(self, field, instance) -> bool:
        """Each row says of which day it is, also of a project that has one."""
        return field.attribute == "as_of" or super().is_missing(field, instance)

    def import_instance(self, instance, row, **kwargs):
        before = instance.as_of
        super().import_instance(instance, row, **kwargs)
        if instance.as_of > timezone.localdate():
            raise ValidationError({"as_of": _("日期在将来：请填实际情况截至的日期。")})
        if before and instance.as_of < before:
            raise ValidationError(
                {"as_of": _("早于已有的情况（截至 %s）：不能用旧情况覆盖新情况。") % before}
            )
        report = instance.report
        report.as_of, report.as_of_precision = instance.as_of, instance.as_of_precision
        report.full_clean(exclude=["project"])

    def after_save_instance(self, instance, row, **kwargs):
        if not self.is_check:
            instance.report.save()
