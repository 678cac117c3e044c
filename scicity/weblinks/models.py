import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# How long an answer counts, and how soon a failure is looked at again.
WORKING = datetime.timedelta(days=14)
FAILING = datetime.timedelta(days=1)
# What a process that was killed leaves claimed is free again after this.
CLAIMED = datetime.timedelta(minutes=10)
# A server that is away for a day or two is no broken link; a page that is gone is one sooner.
MOST_FAILURES = 3
MOST_ABSENCES = 2
LONGEST = 1000


class State(models.TextChoices):
    WAITING = "waiting", _("待检查")
    WORKS = "works", _("正常")
    UNKNOWN = "unknown", _("无法判断")
    BROKEN = "broken", _("打不开")


class Problem(models.TextChoices):
    ABSENT = "absent", _("对方说没有这一页")
    SERVER = "server", _("对方服务器出错")
    NAME = "name", _("找不到这个网站")
    CONNECTION = "connection", _("连不上对方服务器")
    SLOW = "slow", _("对方太久没有回应")
    CERTIFICATE = "certificate", _("对方的安全证书无效")
    CIRCLE = "circle", _("跳转太多")
    ADDRESS = "address", _("不是公开的网址")
    REFUSED = "refused", _("对方不让程序查看")


# What may be our own network's fault.
UNREACHED = (Problem.NAME, Problem.CONNECTION, Problem.SLOW)


class WebLinkQuerySet(models.QuerySet):
    def due(self):
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def broken(self):
        return self.filter(state=State.BROKEN)

    def any_worked_lately(self) -> bool:
        since = timezone.now() - 2 * FAILING
        return self.filter(state=State.WORKS, checked_at__gt=since).exists()


class WebLink(models.Model):
    """An address elsewhere that public pages link to, and whether it can be opened."""

    url = models.CharField(_("网址"), max_length=LONGEST, unique=True)
    host = models.CharField(_("网站"), max_length=255)
    state = models.CharField(_("情况"), max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(_("原因"), max_length=12, choices=Problem, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP 状态"), null=True, blank=True)
    moved_to = models.CharField(_("已移到"), max_length=LONGEST, blank=True)
    failures = models.PositiveSmallIntegerField(_("连续失败次数"), default=0)
    failing_since = models.DateTimeField(_("何时起"), null=True, blank=True)
    checked_at = models.DateTimeField(_("检查时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("下次检查"), default=timezone.now, db_index=True)

    objects = WebLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("站外链接")
        verbose_name_plural = _("站外链接")
        ordering = ["-failing_since", "url"]
        indexes = [
            models.Index(
                fields=["failing_since"],
                condition=models.Q(state=State.BROKEN),
                name="weblink_broken",
            ),
            models.Index(fields=["state", "-failing_since"], name="weblink_state"),
        ]

    def __str__(self):
        return self.url

    def works(self, status: int, moved_to: str = ""):
        self.state, self.problem, self.status, self.moved_to = State.WORKS, "", status, moved_to
        self.failures, self.failing_since = 0, None
        self.look_again(WORKING)

    def cannot_tell(self, problem: Problem, status: int | None = None):
        self.state, self.problem, self.status = State.UNKNOWN, problem, status
        self.failures, self.failing_since = 0, None
        self.look_again(WORKING)

    def failed(self, problem: Problem, status: int | None = None):
        self.problem, self.status = problem, status
        if problem not in UNREACHED or type(self).objects.any_worked_lately():
            self.failures += 1
            self.failing_since = self.failing_since or timezone.now()
        most = MOST_ABSENCES if problem == Problem.ABSENT else MOST_FAILURES
        if self.failures >= most:
            self.state = State.BROKEN
        self.look_again(FAILING)

    def look_again(self, after: datetime.timedelta):
        self.checked_at = timezone.now()
        self.due_at = self.checked_at + after


class LinkUse(models.Model):
    """A page that has the link; its title is that of the last time it was read."""

    link = models.ForeignKey(WebLink, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=80)
    key = models.BigIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("链接所在页面")
        verbose_name_plural = _("链接所在页面")
        ordering = ["kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["link", "kind", "key"], name="linkuse_once"),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="linkuse_page")]

    def __str__(self):
        return self.title


class ChangedPage(models.Model):
    """A page whose links have to be read again."""

    kind = models.CharField(max_length=80)
    key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="changedpage_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
