from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.publishing.models import PagePart
from talent.models.conditions import EligibilityTrack
from talent.models.documents import Clause
from talent.models.policies import TalentPolicy
from talent.sentences import benefit_amount, benefit_sentence, benefit_terms


class Benefit(PagePart):
    """What somebody gets, in fields; the sentence shown is built from them (`talent.sentences`)."""

    page_of_row = "policy"

    class Kind(models.TextChoices):
        AWARD = "award", _("奖励")
        HOME_PURCHASE = "home_purchase", _("购房补贴")
        RENT = "rent", _("租房补贴")
        APARTMENT = "apartment", _("人才公寓")
        POST_ALLOWANCE = "post_allowance", _("岗位津贴")
        LIVING = "living", _("生活补助")
        RESEARCH = "research", _("科研经费")
        MATCHING = "matching", _("配套资助")
        LOAN = "loan", _("贷款")
        INTEREST_SUBSIDY = "interest_subsidy", _("贴息")
        GUARANTEE = "guarantee", _("担保")
        EQUITY = "equity", _("股权投资")
        TAX = "tax", _("税收优惠")
        SCHOOLING = "schooling", _("子女入学")
        HEALTH = "health", _("医疗服务")
        SERVICE = "service", _("服务")

    class Calculation(models.TextChoices):
        FIXED = "fixed", _("定额")
        RANGE = "range", _("区间")
        UP_TO = "up_to", _("最高")
        PERCENT = "percent", _("按比例")
        MATCH = "match", _("配套比例")
        NEGOTIATED = "negotiated", _("一事一议")
        IN_KIND = "in_kind", _("实物或服务")

    class Unit(models.TextChoices):
        PERSON = "person", _("每人")
        HOUSEHOLD = "household", _("每户")
        PROJECT = "project", _("每个项目")
        PLATFORM = "platform", _("每个平台")
        TEAM = "team", _("每个团队")
        COMPANY = "company", _("每家企业")
        SQUARE_METRE = "square_metre", _("每平方米")

    class Period(models.TextChoices):
        ONCE = "once", _("一次性")
        MONTHLY = "monthly", _("每月")
        QUARTERLY = "quarterly", _("每季度")
        YEARLY = "yearly", _("每年")

    class Tax(models.TextChoices):
        BEFORE = "before", _("税前")
        AFTER = "after", _("税后")

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="benefits"
    )
    kind = models.CharField(_("支持类型"), max_length=18, choices=Kind)
    recipient = models.CharField(_("给谁"), max_length=160, blank=True)
    calculation = models.CharField(_("计算方式"), max_length=12, choices=Calculation)
    amount_min = models.PositiveBigIntegerField(_("金额下限（元）"), null=True, blank=True)
    amount_max = models.PositiveBigIntegerField(_("金额上限（元）"), null=True, blank=True)
    ratio = models.DecimalField(
        _("比例（%）"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("1:1 配套填 100。"),
    )
    ratio_base = models.CharField(_("比例的基数"), max_length=120, blank=True)
    unit = models.CharField(_("计量"), max_length=14, choices=Unit, blank=True)
    period = models.CharField(_("周期"), max_length=10, choices=Period, blank=True)
    times = models.PositiveSmallIntegerField(_("期数"), null=True, blank=True)
    cap = models.PositiveBigIntegerField(_("封顶（元）"), null=True, blank=True)
    cap_scope = models.CharField(_("封顶范围"), max_length=120, blank=True)
    instalments = models.CharField(_("兑付方式"), max_length=160, blank=True)
    loan_term_months = models.PositiveSmallIntegerField(_("贷款期限（月）"), null=True, blank=True)
    tax = models.CharField(_("税前税后"), max_length=8, choices=Tax, blank=True)
    note = models.CharField(pgettext_lazy("remark", "说明"), max_length=300, blank=True)
    track = models.ForeignKey(
        EligibilityTrack,
        verbose_name=_("情形"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="benefits",
        help_text=_("只有这一情形或档次可得；留空则都可得。"),
    )
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("条款"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="benefits",
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("支持内容")
        verbose_name_plural = pgettext_lazy("plural", "支持内容")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["kind", "policy"], name="benefit_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_min=None)
                | Q(amount_max=None)
                | Q(amount_max__gte=F("amount_min")),
                name="benefit_amount_order",
                violation_error_message=_("金额上限不能小于下限。"),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.recipient}".strip()

    # The columns that each way of calculating needs.
    NEEDS = {
        Calculation.FIXED: ("amount_max",),
        Calculation.RANGE: ("amount_min", "amount_max"),
        Calculation.UP_TO: ("amount_max",),
        Calculation.PERCENT: ("ratio",),
        Calculation.MATCH: ("ratio",),
    }

    def clean(self):
        missing = {
            name: _("这种计算方式需要填写此栏。")
            for name in self.NEEDS.get(self.calculation, ())
            if getattr(self, name) is None
        }
        if missing:
            raise ValidationError(missing)
        if (
            self.amount_min is not None
            and self.amount_max is not None
            and self.amount_max < self.amount_min
        ):
            raise ValidationError({"amount_max": _("金额上限不能小于下限。")})

    @property
    def sentence(self) -> str:
        return benefit_sentence(self)

    @property
    def amount_label(self) -> str:
        return benefit_amount(self)

    @property
    def terms_label(self) -> str:
        return benefit_terms(self)
