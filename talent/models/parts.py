"""The rows that belong to one policy and are edited with it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.media.documents import check_document
from scicity.media.page_files import PageFileField
from scicity.publishing.models import PAGES, PagePart
from talent.models.documents import Clause
from talent.models.policies import TalentPolicy


class PolicyPart(PagePart):
    page_of_row = "policy"

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class ApplicationWindow(PagePart):
    """When applications are taken. Days are days in Shanghai, both ends included."""

    page_of_row = "policy"

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="windows"
    )
    all_year = models.BooleanField(_("常年受理"), default=False)
    opens_on = models.DateField(_("开始日期"), null=True, blank=True)
    closes_on = models.DateField(_("截止日期"), null=True, blank=True)
    is_habitual = models.BooleanField(
        _("预计"), default=False, help_text=_("按往年惯例推算，尚未公布；页面上会标明“预计”。")
    )
    note = models.CharField(pgettext_lazy("remark", "说明"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("申报时间")
        verbose_name_plural = pgettext_lazy("plural", "申报时间")
        ordering = ["-closes_on", "-opens_on", "pk"]
        indexes = [
            models.Index(fields=["policy", "opens_on", "closes_on"], name="window_policy_dates")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(opens_on=None) | Q(closes_on__gte=F("opens_on")),
                name="window_dates_order",
                violation_error_message=_("截止日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(all_year=True) | Q(opens_on__isnull=False) | Q(closes_on__isnull=False),
                name="window_says_something",
                violation_error_message=_("请填写日期，或勾选“常年受理”。"),
            ),
        ]

    def __str__(self):
        return (
            str(_("常年受理"))
            if self.all_year
            else f"{self.opens_on or '…'} – {self.closes_on or '…'}"
        )

    def clean(self):
        if not self.all_year and not self.opens_on and not self.closes_on:
            raise ValidationError(_("请填写日期，或勾选“常年受理”。"))
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("截止日期不能早于开始日期。")})


class Step(PolicyPart):
    title = models.CharField(_("步骤"), max_length=120)
    text = models.TextField(pgettext_lazy("remark", "说明"), blank=True)

    class Meta(PolicyPart.Meta):
        verbose_name = _("办理步骤")
        verbose_name_plural = pgettext_lazy("plural", "办理步骤")

    def __str__(self):
        return self.title


class Material(PolicyPart):
    class Form(models.TextChoices):
        ORIGINAL = "original", _("原件")
        COPY = "copy", _("复印件")
        BOTH = "both", _("原件和复印件")
        ELECTRONIC = "electronic", _("电子件")

    name = models.CharField(_("材料"), max_length=160)
    form = models.CharField(_("形式"), max_length=10, choices=Form, blank=True)
    count = models.PositiveSmallIntegerField(_("份数"), null=True, blank=True)
    obtained_from = models.CharField(_("从哪里取得"), max_length=160, blank=True)
    template = PageFileField(
        _("空白表格"),
        upload_to="policies/%Y/%m",
        blank=True,
        validators=[check_document],
        named_by="name",
    )
    is_required = models.BooleanField(_("必须提供"), default=True)
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("条款"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="materials",
    )

    class Meta(PolicyPart.Meta):
        verbose_name = _("申报材料")
        verbose_name_plural = pgettext_lazy("plural", "申报材料")
        indexes = [models.Index(fields=["template"], name="material_template")]

    def __str__(self):
        return self.name


class Contact(PolicyPart):
    name = models.CharField(_("联系部门"), max_length=120)
    phone = models.CharField(_("电话"), max_length=60, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    hours = models.CharField(_("办公时间"), max_length=120, blank=True)

    class Meta(PolicyPart.Meta):
        verbose_name = _("联系方式")
        verbose_name_plural = pgettext_lazy("plural", "联系方式")

    def __str__(self):
        return self.name


class PolicyFAQ(PolicyPart):
    question = models.CharField(_("问题"), max_length=200)
    answer = models.TextField(_("回答"))

    class Meta(PolicyPart.Meta):
        verbose_name = _("常见问题")
        verbose_name_plural = pgettext_lazy("plural", "常见问题")

    def __str__(self):
        return self.question


class PolicyRelation(PagePart):
    """How one policy stands to another; read "policy – kind – other"."""

    page_of_row = "policy"

    class Kind(models.TextChoices):
        SUPERSEDES = "supersedes", _("替代")
        AMENDS = "amends", _("修订")
        IMPLEMENTS = "implements", _("实施")
        EXPLAINS = "explains", _("解读")
        EXCLUSIVE = "exclusive", _("不可同享")
        HIGHER_ONLY = "higher_only", _("就高不重复")
        STACKABLE = "stackable", _("可叠加")
        DEDUCTS = "deducts", _("抵扣")

    # The same relation read from the other policy; those left out read alike from both.
    REVERSED = {
        Kind.SUPERSEDES: pgettext_lazy("relation", "被替代"),
        Kind.AMENDS: pgettext_lazy("relation", "被修订"),
        Kind.IMPLEMENTS: pgettext_lazy("relation", "实施细则"),
        Kind.EXPLAINS: pgettext_lazy("relation", "官方解读"),
        Kind.DEDUCTS: pgettext_lazy("relation", "被抵扣"),
    }

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="relations"
    )
    kind = models.CharField(_("关系"), max_length=12, choices=Kind)
    other = models.ForeignKey(
        TalentPolicy,
        verbose_name=_("另一政策"),
        on_delete=models.CASCADE,
        related_name="related_from",
        limit_choices_to=PAGES,
    )
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("条款"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="relations",
    )
    note = models.CharField(pgettext_lazy("remark", "说明"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("政策关系")
        verbose_name_plural = pgettext_lazy("plural", "政策关系")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind", "other"], name="relation_once"),
            models.CheckConstraint(
                condition=~Q(policy=F("other")),
                name="relation_not_to_itself",
                violation_error_message=_("不能与自己建立关系。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.other}"

    @property
    def reversed_label(self) -> str:
        """What this policy is to the other one's page."""
        return str(self.REVERSED.get(self.kind, self.get_kind_display()))
