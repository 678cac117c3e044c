from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KEPT = timedelta(days=180)


class LookQuerySet(models.QuerySet):
    def over(self):
        return self.filter(at__lte=timezone.now() - KEPT)


class Look(models.Model):
    """That somebody looked at what is kept about people: who, when, and what they asked for.

    Never what they were shown.
    """

    class Way(models.TextChoices):
        LIST = "list", _("列表")
        RECORD = "record", _("单条记录")
        HISTORY = "history", _("修改记录")
        EXPORT = "export", _("导出")
        ERASE = "erase", _("删除")

    at = models.DateTimeField(_("时间"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )  # fmt: skip
    # The name stays when the account is gone; on the server it is the system's user.
    actor_name = models.CharField(_("谁"), max_length=160)
    way = models.CharField(_("方式"), max_length=10, choices=Way)
    kind = models.CharField(_("内容"), max_length=60)
    asked = models.CharField(_("记录或筛选条件"), max_length=200, blank=True)

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("查阅记录")
        verbose_name_plural = pgettext_lazy("plural", "查阅记录")
        default_permissions = ("view",)
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="look_at")]

    def __str__(self):
        return f"{self.actor_name} {self.kind} {self.asked}"
