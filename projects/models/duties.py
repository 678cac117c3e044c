"""Who answers for what, and what is put out to whoever can solve it: 链长 and 揭榜挂帅."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.institutions import Institution
from projects.models.projects import Project
from projects.models.vocabulary import Sector
from scicity.fields import RichTextField
from scicity.publishing.models import PAGES, Publishable, PublishableQuerySet, Sourced


class CallQuerySet(PublishableQuerySet):
    def for_list(self):
        return (
            self.select_related("owner")
            .prefetch_related("sectors")
            .order_by(F("deadline").desc(nulls_last=True), "pk")
        )

    def open_on(self, day):
        """Calls that can be answered on the day; one without a deadline stays open."""
        return self.filter(
            Q(opens_on=None) | Q(opens_on__lte=day),
            Q(deadline=None) | Q(deadline__gte=day),
            awarded_on=None,
            withdrawn_on=None,
        )


class Call(Publishable, Sourced):
    """A problem put out for anyone to solve (揭榜挂帅). Its state follows from its dates."""

    class State(models.TextChoices):
        WITHDRAWN = "withdrawn", _("已撤榜")
        AWARDED = "awarded", _("已揭榜")
        CLOSED = "closed", _("已截止")
        UPCOMING = "upcoming", _("即将发榜")
        OPEN = "open", _("揭榜中")

    title = models.CharField(_("榜单名称"), max_length=160)
    summary = models.CharField(_("要解决的问题"), max_length=300, blank=True)
    body = RichTextField(_("任务说明"), blank=True)
    owner = models.ForeignKey(
        Institution,
        verbose_name=_("发榜单位"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="calls",
        limit_choices_to=PAGES,
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("所属项目"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="calls",
        limit_choices_to=PAGES,
    )
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("领域"), blank=True, related_name="calls"
    )
    reward = models.DecimalField(
        _("榜单金额（万元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    reward_note = models.CharField(_("支持方式"), max_length=200, blank=True)
    opens_on = models.DateField(_("发榜日期"), null=True, blank=True)
    deadline = models.DateField(
        _("截止日期"), null=True, blank=True, help_text=_("当天仍可揭榜；留空表示长期有效。")
    )
    contact = models.CharField(_("联系方式"), max_length=200, blank=True)
    awarded_on = models.DateField(_("揭榜日期"), null=True, blank=True)
    winner = models.CharField(_("揭榜方"), max_length=160, blank=True)
    withdrawn_on = models.DateField(_("撤榜日期"), null=True, blank=True)

    objects = CallQuerySet.as_manager()

    translated_together = ("title", "summary", "body", "reward_note", "contact", "source")

    class Meta(Publishable.Meta):
        verbose_name = _("揭榜挂帅榜单")
        verbose_name_plural = pgettext_lazy("plural", "揭榜挂帅榜单")
        ordering = ["-deadline", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(deadline=None) | Q(deadline__gte=F("opens_on")),
                name="call_deadline_after_opening",
                violation_error_message=_("截止日期不能早于发榜日期。"),
            ),
        ]

    def clean(self):
        super().clean()
        if self.opens_on and self.deadline and self.deadline < self.opens_on:
            raise ValidationError({"deadline": _("截止日期不能早于发榜日期。")})
        if self.awarded_on and not self.winner_zh_hans:
            raise ValidationError({"winner_zh_hans": _("请填写揭榜方。")})

    def get_absolute_url(self):
        return reverse("projects:call_detail", args=[self.slug])

    @property
    def state(self) -> State:
        return self.state_on(timezone.localdate())

    def state_on(self, day) -> State:
        if self.withdrawn_on:
            return self.State.WITHDRAWN
        if self.awarded_on:
            return self.State.AWARDED
        if self.opens_on and day < self.opens_on:
            return self.State.UPCOMING
        if self.deadline and day > self.deadline:
            return self.State.CLOSED
        return self.State.OPEN

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_left(self) -> int | None:
        """Days until the deadline while the call is open; None without a deadline."""
        if not self.is_open or not self.deadline:
            return None
        return (self.deadline - timezone.localdate()).days


class ChainLead(Publishable, Sourced):
    """The person who answers for one industry chain (链长)."""

    name = models.CharField(_("产业链"), max_length=120)
    lead = models.CharField(_("链长"), max_length=120, help_text=_("姓名与职务。"))
    office = models.CharField(_("牵头单位"), max_length=160, blank=True)
    contact = models.CharField(_("联系方式"), max_length=200, blank=True)
    duty = models.CharField(_("职责"), max_length=300, blank=True)
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("领域"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="chain_leads",
        help_text=_("填了以后，页面会链接到该领域的项目和机构。"),
    )
    appointed_on = models.DateField(_("任职日期"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    objects = PublishableQuerySet.as_manager()

    title_field = "name"
    translated_together = ("name", "lead", "office", "contact", "duty", "source")

    class Meta(Publishable.Meta):
        verbose_name = _("链长")
        verbose_name_plural = pgettext_lazy("plural", "链长")
        ordering = ["order", "pk"]

    def get_absolute_url(self):
        return f"{reverse('projects:lead_list')}#{self.slug}"
