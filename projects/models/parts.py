"""The rows that belong to one project and are edited with it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.institutions import Institution
from projects.models.projects import Project
from scicity.dates import DatePrecision, date_label, precision_field
from scicity.media.documents import check_document
from scicity.media.models import Picture
from scicity.media.page_files import PageFileField
from scicity.publishing.models import PAGES, PagePart, Sourced

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class ProjectPart(PagePart):
    page_of_row = "project"

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class Milestone(ProjectPart):
    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("计划中")
        MET = "met", _("已完成")
        NOT_MET = "notMet", _("未按期完成")
        PARTIALLY_MET = "partiallyMet", _("部分完成")

    name = models.CharField(_("节点"), max_length=120)
    due_baseline = models.DateField(_("基准日期"), null=True, blank=True)
    due = models.DateField(_("计划日期"), null=True, blank=True)
    met_on = models.DateField(_("完成日期"), null=True, blank=True)
    met_on_precision = precision_field(verbose_name=_("完成日期精度"))
    status = models.CharField(
        pgettext_lazy("milestone", "状态"), max_length=16, choices=Status, default=Status.SCHEDULED
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("里程碑")
        verbose_name_plural = pgettext_lazy("plural", "里程碑")
        ordering = ["order", "met_on", "due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="met", met_on__isnull=False)
                | (~Q(status="met") & Q(met_on=None)),
                name="milestone_met_has_date",
                violation_error_message=_("“已完成”与完成日期要同时有或同时没有。"),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if (self.status == self.Status.MET) != (self.met_on is not None):
            raise ValidationError({"met_on": _("“已完成”与完成日期要同时有或同时没有。")})
        if self.met_on and self.met_on > timezone.localdate():
            raise ValidationError({"met_on": _("完成日期不能在将来。")})

    @property
    def met_on_label(self) -> str:
        return date_label(self.met_on, self.met_on_precision)

    @property
    def slip_days(self) -> int | None:
        """Days from the frozen baseline to the plan (or the day it was met); None if unknown."""
        if self.met_on and self.met_on_precision != DatePrecision.DAY:
            return None
        day = self.met_on or self.due
        return (day - self.due_baseline).days if day and self.due_baseline else None


class ProgressReport(ProjectPart, Sourced):
    physical_percent = models.DecimalField(
        _("形象进度（%）"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    financial_percent = models.DecimalField(
        _("投资完成（%）"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    text = models.TextField(_("进展"), blank=True)

    class Meta:
        verbose_name = _("进度报告")
        verbose_name_plural = pgettext_lazy("plural", "进度报告")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "as_of"], name="progress_report_once_a_day"),
            models.CheckConstraint(
                condition=Q(as_of__isnull=False), name="progress_report_has_date"
            ),
        ]

    def __str__(self):
        return f"{self.project} {self.as_of_label}"


class ProjectUpdate(ProjectPart, Sourced):
    title = models.CharField(_("标题"), max_length=160)
    text = models.TextField(_("内容"), blank=True)

    class Meta:
        verbose_name = _("项目动态")
        verbose_name_plural = pgettext_lazy("plural", "项目动态")
        ordering = ["-as_of", "-pk"]

    def __str__(self):
        return self.title


class Photo(ProjectPart):
    picture = models.ForeignKey(
        Picture, verbose_name=_("照片"), on_delete=models.PROTECT, related_name="+"
    )
    taken_on = models.DateField(_("拍摄日期"), null=True, blank=True)
    viewpoint = models.CharField(
        _("机位"), max_length=80, blank=True, help_text=_("同一机位的照片可以前后对比。")
    )
    caption = models.CharField(_("图片说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("照片")
        verbose_name_plural = pgettext_lazy("plural", "照片")
        ordering = ["viewpoint", "taken_on", "pk"]

    def __str__(self):
        return self.caption or str(self.picture)


class ChangeRecord(ProjectPart, Sourced):
    class Kind(models.TextChoices):
        DURATION = "duration", _("工期")
        VALUE = "value", _("投资")
        SCOPE = "scope", _("建设内容")

    kind = models.CharField(_("变更类型"), max_length=10, choices=Kind)
    old_value = models.CharField(_("变更前"), max_length=200, blank=True)
    new_value = models.CharField(_("变更后"), max_length=200, blank=True)
    reason = models.CharField(_("原因"), max_length=300)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("变更记录")
        verbose_name_plural = pgettext_lazy("plural", "变更记录")
        ordering = ["-decided_on", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.reason}"


class Participation(PagePart):
    """An institution's role in a project (the roles of OC4IDS that are used here)."""

    page_of_row = "project"

    class Role(models.TextChoices):
        OWNER = "owner", _("建设单位")
        PUBLIC_AUTHORITY = "publicAuthority", _("主管部门")
        FUNDER = "funder", _("出资方")
        SUPPLIER = "supplier", _("施工或供应单位")
        DESIGN = "design", _("勘察设计单位")
        SUPERVISOR = "supervisor", _("监理单位")
        RESEARCH = "research", _("科研单位")
        TENANT = "tenant", _("入驻单位")
        OPERATOR = "operator", _("运营单位")

    project = models.ForeignKey(
        Project, verbose_name=_("项目"), on_delete=models.CASCADE, related_name="participations"
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("机构"),
        on_delete=models.CASCADE,
        related_name="participations",
        limit_choices_to=PAGES,
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    note = models.CharField(pgettext_lazy("remark", "说明"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("参与机构")
        verbose_name_plural = pgettext_lazy("plural", "参与机构")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "institution", "role"], name="participation_once_a_role"
            )
        ]

    def __str__(self):
        return f"{self.institution} · {self.get_role_display()}"


class ProjectDocument(ProjectPart):
    class Group(models.TextChoices):
        """The eight groups that 重大建设项目批准和实施领域政府信息公开 names for disclosure."""

        APPROVAL_SERVICE = "approval_service", _("批准服务信息")
        APPROVAL_RESULT = "approval_result", _("批准结果信息")
        TENDER = "tender", _("招标投标信息")
        LAND = "land", _("征收土地信息")
        DESIGN_CHANGE = "design_change", _("重大设计变更信息")
        CONSTRUCTION = "construction", _("施工有关信息")
        QUALITY_SAFETY = "quality_safety", _("质量安全监督信息")
        COMPLETION = "completion", _("竣工有关信息")

    group = models.CharField(_("公开类别"), max_length=20, choices=Group)
    title = models.CharField(_("名称"), max_length=160)
    file = PageFileField(
        _("文件"), upload_to="projects/%Y/%m", blank=True, validators=[check_document]
    )
    url = models.URLField(_("网址"), max_length=500, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("公开文件")
        verbose_name_plural = pgettext_lazy("plural", "公开文件")
        ordering = ["group", "-issued_on", "pk"]
        indexes = [models.Index(fields=["file"], name="projectdocument_file")]

    def __str__(self):
        return self.title

    def clean(self):
        if not self.file and not self.url:
            raise ValidationError({"file": _("请上传文件或填写网址。")})
