import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.coordinates import is_inside, points
from projects.models.institutions import Institution
from projects.models.phases import Phase
from projects.models.vocabulary import District, Located, Sector
from scicity.dates import date_label, precision_field
from scicity.fields import RichTextField
from scicity.media.models import Illustrated
from scicity.publishing.models import PAGES, Publishable, PublishableQuerySet, Sourced

PERIODS = (
    ("baseline_start", "baseline_end"),
    ("planned_start", "planned_end"),
    ("actual_start", "actual_end"),
)

# After this many days a project's status is called stale.
STALE_DAYS = 180


class ProjectQuerySet(PublishableQuerySet):
    def for_list(self):
        return (
            self.select_related("cover")
            .prefetch_related("sectors")
            .defer("body", "body_zh_hans", "body_en")
        )

    def featured(self):
        return self.exclude(featured_order=None).order_by("featured_order", "pk")

    def tunnels(self):
        return self.filter(kind=Project.Kind.TUNNEL)


class Project(Publishable, Sourced, Illustrated, Located):
    """A construction, research or service project.

    Its phase is stated by an officer and never derived from dates.
    """

    class Kind(models.TextChoices):
        TUNNEL = "tunnel", _("隧道")
        ROAD = "road", _("道路与轨道")
        FACILITY = "facility", _("科技基础设施")
        INSTITUTE = "institute", _("科研院所与平台")
        PARK = "park", _("园区与楼宇")
        INDUSTRY = "industry", _("产业项目")
        CITY = "city", _("智慧城市场景")
        SERVICE = "service", _("公共服务设施")

    class Category(models.TextChoices):
        SCIENCE = "science", _("科创")
        INDUSTRY = "industry", _("产业")
        INFRASTRUCTURE = "infrastructure", _("基础设施")
        SERVICE = "service", _("公共服务")

    class Type(models.TextChoices):
        CONSTRUCTION = "construction", _("新建")
        REHABILITATION = "rehabilitation", _("改造")
        REPLACEMENT = "replacement", _("迁建重建")
        EXPANSION = "expansion", _("改扩建")
        DECOMMISSIONING = "decommissioning", _("拆除")

    class Ridge(models.TextChoices):
        ZHONGLIANG = "zhongliang", _("中梁山")
        JINYUN = "jinyun", _("缙云山")

    name = models.CharField(_("名称"), max_length=120)
    summary = models.CharField(_("摘要"), max_length=300, blank=True)
    body = RichTextField(_("介绍"), blank=True)
    code = models.CharField(  # noqa: DJ001 - unique where it is known
        _("项目代码"),
        max_length=30,
        null=True,
        blank=True,
        help_text=_("全国投资项目统一代码（GB/T 40058），24 位，例如 2020-500107-76-03-123456。"),
        validators=[
            RegexValidator(
                r"^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$",
                _("项目代码的格式是 4-6-2-2-6 位数字，用短横线连接。"),
            )
        ],
    )
    kind = models.CharField(_("项目类型"), max_length=12, choices=Kind)
    category = models.CharField(_("类别"), max_length=16, choices=Category)
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("领域"), blank=True, related_name="projects"
    )
    districts = models.ManyToManyField(
        District, verbose_name=_("区县"), blank=True, related_name="projects"
    )
    institutions = models.ManyToManyField(
        Institution,
        through="projects.Participation",
        verbose_name=_("参与机构"),
        related_name="projects",
        limit_choices_to=PAGES,
    )
    policies = models.ManyToManyField(
        "talent.TalentPolicy",
        verbose_name=_("相关政策"),
        blank=True,
        related_name="projects",
        limit_choices_to=PAGES,
        help_text=_("项目适用或为项目出台的政策；政策页面会反过来列出本项目。"),
    )
    lead = models.CharField(
        _("项目长"), max_length=80, blank=True, help_text=_("负责该项目的人：姓名与职务。")
    )
    phase = models.CharField(_("阶段"), max_length=16, choices=Phase, blank=True)
    project_type = models.CharField(_("建设性质"), max_length=16, choices=Type, blank=True)
    suspended_since = models.DateField(_("停缓建起始日"), null=True, blank=True)
    suspension_reason = models.CharField(_("停缓建原因"), max_length=300, blank=True)

    geometry = models.JSONField(
        _("线位或范围（GeoJSON）"), null=True, blank=True, help_text=_("例如隧道的 LineString。")
    )
    location_note = models.CharField(_("位置说明"), max_length=160, blank=True)

    baseline_start = models.DateField(_("基准开工日"), null=True, blank=True)
    baseline_end = models.DateField(_("基准完工日"), null=True, blank=True)
    planned_start = models.DateField(_("计划开工日"), null=True, blank=True)
    planned_start_precision = precision_field(verbose_name=_("计划开工精度"))
    planned_end = models.DateField(_("计划完工日"), null=True, blank=True)
    planned_end_precision = precision_field(verbose_name=_("计划完工精度"))
    actual_start = models.DateField(_("实际开工日"), null=True, blank=True)
    actual_start_precision = precision_field(verbose_name=_("实际开工精度"))
    actual_end = models.DateField(_("实际完工日"), null=True, blank=True)
    actual_end_precision = precision_field(verbose_name=_("实际完工精度"))

    investment = models.DecimalField(
        _("总投资（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    budget_approved_on = models.DateField(_("概算批复日"), null=True, blank=True)
    final_cost = models.DecimalField(
        _("竣工决算（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    verified_by = models.CharField(_("核实人"), max_length=60, blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)

    ridge = models.CharField(_("山脉"), max_length=12, choices=Ridge, blank=True)
    tunnel_length = models.PositiveIntegerField(_("隧道长度（米）"), null=True, blank=True)
    east_portal = models.CharField(_("东洞口"), max_length=80, blank=True)
    west_portal = models.CharField(_("西洞口"), max_length=80, blank=True)
    north_south_order = models.PositiveSmallIntegerField(
        _("自北向南序号"),
        null=True,
        blank=True,
        help_text=_("全部 36 条东西向隧道从北到南的位置。"),
    )
    opened_on = models.DateField(_("通车日期"), null=True, blank=True)

    featured_order = models.PositiveSmallIntegerField(
        _("首页顺序"), null=True, blank=True, help_text=_("数字小的在前；留空则不上首页。")
    )

    objects = ProjectQuerySet.as_manager()

    title_field = "name"
    unique_among_pages = ("code",)
    translated_together = (
        "name",
        "summary",
        "body",
        "location_note",
        "suspension_reason",
        "source",
    )

    class Meta(Publishable.Meta):
        verbose_name = _("项目")
        verbose_name_plural = pgettext_lazy("plural", "项目")
        ordering = ["-as_of", "name_zh_hans", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"], condition=Q(live=None), name="project_code_once"
            ),
            models.CheckConstraint(
                condition=Q(actual_end=None)
                | Q(actual_start=None)
                | Q(actual_end__gte=F("actual_start")),
                name="project_actual_order",
            ),
            models.CheckConstraint(
                condition=Q(planned_end=None)
                | Q(planned_start=None)
                | Q(planned_end__gte=F("planned_start")),
                name="project_planned_order",
            ),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["phase"], name="project_phase"),
            models.Index(fields=["category", "kind"], name="project_category_kind"),
            models.Index(fields=["-as_of", "name_zh_hans", "id"], name="project_order"),
        ]

    def clean(self):
        super().clean()
        self.clean_location()
        self.code = self.code or None
        self.clean_geometry()
        for start, end in PERIODS:
            first, last = getattr(self, start), getattr(self, end)
            if first and last and last < first:
                raise ValidationError({end: _("完工日不能早于开工日。")})
        if self.suspended_since and not self.suspension_reason_zh_hans:
            raise ValidationError({"suspension_reason_zh_hans": _("请说明停缓建的原因。")})

    def clean_geometry(self):
        if not self.geometry:
            return
        try:
            places = points(self.geometry)
        except ValueError:
            message = _("请填写 GeoJSON 几何对象，例如 LineString，只有 type 和 coordinates 两项。")
            raise ValidationError({"geometry": message}) from None
        if all(is_inside(lat, lon) for lon, lat in places):
            raise ValidationError({"geometry": _("经度和纬度似乎填反了：GeoJSON 先写经度。")})
        if not all(is_inside(lon, lat) for lon, lat in places):
            raise ValidationError({"geometry": _("线位或范围有的点不在重庆范围内。")})

    def get_absolute_url(self):
        return reverse("projects:project_detail", args=[self.slug])

    @property
    def is_tunnel(self) -> bool:
        return self.kind == self.Kind.TUNNEL

    @property
    def public_geometry(self) -> dict | None:
        """The line, area or point as GeoJSON that visitors may see; None when withheld."""
        if self.location_precision == self.LocationPrecision.WITHHELD:
            return None
        return self.geometry or super().public_geometry

    @property
    def is_stale(self) -> bool:
        """No status for half a year: visitors are told so."""
        return bool(self.as_of) and self.as_of < timezone.localdate() - datetime.timedelta(
            days=STALE_DAYS
        )

    @property
    def slip_days(self) -> int | None:
        """Days from the frozen baseline to the plan (or real end); None if one is unknown."""
        end = self.actual_end or self.planned_end
        return (end - self.baseline_end).days if end and self.baseline_end else None

    @property
    def is_late(self) -> bool:
        return bool(
            self.planned_end and not self.actual_end and self.planned_end < timezone.localdate()
        )

    @property
    def planned_start_label(self) -> str:
        return date_label(self.planned_start, self.planned_start_precision)

    @property
    def planned_end_label(self) -> str:
        return date_label(self.planned_end, self.planned_end_precision)

    @property
    def actual_start_label(self) -> str:
        return date_label(self.actual_start, self.actual_start_precision)

    @property
    def actual_end_label(self) -> str:
        return date_label(self.actual_end, self.actual_end_precision)
