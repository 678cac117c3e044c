from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A subscription that nobody confirms is forgotten after this time, and its link with it.
TIME_TO_CONFIRM = timedelta(days=2)
# Waits before each further try to deliver a letter; after the last one it is given up.
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440)]
# A subscription ends when its address is refused for good this many times running.
MOST_REFUSALS = 3


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.exclude(confirmed_at=None)

    def due(self):
        return self.confirmed().filter(due_at__lte=timezone.now())

    def never_confirmed(self):
        return self.filter(confirmed_at=None, asked_at__lte=timezone.now() - TIME_TO_CONFIRM)


class Subscription(models.Model):
    """That somebody wants mail about a list (with its filters) or about one page.

    All that is kept of a subscriber stands here; ending the subscription deletes the row.
    """

    class Frequency(models.TextChoices):
        DAILY = "daily", _("每天")
        WEEKLY = "weekly", _("每周")

    email = models.EmailField(_("邮箱"))
    language = models.CharField(_("语言"), max_length=8, choices=settings.LANGUAGES)
    frequency = models.CharField(
        _("频率"), max_length=6, choices=Frequency, default=Frequency.WEEKLY
    )
    kind = models.CharField(_("类型"), max_length=60)
    object_id = models.BigIntegerField(_("编号"), null=True, blank=True)
    query = models.CharField(_("筛选条件"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("下次检查"), null=True, blank=True)
    # What the last letter told: {"pages": [primary keys]} of a list, {"facts": {…}} of a page.
    told = models.JSONField(_("已告知内容"), default=dict, blank=True)
    refusals = models.PositiveSmallIntegerField(_("被拒次数"), default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("邮件订阅")
        verbose_name_plural = pgettext_lazy("plural", "邮件订阅")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "kind", "object_id", "query"],
                nulls_distinct=False,
                name="subscription_once",
            ),
            models.CheckConstraint(
                condition=Q(object_id=None) | Q(query=""), name="subscription_list_or_page"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(due_at__isnull=False),
                name="subscription_confirmed_is_due",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="subscription_due")]

    def __str__(self):
        return f"{self.kind} {self.object_id or self.query}"

    @property
    def period(self) -> timedelta:
        return timedelta(days=1 if self.frequency == self.Frequency.DAILY else 7)


class LetterQuerySet(models.QuerySet):
    def due(self):
        return self.filter(next_try_at__lte=timezone.now())


class Letter(models.Model):
    """A mail on its way: written with what it tells in one transaction, deleted when delivered.

    `next_try_at` is empty once it is given up.
    """

    subscription = models.ForeignKey(
        Subscription, verbose_name=_("邮件订阅"), on_delete=models.CASCADE, related_name="letters"
    )
    subject = models.CharField(_("主题"), max_length=300)
    text = models.TextField(_("正文"))
    html = models.TextField(_("网页正文"))
    written_at = models.DateTimeField(_("写成时间"), default=timezone.now)
    next_try_at = models.DateTimeField(
        _("下次发送"), default=timezone.now, null=True, blank=True, db_index=True
    )
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    problem = models.CharField(_("问题"), max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("待发邮件")
        verbose_name_plural = pgettext_lazy("plural", "待发邮件")
        ordering = ["next_try_at", "pk"]

    def __str__(self):
        return self.subject


class Attempt(models.Model):
    """How often something was tried in a period, by a keyed hash that names nobody.

    The key contains the period, so that the same visitor has another one in the next.
    """

    key = models.CharField(_("代码"), max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("次数"), default=0)
    forget_at = models.DateTimeField(_("删除时间"), db_index=True)

    class Meta:
        verbose_name = _("订阅次数")
        verbose_name_plural = pgettext_lazy("plural", "订阅次数")

    def __str__(self):
        return self.key
