from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models.vocabulary import Located, Sector
from scicity.dates import date_label, precision_field
from scicity.fields import RichTextField
from scicity.media.models import Illustrated
from scicity.publishing.models import PAGES, Publishable, PublishableQuerySet, Sourced


class InstitutionQuerySet(PublishableQuerySet):
    def for_list(self):
        return (
            self.select_related("cover", "parent", "host")
            .prefetch_related("sectors")
            .defer("body", "body_zh_hans", "body_en")
        )


class Institution(Publishable, Sourced, Illustrated, Located):
    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("高等院校")
        RESEARCH_INSTITUTE = "research_institute", _("科研院所")
        KEY_LAB = "key_lab", _("重点实验室")
        RND = "rnd", _("研发机构")
        INCUBATOR = "incubator", _("孵化器")
        COMPANY = "company", _("企业")
        AUTHORITY = "authority", _("管理机构")
        HOSPITAL = "hospital", _("医院")
        SCHOOL = "school", _("学校")

    class Level(models.TextChoices):
        NATIONAL = "national", _("国家级")
        MUNICIPAL = "municipal", _("市级")

    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    summary = models.CharField(_("摘要"), max_length=300, blank=True)
    body = RichTextField(_("介绍"), blank=True)
    kind = models.CharField(_("机构类型"), max_length=24, choices=Kind)
    level = models.CharField(_("级别"), max_length=12, choices=Level, blank=True)
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("领域"), blank=True, related_name="institutions"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级单位"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        limit_choices_to=PAGES,
    )
    host = models.ForeignKey(
        "self",
        verbose_name=_("依托单位"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="hosted",
        limit_choices_to=PAGES,
    )
    credit_code = models.CharField(  # noqa: DJ001 - unique where it is known
        _("统一社会信用代码"),
        max_length=18,
        null=True,
        blank=True,
        validators=[
            RegexValidator(
                r"^[0-9A-HJ-NP-RTUW-Y]{18}$", _("统一社会信用代码是 18 位数字或大写字母。")
            )
        ],
    )
    ror = models.URLField(_("ROR 标识"), blank=True, help_text=_("例如 https://ror.org/…"))
    founded = models.DateField(_("成立时间"), null=True, blank=True)
    founded_precision = precision_field(verbose_name=_("成立时间精度"))
    moved_in = models.DateField(_("落户科学城时间"), null=True, blank=True)
    moved_in_precision = precision_field(verbose_name=_("落户时间精度"))
    website = models.URLField(_("网站"), blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)

    objects = InstitutionQuerySet.as_manager()

    title_field = "name"
    unique_among_pages = ("credit_code",)
    translated_together = ("name", "summary", "body", "address", "source")

    class Meta(Publishable.Meta):
        verbose_name = _("机构")
        verbose_name_plural = pgettext_lazy("plural", "机构")
        ordering = ["kind", "name_zh_hans", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["credit_code"], condition=Q(live=None), name="institution_credit_code_once"
            ),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["kind", "level"], name="institution_kind_level"),
        ]

    def clean(self):
        super().clean()
        self.clean_location()
        for name in ("parent", "host"):
            chosen = getattr(self, f"{name}_id")
            if chosen and chosen in (self.pk, self.live_id):
                raise ValidationError({name: _("不能选择机构自己。")})
        if not self.credit_code:
            self.credit_code = None

    def get_absolute_url(self):
        return reverse("projects:institution_detail", args=[self.slug])

    @property
    def founded_label(self) -> str:
        return date_label(self.founded, self.founded_precision)

    @property
    def moved_in_label(self) -> str:
        return date_label(self.moved_in, self.moved_in_precision)
