"""Several pages that become public at one instant, all of them or none."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.publishing.models.records import AboutPage, Version


class ReleaseSet(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("准备中")
        SCHEDULED = "scheduled", _("待生效")
        RELEASED = "released", _("已发布")
        UNDONE = "undone", _("已撤销")

    name = models.CharField(_("名称"), max_length=120)
    at = models.DateTimeField(
        _("公开时间"),
        null=True,
        blank=True,
        help_text=_("北京时间（Asia/Shanghai）。到时全部页面同时公开；留空则在点击发布时公开。"),
    )
    state = models.CharField(
        pgettext_lazy("release set", "状态"),
        max_length=10,
        choices=State,
        default=State.OPEN,
        editable=False,
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    released_at = models.DateTimeField(_("实际公开时间"), null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("发布人"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("发布批次")
        verbose_name_plural = pgettext_lazy("plural", "发布批次")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name


class ReleaseItem(AboutPage):
    """A page of a set, by its own key; its text is its working copy's when it has one."""

    release_set = models.ForeignKey(
        ReleaseSet, verbose_name=_("发布批次"), on_delete=models.CASCADE, related_name="items"
    )
    # What was public before, and what the set made public; both None until it is released.
    before = models.ForeignKey(
        Version, verbose_name=_("之前的版本"), on_delete=models.SET_NULL, null=True,
        editable=False, related_name="+",
    )  # fmt: skip
    after = models.ForeignKey(
        Version, verbose_name=_("发布的版本"), on_delete=models.SET_NULL, null=True,
        editable=False, related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("批次中的页面")
        verbose_name_plural = pgettext_lazy("plural", "批次中的页面")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release_set", "kind", "object_id"], name="release_item_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="release_item_page")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
