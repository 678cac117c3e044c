from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Import(models.Model):
    """A spreadsheet on its way in: checked first, written whole when its sender says so.

    Its rows are kept until it is written or thrown away; its result stays.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("正在检查")
        REFUSED = "refused", _("有错误，没有写入")
        CHECKED = "checked", _("检查通过，等待确认")
        WRITING = "writing", _("正在写入")
        DONE = "done", _("已写入")
        FAILED = "failed", _("意外中断，没有写入")

    sheet = models.CharField(max_length=60)
    file_name = models.CharField(_("文件"), max_length=200)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("上传人"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    state = models.CharField(
        pgettext_lazy("import", "状态"), max_length=10, choices=State, default=State.CHECKING
    )
    headers = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    sent_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("表格导入")
        verbose_name_plural = pgettext_lazy("plural", "表格导入")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["checking", "writing"]),
                name="import_waiting",
            ),
            models.Index(fields=["sheet", "-id"], name="import_of_sheet"),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.WRITING)
