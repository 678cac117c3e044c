from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scicity.dates import date_label, precision_field
from scicity.publishing.changes import TellingModelMixin, TellingQuerySetMixin


class Status(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")


class Visibility(models.TextChoices):
    """What a page is to visitors at a moment; derived, never stored."""

    DRAFT = "draft", _("草稿")
    SCHEDULED = "scheduled", _("待发布")
    PUBLIC = "public", _("已公开")
    EXPIRED = "expired", _("已下线")


class DataOrigin(models.TextChoices):
    OFFICIAL_TEXT = "official_text", _("官方原文")
    OFFICIAL_WEB = "official_web", _("官方网页")
    MEDIA = "media", _("媒体报道")
    DEMO = "demo", _("演示数据")


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
        return self.filter(status=Status.PUBLISHED, published_at__gt=Now())

    def expired(self):
        return self.filter(status=Status.PUBLISHED, expires_at__lte=Now())


class PublishableQuerySet(TellingQuerySetMixin, VisibleQuerySet):
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

    def for_links(self):
        """With no more than a link to each page shows."""
        title = self.model.title_field
        titles = (title, f"{title}_zh_hans", f"{title}_en")
        return self.only("slug", "published_at", "created_at", *titles)

    def untranslated(self):
        """What `in_language("en")` leaves out."""
        name = f"{self.model.title_field}_en"
        return self.filter(Q(**{f"{name}__isnull": True}) | Q(**{name: ""}))

    def demo(self):
        return self.filter(data_origin=DataOrigin.DEMO)


class Publishable(TellingModelMixin, models.Model):
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
        max_length=12,
        choices=Status,
        default=Status.DRAFT,
    )
    published_at = models.DateTimeField(
        _("首次发布时间"),
        null=True,
        blank=True,
        help_text=_("留空即在发布时由系统填写；填写将来的时间（北京时间）则到时自动公开。"),
    )
    expires_at = models.DateTimeField(
        _("下线时间"),
        null=True,
        blank=True,
        help_text=_("到了这一时间（北京时间）页面自动从网站消失；留空则一直公开。"),
    )
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
        ]
        indexes = [
            models.Index(fields=["status", "-published_at"], name="%(class)s_status_date"),
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
        if self.status == Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        if self.expires_at and self.published_at and self.expires_at <= self.published_at:
            raise ValidationError({"expires_at": _("下线时间必须晚于发布时间。")})
        self.clean_english()

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
        if self.status != Status.PUBLISHED or self.published_at is None:
            return Visibility.DRAFT
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
    def is_demo(self) -> bool:
        return self.data_origin == DataOrigin.DEMO

    @property
    def has_english(self) -> bool:
        return bool(getattr(self, f"{self.title_field}_en"))

    @property
    def in_current_language(self) -> bool:
        return (get_language() or "zh-hans").startswith("zh") or self.has_english


class PagePartQuerySet(TellingQuerySetMixin, models.QuerySet):
    """Rows that belong to pages."""


class PagePart(TellingModelMixin, models.Model):
    """A row that is shown on its page; `page_of_row` names the link to it."""

    objects = PagePartQuerySet.as_manager()

    class Meta:
        abstract = True


class Sourced(models.Model):
    """Where a statement comes from, and the day it speaks of."""

    source = models.CharField(
        _("来源"), max_length=200, blank=True, help_text=_("事实由谁发布。没有来源的数字不能公开。")
    )
    source_url = models.URLField(_("来源网址"), max_length=500, blank=True)
    as_of = models.DateField(
        _("情况截至"),
        null=True,
        blank=True,
        help_text=_("内容所述情况的日期；不知道日就填该期的第一天，并选精度。"),
    )
    as_of_precision = precision_field(verbose_name=_("截至日期的精度"))

    # Whether it may not be published without a source.
    needs_source = True

    class Meta:
        abstract = True

    @property
    def as_of_label(self) -> str:
        return date_label(self.as_of, self.as_of_precision)
