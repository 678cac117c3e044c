"""Pages, and the one rule of what is public."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scicity.fields import ChoiceLabelsMixin
from scicity.publishing.changes import TellingModelMixin, TellingQuerySetMixin
from scicity.publishing.models.status import (
    COPY_PREFIX,
    EDITABLE,
    IN_REVIEW,
    ONCE_PUBLIC,
    DataOrigin,
    Status,
    Visibility,
)


class VisibleQuerySet(models.QuerySet):
    """The one rule of what is public, for any table with the three columns it reads."""

    def published(self):
        """What a visitor may see at this moment, by the database's clock."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=Now()),
            status=Status.PUBLISHED,
            published_at__lte=Now(),
        )

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def scheduled(self):
        """Released, but for a later moment."""
        return self.filter(
            Q(status=Status.PUBLISHED, published_at__gt=Now()) | Q(status=Status.SCHEDULED)
        )

    def expired(self):
        return self.filter(status=Status.PUBLISHED, expires_at__lte=Now())


class PublishableQuerySet(TellingQuerySetMixin, VisibleQuerySet):
    def pages(self):
        """Every page once: working copies left out."""
        return self.filter(live=None)

    def in_review(self):
        return self.filter(status__in=IN_REVIEW)

    def readable(self):
        """What a visitor finds at its address: public pages, and withdrawn ones with a banner."""
        return self.published() | self.filter(status=Status.WITHDRAWN)

    def flagged(self):
        """Published in an emergency, and not reviewed since."""
        return self.exclude(flagged_at=None)

    def in_language(self, language=None):
        """Pages that exist whole in the language; Chinese ones always do."""
        if (language or get_language() or "zh-hans").startswith("zh"):
            return self
        return self.exclude(**{f"{self.model.title_field}_en__isnull": True}).exclude(
            **{f"{self.model.title_field}_en": ""}
        )

    def visible(self):
        """What a visitor of this moment is shown in the current language."""
        return self.published().in_language()

    def for_links(self, *others):
        """With no more than a link to each page shows, and the other columns.

        And with the column that led here from another row: else each page would ask for it.
        """
        title = self.model.title_field
        titles = (title, f"{title}_zh_hans", f"{title}_en")
        ways = (field.name for field in self._known_related_objects)
        return self.only("slug", "published_at", "created_at", *titles, *ways, *others)

    def untranslated(self):
        """What `in_language("en")` leaves out."""
        name = f"{self.model.title_field}_en"
        return self.filter(Q(**{f"{name}__isnull": True}) | Q(**{name: ""}))

    def demo(self):
        return self.filter(data_origin=DataOrigin.DEMO)


class Publishable(ChoiceLabelsMixin, TellingModelMixin, models.Model):
    """A page that editors prepare and release to the public.

    Visibility is decided in the query: see `PublishableQuerySet.published`. The first
    publication time is set by the server and is not edited afterwards.
    """

    slug = models.SlugField(
        _("地址"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("网址的最后一段，留空则按标题拼音自动生成。发布后不要再改：他人可能已经引用。"),
    )
    status = models.CharField(
        pgettext_lazy("publication", "状态"),
        max_length=16,
        choices=Status,
        default=Status.DRAFT,
        editable=False,
    )
    published_at = models.DateTimeField(
        _("首次发布时间"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("由系统在首次公开时填写，此后不变。"),
    )
    goes_live_at = models.DateTimeField(
        _("定时公开"),
        null=True,
        blank=True,
        help_text=_(
            "北京时间（Asia/Shanghai）。审核通过并发布后，到这一时间自动公开；留空则立即公开。"
        ),
    )
    expires_at = models.DateTimeField(
        _("下线时间"),
        null=True,
        blank=True,
        help_text=_("北京时间（Asia/Shanghai）。到了这一时间页面自动从网站消失；留空则一直公开。"),
    )
    live = models.OneToOneField(
        "self",
        verbose_name=_("修改的页面"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="working_copy",
    )
    # Of a working copy: {part's label: {key of the copy's row: key of the page's row}}.
    origins = models.JSONField(_("各行来历"), default=dict, blank=True, editable=False)
    notice = models.CharField(
        _("撤回说明"), max_length=300, blank=True, editable=False,
        help_text=_("显示在撤回页面的顶部。"),
    )  # fmt: skip
    flagged_at = models.DateTimeField(_("应急发布，待补审"), null=True, blank=True, editable=False)
    data_origin = models.CharField(
        _("数据来源类型"),
        max_length=16,
        choices=DataOrigin,
        blank=True,
        help_text=_("选“演示数据”的页面在网站上会带醒目标记。"),
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    # The field that names the page; a page exists in English when its English column is filled.
    title_field = "title"
    # Fields that must be filled in a language once the page is offered in it.
    translated_together = ()
    # Whether visitors may look at earlier versions.
    has_public_past = False
    # Columns that no two pages share; a working copy has its page's.
    unique_among_pages = ()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_date",
                violation_error_message=_("已发布的页面必须有发布时间。"),
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None)
                | Q(published_at=None)
                | Q(expires_at__gt=models.F("published_at")),
                name="%(app_label)s_%(class)s_expires_after",
                violation_error_message=_("下线时间必须晚于发布时间。"),
            ),
            models.CheckConstraint(
                condition=Q(live=None) | ~Q(status__in=ONCE_PUBLIC),
                name="%(app_label)s_%(class)s_copy_not_public",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at"], name="%(class)s_status_date"),
            models.Index(
                fields=["flagged_at"],
                condition=Q(flagged_at__isnull=False),
                name="%(class)s_flagged",
            ),
        ]

    def __str__(self):
        return getattr(self, self.title_field)

    def save(self, *args, **kwargs):
        if self.status == Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.live_id is None and self.slug.startswith(COPY_PREFIX):
            raise ValidationError({"slug": _("地址不能以“working-copy-”开头。")})
        self.clean_unique_among_pages()
        if self.expires_at and self.published_at and self.expires_at <= self.published_at:
            raise ValidationError({"expires_at": _("下线时间必须晚于发布时间。")})
        self.clean_english()

    def clean_unique_among_pages(self):
        """Forms skip these constraints, because they leave out `live`."""
        others = type(self)._base_manager.filter(live=None).exclude(pk__in=[self.pk, self.live_id])
        for name in self.unique_among_pages:
            value = getattr(self, name)
            if value and others.filter(**{name: value}).exists():
                raise ValidationError({name: _("另一个页面已使用这一编号。")})

    def clean_english(self):
        """A page is offered in English whole or not at all."""
        fields = [n for n in self.translated_together if getattr(self, f"{n}_zh_hans")]
        filled = [n for n in fields if getattr(self, f"{n}_en")]
        if filled and len(filled) < len(fields):
            raise ValidationError(
                {
                    f"{n}_en": _("英文版要么完整要么没有：请补上这一栏，或清空其他英文栏。")
                    for n in fields
                    if n not in filled
                }
            )

    def free_slug(self) -> str:
        """A readable address from the title, numbered if another page has it."""
        from scicity.slugs import readable_slug

        base = readable_slug(
            getattr(self, f"{self.title_field}_zh_hans") or str(self),
            self._meta.get_field("slug").max_length - 5,
        )
        taken = set(
            type(self)
            ._base_manager.filter(slug__startswith=base)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        return next(
            s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken
        )

    @property
    def visibility(self) -> Visibility:
        """By this server's clock; lists ask the database's (`published`)."""
        now = timezone.now()
        if self.status in IN_REVIEW:
            return Visibility.REVIEW
        if self.status != Status.PUBLISHED:
            return Visibility(self.status)
        if self.expires_at and self.expires_at <= now:
            return Visibility.EXPIRED
        return Visibility.SCHEDULED if self.published_at > now else Visibility.PUBLIC

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def was_public(self) -> bool:
        """Its address and first publication time are known outside: they stay as they are."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_copy(self) -> bool:
        return self.live_id is not None

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_flagged(self) -> bool:
        return self.flagged_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    @property
    def open_copy(self):
        """The working copy that is being written, if there is one."""
        return type(self)._base_manager.filter(live=self.pk).first() if self.pk else None

    @property
    def is_demo(self) -> bool:
        return self.data_origin == DataOrigin.DEMO

    @property
    def has_english(self) -> bool:
        return bool(getattr(self, f"{self.title_field}_en"))

    @property
    def in_current_language(self) -> bool:
        return (get_language() or "zh-hans").startswith("zh") or self.has_english
