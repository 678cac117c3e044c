from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PERIOD = timedelta(days=1)


class TooMuch(Exception):
    """An account's limit: what is left of it, and when the file will fit; None for never."""

    def __init__(self, left: int, fits_at: datetime | None):
        super().__init__(left, fits_at)
        self.left, self.fits_at = left, fits_at


class UploadQuerySet(models.QuerySet):
    def counting(self):
        return self.filter(at__gt=timezone.now() - PERIOD)

    def over(self):
        return self.filter(at__lte=timezone.now() - PERIOD)

    @transaction.atomic
    def book(self, sender, size: int) -> "Upload":
        """Counts a file for its sender, one at a time; raises TooMuch."""
        get_user_model().objects.select_for_update(no_key=True).get(pk=sender.pk)
        earlier = self.counting().filter(sender=sender.pk)
        sent = earlier.aggregate(sent=models.Sum("size", default=0))["sent"]
        left = settings.UPLOADS_A_DAY - sent
        if size > left:
            raise TooMuch(max(left, 0), earlier.fits_at(size - left))
        return self.create(sender_id=sender.pk, size=size)

    def fits_at(self, missing: int) -> datetime | None:
        """When the oldest that together are so large count no more."""
        for at, size in self.order_by("at").values_list("at", "size"):
            missing -= size
            if missing <= 0:
                return at + PERIOD
        return None


class Upload(models.Model):
    """That an account sent a file, so that a day's can be counted. Gone after a day."""

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)
    size = models.PositiveBigIntegerField(_("大小（字节）"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("上传")
        verbose_name_plural = pgettext_lazy("plural", "上传")
        default_permissions = ()
        indexes = [models.Index(fields=["sender", "at"], name="upload_of_a_day")]

    def __str__(self):
        return f"{self.sender_id} {self.size}"
