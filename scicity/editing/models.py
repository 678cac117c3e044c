import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A browser with the form open tells of itself three times in this span.
SPAN = datetime.timedelta(seconds=60)
FORGOTTEN = datetime.timedelta(days=1)


class PresenceQuerySet(models.QuerySet):
    def at(self, page):
        return self.filter(kind=page._meta.label_lower, key=page.pk)

    def now(self):
        return self.filter(seen_at__gt=timezone.now() - SPAN)

    def mark(self, page, user):
        """Notes in one statement that the person has the page open now."""
        seen = Presence(kind=page._meta.label_lower, key=page.pk, user=user, seen_at=timezone.now())
        self.bulk_create(
            [seen],
            update_conflicts=True,
            unique_fields=["kind", "key", "user"],
            update_fields=["seen_at"],
        )

    def forget(self):
        self.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()


class Presence(models.Model):
    """Somebody has the form of a page open."""

    kind = models.CharField(max_length=80)
    key = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("正在编辑")
        verbose_name_plural = _("正在编辑")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "user"], name="presence_once"),
        ]

    def __str__(self):
        return f"{self.user} – {self.kind} {self.key}"
