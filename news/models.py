from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scicity.fields import RichTextField
from scicity.media.documents import check_document
from scicity.media.models import Illustrated, Picture
from scicity.media.page_files import PageFileField
from scicity.publishing.models import (
    PAGES,
    PagePart,
    Publishable,
    PublishableQuerySet,
    Sourced,
)


class Topic(models.Model):
    """A column of the news section: 动态, 要闻, 通知公告, 政策解读, 专题."""

    slug = models.SlugField(_("地址"), unique=True)
    name = models.CharField(_("名称"), max_length=40)
    description = models.CharField(_("说明"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    fresh_days = models.PositiveSmallIntegerField(
        _("更新期限（天）"), default=14, help_text=_("超过这么多天没有新内容，后台会提醒。")
    )
    cover = models.ForeignKey(
        Picture,
        verbose_name=_("默认封面"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = pgettext_lazy("plural", "栏目")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('news:article_list')}?topic={self.slug}"


class Tag(models.Model):
    slug = models.SlugField(_("地址"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=40)

    class Meta:
        verbose_name = _("标签")
        verbose_name_plural = pgettext_lazy("plural", "标签")
        ordering = ["slug"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('news:article_list')}?tag={self.slug}"


class ArticleQuerySet(PublishableQuerySet):
    def for_list(self):
        """With all that a card shows."""
        return self.select_related("topic", "topic__cover", "cover").defer(
            "body_zh_hans", "body_en", "body"
        )

    def featured(self):
        """What editors put first, in their order."""
        return self.exclude(featured_order=None).order_by("featured_order", "-published_at", "-pk")


class Article(Publishable, Sourced, Illustrated):
    """A news item, notice or explanation."""

    title = models.CharField(_("标题"), max_length=160)
    subtitle = models.CharField(_("副标题"), max_length=160, blank=True)
    summary = models.CharField(
        _("摘要"), max_length=300, help_text=_("一两句话，显示在列表和搜索引擎中。")
    )
    body = RichTextField(_("正文"))
    author = models.CharField(_("作者"), max_length=60, blank=True)
    editor = models.CharField(_("责任编辑"), max_length=60, blank=True)
    topic = models.ForeignKey(
        Topic, verbose_name=_("栏目"), on_delete=models.PROTECT, related_name="articles"
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("标签"), blank=True, related_name="articles")
    projects = models.ManyToManyField(
        "projects.Project",
        verbose_name=_("相关项目"),
        blank=True,
        related_name="articles",
        limit_choices_to=PAGES,
    )
    institutions = models.ManyToManyField(
        "projects.Institution",
        verbose_name=_("相关机构"),
        blank=True,
        related_name="articles",
        limit_choices_to=PAGES,
    )
    policies = models.ManyToManyField(
        "talent.TalentPolicy",
        verbose_name=_("相关政策"),
        blank=True,
        related_name="articles",
        limit_choices_to=PAGES,
    )
    featured_order = models.PositiveSmallIntegerField(
        _("首页顺序"),
        null=True,
        blank=True,
        help_text=_("数字小的在前，1 为头条；留空则不上首页头条区。"),
    )

    objects = ArticleQuerySet.as_manager()

    translated_together = ("title", "subtitle", "summary", "body", "source")

    class Meta(Publishable.Meta):
        verbose_name = _("文章")
        verbose_name_plural = pgettext_lazy("plural", "文章")
        ordering = ["-published_at", "-pk"]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["topic", "-published_at"], name="article_topic_date"),
            # The back office's orders.
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(live__isnull=True),
                name="article_pages_order",
            ),
            models.Index(fields=["title_zh_hans"], name="article_title"),
            models.Index(fields=["updated_at"], name="article_updated"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(expires_at__isnull=False),
                name="article_expires",
            ),
            # All that a list asks for before it reads rows, so that it reads no others.
            models.Index(
                fields=["status", "-published_at", "-id"],
                include=["expires_at"],
                name="article_newest",
            ),
            models.Index(
                fields=["featured_order"],
                condition=models.Q(featured_order__isnull=False),
                name="article_featured",
            ),
        ]

    def get_absolute_url(self):
        day = timezone.localtime(self.published_at or self.created_at)
        return reverse("news:article_detail", args=[day.year, f"{day.month:02}", self.slug])

    @property
    def picture(self):
        """The article's own cover, or its topic's."""
        return self.cover or self.topic.cover


class ArticleCountQuerySet(models.QuerySet):
    def in_language(self):
        return self if get_language().startswith("zh") else self.filter(in_english=True)

    def untranslated(self):
        return self.filter(in_english=False)

    @transaction.atomic
    def merge(self):
        """Makes one row of all for the same; what others add meanwhile stays as it is."""
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH gone AS (DELETE FROM news_articlecount RETURNING *)"
                " INSERT INTO news_articlecount (topic_id, month, in_english, tag_id, number)"
                " SELECT topic_id, month, in_english, tag_id, sum(number) FROM gone"
                " GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0"
            )

    def recount(self):
        """Counts all articles anew: for data that was loaded with the triggers off."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT news_recount()")


class ArticleCount(models.Model):
    """How many articles are public for good: changes of that number, of which the sum counts.

    Triggers of the database add rows and never alter one, so that no writer waits for another. A
    row is for a topic, the month of publication in Shanghai and the language; with a tag it
    counts the articles that have it. Articles with an end, few by nature, are not counted here.
    """

    topic = models.ForeignKey(
        Topic, models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    month = models.DateField()
    in_english = models.BooleanField()
    tag = models.ForeignKey(
        Tag, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", db_index=False
    )
    number = models.IntegerField()

    objects = ArticleCountQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["tag", "topic", "month"], name="article_count")]

    def __str__(self):
        return f"{self.month:%Y-%m}: {self.number:+}"


class Attachment(PagePart):
    page_of_row = "article"

    article = models.ForeignKey(
        Article, verbose_name=_("文章"), on_delete=models.CASCADE, related_name="attachments"
    )
    title = models.CharField(_("名称"), max_length=120)
    file = PageFileField(
        _("文件"),
        upload_to="attachments/%Y/%m",
        validators=[check_document],
        help_text=_("PDF、OFD、Word、Excel、PPT、WPS、图片、文本或 ZIP，最大 50 MB。"),
    )
    size = models.PositiveBigIntegerField(_("大小（字节）"), default=0, editable=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = pgettext_lazy("plural", "附件")
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["file"], name="attachment_file")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.size = self.file.size
        super().save(*args, **kwargs)

    @property
    def file_type(self) -> str:
        return self.file.name.rpartition(".")[2].upper()
