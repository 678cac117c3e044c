import datetime

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.fields import ChoiceArrayField, RichTextField
from scicity.media.models import Illustrated
from scicity.publishing.models import PAGES, Publishable, PublishableQuerySet, Sourced
from talent.dates import application_times
from talent.sentences import headline

# Addresses below /talent/ that are no policy's.
TAKEN = frozenset({"calendar", "compare", "match", "print"})
EXPIRING_DAYS = 60
CLOSING_DAYS = 14


class Validity(models.TextChoices):
    """Derived from the dates on the day that is asked about; never typed."""

    UPCOMING = "upcoming", _("未生效")
    IN_FORCE = "in_force", _("现行有效")
    EXPIRING = "expiring", _("即将到期")
    EXPIRED = "expired", _("已失效")
    REPEALED = "repealed", _("已废止")
    SUPERSEDED = "superseded", _("已被替代")
    NOT_STATED = "not_stated", _("有效期不详")


class WindowState(models.TextChoices):
    """Derived from the application windows on the day that is asked about."""

    ALL_YEAR = "all_year", _("常年受理")
    UPCOMING = "upcoming", pgettext_lazy("window", "即将开始")
    OPEN = "open", _("受理中")
    CLOSING = "closing", _("即将截止")
    CLOSED = "closed", _("已截止")
    UNPUBLISHED = "unpublished", _("未公布")


class TalentPolicyQuerySet(PublishableQuerySet):
    def for_list(self):
        return (
            self.select_related("cover", "lead_agency")
            .prefetch_related("benefits", "windows")
            .defer("body", "body_zh_hans", "body_en")
        )

    def featured(self):
        return self.exclude(featured_order=None).order_by("featured_order", "pk")

    def with_states(self, on: datetime.date | None = None):
        """Adds `validity` and `window_state` as of the day (by default today in Shanghai).

        The day itself is in `states_on`.
        """
        on = on or timezone.localdate()
        day = Value(on, output_field=models.DateField())
        return self.annotate(
            validity=validity_on(on), window_state=window_state_on(on), states_on=day
        )


def validity_on(on: datetime.date) -> Case:
    soon = on + datetime.timedelta(days=EXPIRING_DAYS)
    return Case(
        When(repealed_on__lte=on, then=Value(Validity.REPEALED)),
        When(superseded_on__lte=on, then=Value(Validity.SUPERSEDED)),
        When(effective_from__gt=on, then=Value(Validity.UPCOMING)),
        When(effective_to__lt=on, then=Value(Validity.EXPIRED)),
        When(effective_to__lte=soon, then=Value(Validity.EXPIRING)),
        When(Q(effective_to__gt=soon) | Q(open_ended=True), then=Value(Validity.IN_FORCE)),
        default=Value(Validity.NOT_STATED),
        output_field=models.CharField(),
    )


def window_state_on(on: datetime.date) -> Case:
    from talent.models.parts import ApplicationWindow

    windows = ApplicationWindow.objects.filter(policy=OuterRef("pk"))
    soon = on + datetime.timedelta(days=CLOSING_DAYS)
    started = windows.filter(Q(opens_on=None) | Q(opens_on__lte=on), is_habitual=False)
    return Case(
        When(Exists(windows.filter(all_year=True)), then=Value(WindowState.ALL_YEAR)),
        When(
            Exists(started.filter(Q(closes_on__gt=soon) | Q(closes_on=None))),
            then=Value(WindowState.OPEN),
        ),
        When(Exists(started.filter(closes_on__gte=on)), then=Value(WindowState.CLOSING)),
        When(
            Exists(windows.filter(opens_on__gt=on, is_habitual=False)),
            then=Value(WindowState.UPCOMING),
        ),
        When(
            Exists(windows.filter(closes_on__lt=on, is_habitual=False)),
            then=Value(WindowState.CLOSED),
        ),
        default=Value(WindowState.UNPUBLISHED),
        output_field=models.CharField(),
    )


class TalentPolicy(Publishable, Sourced, Illustrated):
    """A policy, with the official fields of its document and its content as data."""

    class Category(models.TextChoices):
        TALENT = "talent", _("人才")
        HOUSING = "housing", _("住房")
        FUNDING = "funding", _("资助")
        LOAN = "loan", _("贷款融资")
        SCHOOLS = "schools", _("教育")
        MEDICAL = "medical", _("医疗")
        SETTLEMENT = "settlement", _("落户出入境")
        STARTUP = "startup", _("创业")
        PLATFORM = "platform", _("平台载体")

    class Level(models.TextChoices):
        NATIONAL = "national", _("国家")
        MUNICIPAL = "municipal", pgettext_lazy("policy", "市级")
        SCIENCE_CITY = "science_city", _("科学城（高新区）")
        DISTRICT = "district", _("区县")

    class Subject(models.TextChoices):
        PERSON = "person", _("个人")
        EMPLOYER = "employer", _("用人单位")
        TEAM = "team", _("团队")
        PLATFORM = "platform", _("平台机构")

    class Delivery(models.TextChoices):
        AUTOMATIC = "automatic", _("免申即享")
        FAST_TRACK = "fast_track", _("快申快享")
        COMPETITIVE = "competitive", _("评审制")
        ACCREDITATION = "accreditation", _("认定制")
        CASE_BY_CASE = "case_by_case", _("一事一议")

    class Completeness(models.TextChoices):
        FULL = "full", _("全部结构化")
        PARTIAL = "partial", _("部分结构化")
        TEXT = "text", _("仅文本")

    title = models.CharField(_("名称"), max_length=160)
    short_title = models.CharField(_("简称"), max_length=60, blank=True)
    summary = models.CharField(_("一句话说明"), max_length=300, blank=True)
    body = RichTextField(_("正文"), blank=True)
    category = models.CharField(_("类别"), max_length=12, choices=Category)
    level = models.CharField(_("层级"), max_length=12, choices=Level, blank=True)
    subjects = ChoiceArrayField(
        models.CharField(max_length=10, choices=Subject),
        verbose_name=_("适用对象"),
        default=list,
        blank=True,
    )
    delivery = models.CharField(_("兑现方式"), max_length=14, choices=Delivery, blank=True)
    issuer = models.CharField(_("发布机构"), max_length=120, blank=True)
    lead_agency = models.ForeignKey(
        "projects.Institution",
        verbose_name=_("牵头部门"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_policies",
        limit_choices_to=PAGES,
    )

    index_number = models.CharField(_("索引号"), max_length=60, blank=True)
    document_number = models.CharField(
        _("发文字号"), max_length=80, blank=True, help_text=_("例如：渝高新发〔2024〕13号。")
    )
    topic_category = models.CharField(_("主题分类"), max_length=60, blank=True)
    genre = models.CharField(_("体裁分类"), max_length=60, blank=True)
    written_on = models.DateField(_("成文日期"), null=True, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)

    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    effective_to = models.DateField(_("有效期至"), null=True, blank=True)
    open_ended = models.BooleanField(_("长期有效"), default=False)
    repealed_on = models.DateField(_("废止日期"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("被此政策替代"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced",
        limit_choices_to=PAGES,
    )
    superseded_on = models.DateField(_("替代日期"), null=True, blank=True)

    promised_days = models.PositiveSmallIntegerField(_("承诺办结（工作日）"), null=True, blank=True)
    service_address = models.CharField(_("办理地址"), max_length=200, blank=True)
    service_phone = models.CharField(_("咨询电话"), max_length=60, blank=True)
    service_url = models.URLField(_("网上办理"), max_length=500, blank=True)

    completeness = models.CharField(
        _("数据完整度"), max_length=8, choices=Completeness, default=Completeness.TEXT
    )
    verified_on = models.DateField(_("核对日期"), null=True, blank=True)
    verified_by = models.CharField(_("核对人"), max_length=60, blank=True)
    review_by = models.DateField(_("下次核对"), null=True, blank=True)
    external_id = models.CharField(  # noqa: DJ001 - unique where it is known
        _("外部编号"), max_length=80, null=True, blank=True
    )
    featured_order = models.PositiveSmallIntegerField(
        _("首页顺序"), null=True, blank=True, help_text=_("数字小的在前；留空则不上首页。")
    )

    objects = TalentPolicyQuerySet.as_manager()

    translated_together = ("title", "summary", "body", "issuer", "source")
    unique_among_pages = ("external_id",)
    has_public_past = True

    class Meta(Publishable.Meta):
        verbose_name = _("政策")
        verbose_name_plural = pgettext_lazy("plural", "政策")
        ordering = ["-issued_on", "-published_at", "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["external_id"], condition=Q(live=None), name="policy_external_id_once"
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_from=None)
                | Q(effective_to__gte=F("effective_from")),
                name="policy_effective_order",
            ),
            models.CheckConstraint(
                condition=Q(open_ended=False) | Q(effective_to=None),
                name="policy_open_ended_has_no_end",
            ),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["category", "level"], name="policy_category_level"),
            GinIndex(fields=["subjects"], name="policy_subjects"),
        ]

    def clean(self):
        super().clean()
        self.external_id = self.external_id or None
        if self.slug in TAKEN:
            raise ValidationError({"slug": _("这个地址已用于网站自己的页面，请换一个。")})
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValidationError({"effective_to": _("有效期至不能早于施行日期。")})
        if self.open_ended and self.effective_to:
            raise ValidationError({"open_ended": _("长期有效的政策不填“有效期至”。")})
        if self.superseded_by_id and self.superseded_by_id in (self.pk, self.live_id):
            raise ValidationError({"superseded_by": _("政策不能替代自己。")})
        if self.superseded_by_id and not self.superseded_on:
            raise ValidationError({"superseded_on": _("请填写从哪一天起被替代。")})

    def get_absolute_url(self):
        return reverse("talent:policy_detail", args=[self.slug])

    def get_validity(self) -> str:
        """The annotation of `with_states`, as a choice with its label."""
        return Validity(self.validity)

    def get_window_state(self) -> str:
        return WindowState(self.window_state)

    @property
    def subject_labels(self) -> list[str]:
        return [str(self.Subject(value).label) for value in self.subjects]

    @property
    def application_times(self):
        """When one can apply, in words; needs no query after `for_list`."""
        return application_times(self, getattr(self, "states_on", None))

    @property
    def is_review_due(self) -> bool:
        """Its facts should have been checked again by now."""
        return bool(self.review_by and self.review_by < timezone.localdate())

    @property
    def headline_amount(self) -> str:
        """The largest benefit in a few words, for cards; needs no query after `for_list`."""
        return headline(self.benefits.all())
