from django.db import models
from django.utils.translation import gettext_lazy as _


class StarterRecord(models.Model):
    """What the loader put in, so that it never undoes what editors did afterwards.

    A record outlives its row: a row that an editor deleted is not made again. A row whose
    present digest differs from the recorded one was changed by an editor and is left alone.
    """

    model = models.CharField(_("数据表"), max_length=80)
    key = models.CharField(_("代码"), max_length=120)
    object_id = models.BigIntegerField(_("编号"))
    digest = models.CharField(_("载入后的内容摘要"), max_length=64)
    written = models.CharField(_("文件中的内容摘要"), max_length=64)

    class Meta:
        verbose_name = _("初始内容记录")
        verbose_name_plural = _("初始内容记录")
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="starter_record_once_a_row")
        ]

    def __str__(self):
        return f"{self.model} {self.key}"
