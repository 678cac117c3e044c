"""What is kept about pages: who did what, who signed what, and every text that was public.

All of it is about a page by its kind and key (`about(page)`); a working copy's records are its
page's. History and versions are only ever added to: triggers of the database refuse the rest.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.publishing.models.status import Status

SECTIONS = {
    "news": _("新闻资讯"),
    "projects": _("项目·机构·数据"),
    "talent": _("人才政策"),
    "site": _("网站"),
}


class Step(models.TextChoices):
    FIRST = "first_review", _("初审")
    SECOND = "second_review", _("复审")
    FINAL = "final_review", _("终审")
    AFTERWARDS = "afterwards", _("事后补审")


REVIEWS = (Step.FIRST, Step.SECOND, Step.FINAL)


class Dimension(models.TextChoices):
    """What a reviewer vouches for."""

    POLITICS = "politics", _("政治")
    LAW = "law", _("法律")
    POLICY = "policy", _("政策")
    SECRECY = "secrecy", _("保密")
    WORDING = "wording", _("文字")
    OPINION = "opinion", _("舆情")


class Action(models.TextChoices):
    CREATED = "created", _("新建")
    EDITED = "edited", _("修改")
    SUBMITTED = "submitted", _("送审")
    SIGNED = "signed", _("审核通过")
    RETURNED = "returned", _("退回")
    VOIDED = "voided", _("签字失效")
    REMARKED = "remarked", _("批注")
    PUBLISHED = "published", _("发布")
    SCHEDULED = "scheduled", _("定时发布")
    UNSCHEDULED = "unscheduled", _("取消定时")
    EMERGENCY = "emergency", _("应急发布")
    REVIEWED = "reviewed", _("事后补审")
    WITHDRAWN = "withdrawn", _("撤回")
    ARCHIVED = "archived", _("归档")
    REPLACED = "replaced", _("替代")
    COPIED = "copied", _("开始修改")
    DISCARDED = "discarded", _("放弃修改")
    RESTORED = "restored", _("恢复旧版")
    MOVED = "moved", _("更换地址")
    DELETED = "deleted", _("删除")
    UNDELETED = "undeleted", _("从回收站恢复")
    UNDONE = "undone", _("撤销批次")
    FAILED = "failed", _("定时发布失败")
    OVERRIDDEN = "overridden", _("跳过检查")
    HIDDEN = "hidden", _("隐藏旧版")
    SHOWN = "shown", _("重新公开旧版")
    SYSTEM = "system", _("系统载入")


class AboutQuerySet(models.QuerySet):
    def about(self, page):
        """Of a page and of its working copy alike."""
        return self.filter(kind=page._meta.label_lower, object_id=page.live_id or page.pk)

    def open(self):
        """Of what is not public yet."""
        return self.filter(version=None)


class AboutPage(models.Model):
    kind = models.CharField(_("种类"), max_length=60)
    object_id = models.BigIntegerField(_("编号"))

    objects = AboutQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def page(self):
        """The page as it is now; None when it is gone."""
        return apps.get_model(self.kind)._base_manager.filter(pk=self.object_id).first()


class HistoryEntry(AboutPage):
    """One step in the life of a page. Never changed, never deleted, whoever leaves."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("操作人"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(_("操作人姓名"), max_length=100)
    action = models.CharField(_("操作"), max_length=12, choices=Action)
    from_status = models.CharField(_("原状态"), max_length=16, choices=Status, blank=True)
    to_status = models.CharField(_("新状态"), max_length=16, choices=Status, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    address = models.CharField(pgettext_lazy("of a page", "网址"), max_length=300, blank=True)
    reason = models.TextField(_("理由或意见"), blank=True)
    is_copy = models.BooleanField(_("修改稿"), default=False)

    class Meta:
        verbose_name = _("审核记录")
        verbose_name_plural = pgettext_lazy("plural", "审核记录")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            *(
                (f"{what}_{section}", f"{section}: {what}")
                for section in SECTIONS
                for what in (*REVIEWS, "emergency", "withdraw")
            ),
            ("export_history", "history: export"),
            ("override_gate", "gate: override"),
        ]
        indexes = [
            models.Index(fields=["kind", "object_id", "-at"], name="history_page"),
            models.Index(fields=["-at"], name="history_newest"),
            models.Index(fields=["actor", "-at"], name="history_actor"),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.get_action_display()} {self.title}"


class Version(AboutPage):
    """A page as it was made public once: whole, with its rows and both languages.

    `published_at` is when the public could see it first; one that never became public, because
    its plan was given up before, may be deleted.
    """

    class Way(models.TextChoices):
        REVIEWED = "reviewed", _("三审发布")
        EMERGENCY = "emergency", _("应急发布")
        SYSTEM = "system", _("系统载入")
        UNDO = "undo", _("撤销批次")

    number = models.PositiveIntegerField(_("版本"))
    content = models.JSONField(_("全文"))
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    title = models.CharField(_("标题"), max_length=200)
    published_at = models.DateTimeField(_("公开时间"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("发布人"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    way = models.CharField(_("方式"), max_length=10, choices=Way)
    # [{step, person, name, at, dimensions, comment}] as they stood when it was published.
    signatures = models.JSONField(_("签字"), default=list)

    class Meta:
        verbose_name = _("历史版本")
        verbose_name_plural = pgettext_lazy("plural", "历史版本")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "number"], name="version_number_once_a_page"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "object_id", "-published_at"], name="version_in_force")
        ]

    def __str__(self):
        return f"{self.title} · {self.number}"

    @property
    def is_hidden(self) -> bool:
        """Asks the database unless `hiding` was selected with it."""
        return hasattr(self, "hiding")


class HiddenVersion(models.Model):
    """An earlier version that the public may not look back at, because of what stands in it.

    The version itself stays whole for the back office. Why it was hidden, by whom, and whether it
    was shown again later, stands in the history.
    """

    version = models.OneToOneField(
        Version, verbose_name=_("版本"), on_delete=models.CASCADE, related_name="hiding"
    )
    reason = models.TextField(_("理由"))
    hidden_at = models.DateTimeField(_("隐藏时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("隐藏的旧版")
        verbose_name_plural = pgettext_lazy("plural", "隐藏的旧版")
        default_permissions = ()

    def __str__(self):
        return str(self.version)


class ReviewSignature(AboutPage):
    """A reviewer's word for exactly one content; open until it is published or voided."""

    step = models.CharField(_("审次"), max_length=16, choices=Step)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("审核人"),
        on_delete=models.PROTECT,
        related_name="review_signatures",
    )
    content_hash = models.CharField(_("内容摘要"), max_length=64)
    dimensions = ArrayField(
        models.CharField(max_length=10, choices=Dimension), verbose_name=_("审核维度")
    )
    comment = models.TextField(_("意见"), blank=True)
    signed_at = models.DateTimeField(_("签字时间"), auto_now_add=True)
    voided_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    version = models.ForeignKey(
        Version,
        verbose_name=_("版本"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="signature_rows",
    )

    class Meta:
        verbose_name = _("审核签字")
        verbose_name_plural = pgettext_lazy("plural", "审核签字")
        ordering = ["signed_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", name],
                condition=Q(voided_at=None, version=None),
                name=f"signature_one_open_a_{name}",
            )
            for name in ("step", "person")
        ]
        indexes = [models.Index(fields=["person", "-signed_at"], name="signature_person")]

    def __str__(self):
        return f"{self.get_step_display()} {self.person}"


class Contribution(AboutPage):
    """Somebody who wrote what is not public yet, and so can't review it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("作者"),
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    last_at = models.DateTimeField(_("最近修改"), auto_now=True)
    version = models.ForeignKey(
        Version, verbose_name=_("版本"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("参与写作")
        verbose_name_plural = pgettext_lazy("plural", "参与写作")
        ordering = ["-last_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "person"],
                condition=Q(version=None),
                name="contribution_once_a_person",
            )
        ]
        indexes = [models.Index(fields=["person", "-last_at"], name="contribution_person")]

    def __str__(self):
        return str(self.person)


class BinEntry(AboutPage):
    """A deleted page, whole, to be brought back."""

    title = models.CharField(_("标题"), max_length=200)
    slug = models.CharField(_("地址"), max_length=100)
    content = models.JSONField(_("全文"))
    # {"news.article.projects": [keys]}: links of other pages to this one.
    inbound = models.JSONField(_("链入"), default=dict)
    first_published_at = models.DateTimeField(_("首次发布时间"), null=True)
    deleted_at = models.DateTimeField(_("删除时间"), auto_now_add=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("删除人"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("回收站")
        verbose_name_plural = pgettext_lazy("plural", "回收站")
        ordering = ["-deleted_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-deleted_at"], name="bin_newest")]

    def __str__(self):
        return self.title
