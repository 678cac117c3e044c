from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.publishing.models import PagePart
from talent.matching import Verdict
from talent.models.attributes import Attribute
from talent.models.policies import TalentPolicy


class PolicyTestCase(PagePart):
    """What the rules must say about somebody; a policy with a failing one can't be published.

    `answers` maps the codes of attributes to true/false, a number, an option's code, a list of
    codes or a date as text; null is a question that was skipped.
    """

    page_of_row = "policy"

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="test_cases"
    )
    name = models.CharField(pgettext_lazy("of a test case", "谁"), max_length=120)
    answers = models.JSONField(_("回答"), default=dict, blank=True)
    expected_verdict = models.CharField(_("应得的结论"), max_length=12, choices=Verdict)
    expected_amount = models.PositiveBigIntegerField(
        _("应得金额上限（元）"), null=True, blank=True, help_text=_("留空则不核对金额。")
    )
    why = models.CharField(_("为什么"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("测试案例")
        verbose_name_plural = pgettext_lazy("plural", "测试案例")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        if not isinstance(self.answers, dict):
            raise ValidationError({"answers": _("请填写“代码: 回答”的对照。")})
        known = set(Attribute.objects.filter(code__in=self.answers).values_list("code", flat=True))
        if unknown := sorted(set(self.answers) - known):
            raise ValidationError(
                {"answers": _("没有这些问题：%(codes)s") % {"codes": ", ".join(unknown)}}
            )
