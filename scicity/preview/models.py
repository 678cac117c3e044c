import datetime

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SIGNER = signing.Signer(salt="scicity.preview")


class PreviewLinkQuerySet(models.QuerySet):
    def to(self, page):
        return self.filter(kind=page._meta.label_lower, key=page.pk)

    def signed(self, token: str):
        """The link of a token from an address; None for a forged one."""
        try:
            return self.filter(pk=int(SIGNER.unsign(token))).first()
        except (signing.BadSignature, ValueError):
            return None


class PreviewLink(models.Model):
    """Lets somebody without an account look at one page that is not public yet.

    The token in its address is signed and kept nowhere. It ends at its time, when it is revoked,
    when its page is published, and when its page is deleted.
    """

    kind = models.CharField(max_length=80)
    key = models.BigIntegerField()
    recipient = models.CharField(
        _("给谁"), max_length=80, help_text=_("例如：法制办李工。便于以后知道谁看过。")
    )
    expires_at = models.DateTimeField(_("失效时间"))
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("创建人"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    opened = models.PositiveIntegerField(_("打开次数"), default=0)
    opened_at = models.DateTimeField(_("最近打开"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("预览链接")
        verbose_name_plural = _("预览链接")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "key"], name="previewlink_page")]

    def __str__(self):
        return self.recipient

    def get_absolute_url(self):
        return reverse("preview:link", args=[SIGNER.sign(self.pk)])

    @property
    def page(self):
        return apps.get_model(self.kind)._base_manager.filter(pk=self.key).first()

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()

    def opens(self, page) -> bool:
        return not self.is_over and page is not None and is_unseen(page)

    def count_opening(self):
        type(self).objects.filter(pk=self.pk).update(opened=models.F("opened") + 1, opened_at=Now())


def is_unseen(page) -> bool:
    """Whether the public has never seen it: withdrawing a page brings no link back to life."""
    return page.is_copy or not page.was_public


def days_from_now(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)
