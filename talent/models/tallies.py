from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talent.models.attributes import Attribute


class QuestionTallyQuerySet(models.QuerySet):
    def note(self, code: str, was_skipped: bool) -> None:
        """Counts that a question was answered or skipped: not what was answered, nor by whom."""
        attribute = Attribute.objects.filter(code=code).first()
        if attribute is None:
            return
        column = "skipped" if was_skipped else "answered"
        tally, _made = self.get_or_create(day=timezone.localdate(), attribute=attribute)
        self.filter(pk=tally.pk).update(**{column: F(column) + 1})


class QuestionTally(models.Model):
    """How often a question of the matcher was answered and skipped on a day."""

    day = models.DateField(_("日期"))
    attribute = models.ForeignKey(
        Attribute, verbose_name=_("问题"), on_delete=models.CASCADE, related_name="tallies"
    )
    answered = models.PositiveIntegerField(_("回答次数"), default=0)
    skipped = models.PositiveIntegerField(_("跳过次数"), default=0)

    objects = QuestionTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("问题统计")
        verbose_name_plural = pgettext_lazy("plural", "问题统计")
        ordering = ["-day", "attribute"]
        constraints = [
            models.UniqueConstraint(fields=["day", "attribute"], name="question_tally_once_a_day")
        ]

    def __str__(self):
        return f"{self.day} {self.attribute}"
