"""Conditions as data, in three fixed levels: tracks (any is enough), groups (all), rows (any).

Rows without a track belong to every track. Together with `negate` and "at least n of a group"
that says AND, OR, NOT and "two of the following" without nesting and without code.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.publishing.models import PagePart
from talent.answers import read_value, value_text
from talent.models.attributes import Attribute
from talent.models.documents import Clause
from talent.models.policies import TalentPolicy


class EligibilityTrack(PagePart):
    """One way to qualify, or one tier of the benefit."""

    page_of_row = "policy"

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="tracks"
    )
    name = models.CharField(_("情形或档次"), max_length=120)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("情形")
        verbose_name_plural = pgettext_lazy("plural", "情形")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class Condition(PagePart):
    """One row of a rule. What its value may be depends on the kind of its attribute."""

    page_of_row = "policy"

    class Operator(models.TextChoices):
        YES = "yes", pgettext_lazy("operator", "是")
        NO = "no", pgettext_lazy("operator", "否")
        IN = "in", _("是其中之一")
        NOT_IN = "not_in", _("不是其中任何一个")
        GTE = "gte", _("≥（不低于）")
        LTE = "lte", _("≤（不高于）")
        BETWEEN = "between", _("在两者之间（含）")
        ANY_OF = "any_of", _("至少有其中之一")
        BEFORE = "before", _("不晚于（含当日）")
        AFTER = "after", _("不早于（含当日）")

    class Hardness(models.TextChoices):
        MUST = "must", _("硬性条件")
        PREFERRED = "preferred", _("优先")
        ASSESSED = "assessed", _("需评审或认定")
        TEXT = "text", _("仅文字")

    FITTING = {
        Attribute.Kind.YES_NO: {Operator.YES, Operator.NO},
        Attribute.Kind.NUMBER: {Operator.GTE, Operator.LTE, Operator.BETWEEN},
        Attribute.Kind.ORDERED: {
            Operator.GTE,
            Operator.LTE,
            Operator.BETWEEN,
            Operator.IN,
            Operator.NOT_IN,
        },
        Attribute.Kind.CHOICE: {Operator.IN, Operator.NOT_IN},
        Attribute.Kind.MULTI: {Operator.ANY_OF},
        Attribute.Kind.DATE: {Operator.BEFORE, Operator.AFTER, Operator.BETWEEN},
    }

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="conditions"
    )
    track = models.ForeignKey(
        EligibilityTrack,
        verbose_name=_("情形"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="conditions",
        help_text=_("留空则对所有情形都适用。"),
    )
    group = models.PositiveSmallIntegerField(
        _("组"),
        default=1,
        help_text=_("同一组的各行满足一行即可；不同的组必须都满足。"),
    )
    at_least = models.PositiveSmallIntegerField(
        _("组内至少满足"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("例如“下列条件满足两项”填 2；同一组各行要填得一样。"),
    )
    attribute = models.ForeignKey(
        Attribute,
        verbose_name=_("问题"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conditions",
    )
    negate = models.BooleanField(
        pgettext_lazy("of a condition", "取反"), default=False, help_text=_("满足此行者不符合。")
    )
    operator = models.CharField(_("比较"), max_length=8, choices=Operator, blank=True)
    value = models.CharField(
        pgettext_lazy("of a condition", "值"),
        max_length=40,
        blank=True,
        help_text=_("数字、日期（2024-01-31）或选项代码；“是其中之一”请填“选项”。"),
    )
    value_to = models.CharField(_("到"), max_length=40, blank=True)
    options = ArrayField(
        models.SlugField(max_length=40),
        verbose_name=pgettext_lazy("of a condition", "选项"),
        default=list,
        blank=True,
        help_text=_("选项代码，用逗号隔开。"),
    )
    hardness = models.CharField(
        pgettext_lazy("of a condition", "性质"),
        max_length=10,
        choices=Hardness,
        default=Hardness.MUST,
        help_text=_("“优先”和“仅文字”只显示，不参与判断。"),
    )
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("条款"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="conditions",
        help_text=_("没有条款的硬性条件不能公开。"),
    )
    words = models.CharField(
        _("通俗说法"), max_length=300, blank=True, help_text=_("留空则按条件自动生成。")
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("条件")
        verbose_name_plural = pgettext_lazy("plural", "条件")
        ordering = ["track__order", "track", "group", "order", "pk"]
        indexes = [models.Index(fields=["policy", "track", "group"], name="condition_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attribute=None, operator="")
                | (Q(attribute__isnull=False) & ~Q(operator="")),
                name="condition_operator_with_attribute",
                violation_error_message=_("问题和比较要一起填写。"),
            ),
            models.CheckConstraint(
                condition=Q(attribute__isnull=False) | Q(hardness__in=["assessed", "text"]),
                name="condition_without_attribute_is_words",
                violation_error_message=_("硬性和优先的条件要选一个问题。"),
            ),
            models.CheckConstraint(
                condition=Q(at_least__gte=1),
                name="condition_at_least_one",
                violation_error_message=_("至少要满足一项。"),
            ),
        ]

    def __str__(self):
        return self.words or " ".join(
            str(part) for part in (self.attribute, self.get_operator_display()) if part
        )

    def clean(self):
        super().clean()
        if self.attribute_id is None:
            self.clean_words_only()
        else:
            self.clean_operator()
            self.clean_values()
        self.clean_siblings()

    def clean_words_only(self):
        if self.hardness in {self.Hardness.MUST, self.Hardness.PREFERRED}:
            raise ValidationError({"attribute": _("硬性和优先的条件要选一个问题。")})
        if self.operator:
            raise ValidationError({"operator": _("问题和比较要一起填写。")})
        if not (self.words_zh_hans or self.words):
            raise ValidationError({"words_zh_hans": _("没有问题的条件要用文字说明。")})

    def clean_operator(self):
        if self.operator in self.FITTING[self.attribute.kind]:
            return
        fitting = [
            str(operator.label)
            for operator in self.Operator
            if operator in self.FITTING[self.attribute.kind]
        ]
        raise ValidationError(
            {
                "operator": _("“%(attribute)s”是%(kind)s题，只能用：%(operators)s")
                % {
                    "attribute": self.attribute,
                    "kind": self.attribute.get_kind_display(),
                    "operators": "、".join(fitting),
                }
            }
        )

    def clean_values(self):
        """Puts values into one spelling: 20万 is not a number, 200000.00 becomes 200000."""
        operator = self.Operator
        if self.operator in {operator.YES, operator.NO}:
            self.value = self.value_to = ""
            self.options = []
            return
        if self.operator in {operator.IN, operator.NOT_IN, operator.ANY_OF}:
            self.value = self.value_to = ""
            self.clean_options()
            return
        self.options = []
        self.value = self.checked("value", self.value)
        if self.operator != operator.BETWEEN:
            self.value_to = ""
            return
        self.value_to = self.checked("value_to", self.value_to)
        if self.position(self.value) > self.position(self.value_to):
            raise ValidationError({"value_to": _("范围的终点不能小于起点。")})

    def clean_options(self):
        if not self.options:
            raise ValidationError({"options": _("请至少填写一个选项代码。")})
        self.options = list(dict.fromkeys(self.options))
        known = self.ranks()
        if unknown := [code for code in self.options if code not in known]:
            raise ValidationError({"options": self.unknown_options(unknown, known)})

    def unknown_options(self, unknown, known):
        return _("“%(attribute)s”没有这些选项：%(codes)s。可用：%(known)s") % {
            "attribute": self.attribute,
            "codes": ", ".join(unknown),
            "known": ", ".join(known),
        }

    def checked(self, column: str, text: str) -> str:
        text = text.strip()
        if not text:
            raise ValidationError({column: _("这种比较需要填写此栏。")})
        if self.attribute.kind == Attribute.Kind.ORDERED and text not in (known := self.ranks()):
            raise ValidationError({column: self.unknown_options([text], known)})
        try:
            return value_text(read_value(self.attribute.kind, text))
        except ValueError:
            message = (
                _("请填写数字，例如 200000。")
                if self.attribute.kind == Attribute.Kind.NUMBER
                else _("请填写日期，例如 2024-01-31。")
            )
            raise ValidationError({column: message}) from None

    def position(self, text: str):
        value = read_value(self.attribute.kind, text)
        return self.ranks()[value] if self.attribute.kind == Attribute.Kind.ORDERED else value

    def ranks(self) -> dict[str, int]:
        return {option.code: option.rank for option in self.attribute.options.all()}

    def clean_siblings(self):
        """Track and clause are of the same policy, else a rule would borrow another's text."""
        for name in ("track", "clause"):
            sibling = getattr(self, name)
            if sibling and self.policy_id and sibling.policy_id != self.policy_id:
                raise ValidationError({name: _("请选择本政策的内容。")})

    @property
    def decides(self) -> bool:
        return self.hardness in {self.Hardness.MUST, self.Hardness.ASSESSED}
