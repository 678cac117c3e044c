"""The shared question bank: what may be asked of a person, a company or a team."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talent.models.policies import TalentPolicy


class Attribute(models.Model):
    """One question. Policies share it, so that one answer serves all of them.

    Where `ask_if` is set, the question only applies to those who answered that one with yes, or
    with one of `ask_if_options`; for everybody else a condition on this attribute is not met.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("是或否")
        NUMBER = "number", _("数字")
        ORDERED = "ordered", _("有高低的选项")
        CHOICE = "choice", _("单选")
        MULTI = "multi", _("多选")
        DATE = "date", _("日期")

    class Sensitivity(models.TextChoices):
        PLAIN = "plain", pgettext_lazy("sensitivity", "一般")
        SENSITIVE = "sensitive", pgettext_lazy("sensitivity", "敏感")

    WITH_OPTIONS = frozenset({Kind.ORDERED, Kind.CHOICE, Kind.MULTI})

    code = models.SlugField(
        _("代码"),
        max_length=60,
        unique=True,
        help_text=_("出现在匹配结果的网址里。使用后不要再改：收藏的网址会失效。"),
    )
    subject = models.CharField(
        _("问谁"), max_length=10, choices=TalentPolicy.Subject, default=TalentPolicy.Subject.PERSON
    )
    kind = models.CharField(_("回答类型"), max_length=8, choices=Kind)
    name = models.CharField(_("简称"), max_length=60, help_text=_("例如：学历。用于条件的文字。"))
    question = models.CharField(_("问题"), max_length=200)
    help = models.CharField(_("提示"), max_length=300, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True, help_text=_("例如：年、人、元。"))
    sensitivity = models.CharField(
        _("敏感程度"),
        max_length=10,
        choices=Sensitivity,
        default=Sensitivity.PLAIN,
        help_text=_("敏感问题放在后面问，回答不进入网址。"),
    )
    ask_if = models.ForeignKey(
        "self",
        verbose_name=_("先问"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        help_text=_("先问这一题；答“是”（或下列选项之一）才问本题，否则本题的条件视为不满足。"),
    )
    ask_if_options = models.CharField(
        _("先问题的选项"), max_length=200, blank=True, help_text=_("选项代码，用逗号隔开。")
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("问题")
        verbose_name_plural = pgettext_lazy("plural", "问题")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ask_if=None) | ~Q(ask_if=models.F("pk")),
                name="attribute_not_asked_after_itself",
                violation_error_message=_("问题不能以自己为前提。"),
            ),
        ]

    def __str__(self):
        return self.name or self.code

    def clean(self):
        if not self.ask_if_id:
            if self.ask_if_codes:
                raise ValidationError({"ask_if_options": _("没有选“先问”，就不要填选项。")})
            return
        if self.is_asked_after_itself():
            raise ValidationError({"ask_if": _("这些问题互为前提，永远问不到。")})
        gate = self.ask_if
        if gate.kind not in self.WITH_OPTIONS | {self.Kind.YES_NO}:
            raise ValidationError({"ask_if": _("只能以是否题或选择题为前提。")})
        known = set(gate.options.values_list("code", flat=True))
        if unknown := [code for code in self.ask_if_codes if code not in known]:
            raise ValidationError(
                {"ask_if_options": _("没有这些选项：%(codes)s") % {"codes": ", ".join(unknown)}}
            )
        if gate.kind in self.WITH_OPTIONS and not self.ask_if_codes:
            raise ValidationError({"ask_if_options": _("请填写选项代码。")})

    def is_asked_after_itself(self) -> bool:
        seen, gate = {self.pk}, self.ask_if
        while gate is not None:
            if gate.pk in seen and gate.pk is not None:
                return True
            seen.add(gate.pk)
            gate = gate.ask_if
        return False

    @property
    def ask_if_codes(self) -> list[str]:
        codes = self.ask_if_options.replace("，", ",").split(",")
        return [code.strip() for code in codes if code.strip()]

    @property
    def has_options(self) -> bool:
        return self.kind in self.WITH_OPTIONS


class AttributeOption(models.Model):
    attribute = models.ForeignKey(
        Attribute, verbose_name=_("问题"), on_delete=models.CASCADE, related_name="options"
    )
    code = models.SlugField(
        _("代码"), max_length=40, help_text=_("条件和网址用它；使用后不要再改。")
    )
    label = models.CharField(pgettext_lazy("of an option", "选项"), max_length=120)
    rank = models.PositiveSmallIntegerField(
        _("高低"), default=0, help_text=_("有高低的选项：数字大的更高，例如博士大于硕士。")
    )

    class Meta:
        verbose_name = pgettext_lazy("of an attribute", "选项")
        verbose_name_plural = pgettext_lazy("plural", "选项")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "code"], name="option_code_once_an_attribute"
            )
        ]

    def __str__(self):
        return self.label or self.code
