import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.vocabulary import Sector
from scicity.dates import period_label
from scicity.numbers import large_number
from scicity.publishing.models import PagePart, Publishable, PublishableQuerySet, Sourced


class IndicatorQuerySet(PublishableQuerySet):
    def with_observations(self):
        return self.prefetch_related(
            Prefetch(
                "observations",
                queryset=Observation.objects.with_superseded().order_by("-as_of", "-pk"),
            )
        )

    def headline(self):
        """The figures of the home page, in the editors' order."""
        return self.exclude(headline_order=None).order_by("headline_order", "pk")


class Indicator(Publishable):
    """A figure with its definition; its values are observations."""

    class Kind(models.TextChoices):
        STOCK = "stock", _("存量")
        FLOW = "flow", _("流量")
        GROWTH = "growth", _("增速")
        SHARE = "share", _("占比")

    class Scope(models.TextChoices):
        WHOLE = "whole", _("科学城全域（1198 平方公里）")
        CORE = "core", _("核心区")

    class Compute(models.TextChoices):
        PROJECTS = "projects", _("本站项目数")
        TUNNELS = "tunnels", _("本站隧道数")
        UNIVERSITIES = "universities", _("本站高校和科研院所数")
        KEY_LABS = "key_labs", _("本站重点实验室数")
        RND = "rnd", _("本站研发机构数")
        INCUBATORS = "incubators", _("本站孵化器数")

    name = models.CharField(_("名称"), max_length=120)
    definition = models.TextField(_("定义"), blank=True)
    unit = models.CharField(_("单位"), max_length=30, blank=True)
    kind = models.CharField(_("指标类型"), max_length=8, choices=Kind)
    scope = models.CharField(_("范围"), max_length=8, choices=Scope, blank=True)
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
    )
    method = models.TextField(_("统计方法"), blank=True)
    limits = models.TextField(_("使用限制"), blank=True)
    owner = models.CharField(_("责任单位"), max_length=120, blank=True)
    prefix = models.CharField(_("数值前缀"), max_length=10, blank=True, help_text=_("例如“超过”。"))
    decimals = models.PositiveSmallIntegerField(_("小数位数"), default=0)
    headline_order = models.PositiveSmallIntegerField(
        _("首页顺序"), null=True, blank=True, help_text=_("数字小的在前；留空则不上首页。")
    )
    compute = models.CharField(
        _("对照本站记录"),
        max_length=16,
        choices=Compute,
        blank=True,
        help_text=_("在官方数字旁列出本站收录的数量。"),
    )
    max_age_days = models.PositiveSmallIntegerField(
        _("有效期（天）"), null=True, blank=True, help_text=_("超过后页面提示数字可能已过时。")
    )

    objects = IndicatorQuerySet.as_manager()

    title_field = "name"
    translated_together = ("name", "definition", "unit", "method", "limits", "owner", "prefix")

    class Meta(Publishable.Meta):
        verbose_name = _("指标")
        verbose_name_plural = pgettext_lazy("plural", "指标")
        ordering = ["headline_order", "pk"]

    def get_absolute_url(self):
        return reverse("projects:figure_detail", args=[self.slug])

    @property
    def summary(self) -> str:
        return self.definition

    @property
    def latest(self):
        """The observation in force: the newest period, its last revision; None without any."""
        return max(self.observations.all(), key=lambda o: (o.as_of, o.pk), default=None)

    @property
    def is_stale(self) -> bool:
        latest = self.latest
        if not latest or not self.max_age_days:
            return False
        return latest.as_of < timezone.localdate() - datetime.timedelta(days=self.max_age_days)


class ObservationQuerySet(models.QuerySet):
    def with_superseded(self):
        """Annotates `is_superseded`: a later row speaks of the same period on the same basis."""
        period = {
            "start": Coalesce("period_start", "as_of"),
            "end": Coalesce("period_end", "as_of"),
        }
        later = Observation.objects.alias(**period).filter(
            indicator=OuterRef("indicator"),
            basis=OuterRef("basis"),
            start=Coalesce(OuterRef("period_start"), OuterRef("as_of")),
            end=Coalesce(OuterRef("period_end"), OuterRef("as_of")),
            pk__gt=OuterRef("pk"),
        )
        return self.annotate(is_superseded=Exists(later))


class Observation(PagePart, Sourced):
    """One value of an indicator. Never overwritten: a revision is a new row."""

    page_of_row = "indicator"

    class Basis(models.TextChoices):
        LEVEL = "level", _("绝对值")
        YEAR_ON_YEAR = "yoy", _("同比")
        MONTH_ON_MONTH = "mom", _("环比")
        CUMULATIVE = "cumulative", _("累计")

    class Status(models.TextChoices):
        ACTUAL = "actual", _("实际值")
        PROVISIONAL = "provisional", _("初步数")
        REVISED = "revised", _("修订数")
        ESTIMATE = "estimate", _("估计值")
        TARGET = "target", _("目标值")

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("指标"), on_delete=models.CASCADE, related_name="observations"
    )
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    period_start = models.DateField(_("统计期起"), null=True, blank=True)
    period_end = models.DateField(_("统计期止"), null=True, blank=True)
    basis = models.CharField(_("口径"), max_length=10, choices=Basis, default=Basis.LEVEL)
    status = models.CharField(
        pgettext_lazy("figure", "状态"), max_length=12, choices=Status, default=Status.ACTUAL
    )
    note = models.CharField(_("备注"), max_length=300, blank=True)
    break_before = models.BooleanField(_("与此前不可比"), default=False)
    created_at = models.DateTimeField(_("录入时间"), auto_now_add=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标数值")
        verbose_name_plural = pgettext_lazy("plural", "指标数值")
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["indicator", "-as_of", "-id"], name="observation_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(as_of__isnull=False), name="observation_has_as_of"
            ),
            models.CheckConstraint(
                condition=models.Q(period_start=None)
                | models.Q(period_end=None)
                | models.Q(period_end__gte=models.F("period_start")),
                name="observation_period_order",
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.value} ({self.when})"

    def clean(self):
        if not self.as_of:
            raise ValidationError({"as_of": _("请填写数字截至哪一天。")})
        if not self.source_zh_hans:
            raise ValidationError({"source_zh_hans": _("没有来源的数字不能公开。")})
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": _("统计期止不能早于统计期起。")})

    @property
    def display_value(self) -> str:
        """The number with its indicator's decimals; large round ones in words (140万)."""
        if words := large_number(self.value):
            return words
        decimals = self.indicator.decimals
        return (
            f"{self.value:,.{decimals}f}"
            if abs(self.value) >= 10_000
            else f"{self.value:.{decimals}f}"
        )

    @property
    def when(self) -> str:
        """The period it speaks of, or the day it was counted."""
        return period_label(self.period_start, self.period_end) or self.as_of_label
