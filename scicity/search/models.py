from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import connections, models, router
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scicity.publishing.models import Status, VisibleQuerySet
from scicity.search.fields import FoldedField, PackedTextField
from scicity.search.folding import fold

# The report of searches without a result takes no more new queries than this in a day.
MOST_MISSES_A_DAY = 2_000


class EntryQuerySet(VisibleQuerySet):
    """Visible by the rule of all pages: `published()` is inherited."""

    def in_language(self, language=None):
        return self.filter(language=language or get_language() or "zh-hans")


class Entry(models.Model):
    """What the search knows of one page in one language: the index, written by `writing`.

    The folded texts lie in one another: the title is the beginning of the lead (title, summary,
    names, numbers), and the lead that of the whole.
    """

    key = models.CharField(_("代码"), max_length=80, primary_key=True)
    kind = models.CharField(_("类型"), max_length=40)
    object_id = models.BigIntegerField(_("编号"))
    language = models.CharField(_("语言"), max_length=8)
    section = models.CharField(_("分类"), max_length=60, blank=True)
    date = models.DateField(_("日期"))
    year = models.SmallIntegerField(_("年份"))
    path = models.CharField(_("网址"), max_length=300)
    status = models.CharField(pgettext_lazy("publication", "状态"), max_length=16, choices=Status)
    published_at = models.DateTimeField(_("首次发布时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("下线时间"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    title = models.CharField(_("标题"), max_length=300)
    summary = models.TextField(_("摘要"), blank=True)
    body = PackedTextField(_("正文"), db_column="packed_body", blank=True, db_default=b"")
    title_folded = FoldedField(_("标题（检索）"))
    lead_folded = FoldedField(_("标题和摘要（检索）"))
    folded = FoldedField(_("全文（检索）"))
    sounds = models.TextField(_("标题拼音"), blank=True)
    letters = FoldedField(_("标题拼音（检索）"), blank=True)
    words = SearchVectorField(_("标题和摘要的词"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("检索条目")
        verbose_name_plural = pgettext_lazy("plural", "检索条目")
        ordering = ["-date", "key"]
        indexes = [
            models.Index(fields=["language", "-date", "key"], name="search_newest"),
            models.Index(fields=["kind", "object_id"], name="search_page"),
            GinIndex("folded__pairs", name="search_folded_pairs", fastupdate=False),
            GinIndex("lead_folded__pairs", name="search_lead_pairs", fastupdate=False),
            GinIndex("title_folded__pairs", name="search_title_pairs", fastupdate=False),
            GinIndex("letters__pairs", name="search_letters_pairs", fastupdate=False),
            GinIndex(fields=["words"], name="search_words", fastupdate=False),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.path


class Synonym(models.Model):
    """Words that the search takes for the same."""

    words = models.CharField(
        _("同义词"),
        max_length=300,
        help_text=_(
            "用空格分开，例如：科学城 西部科学城。搜其中一个，也会找到含有其他几个的页面。"
        ),
    )

    class Meta:
        verbose_name = _("同义词")
        verbose_name_plural = pgettext_lazy("plural", "同义词")
        ordering = ["words"]

    def __str__(self):
        return self.words

    def clean(self):
        if len(self.group) < 2:
            raise ValidationError({"words": _("请至少填写两个词，用空格分开。")})

    @property
    def group(self) -> list[str]:
        return list(dict.fromkeys(fold(word) for word in self.words.split() if len(word) > 1))


class PinnedResultQuerySet(models.QuerySet):
    def paths(self) -> dict[str, list[str]]:
        """The pages of each folded query, in their order."""
        found = {}
        for query, path in self.values_list("folded_query", "path"):
            found.setdefault(query, []).append(path)
        return found


class PinnedResult(models.Model):
    """A page that editors put first for a query."""

    query = models.CharField(
        _("搜索词"), max_length=100, help_text=_("搜的正是这个词时，该页面排在最前。")
    )
    folded_query = models.CharField(_("搜索词（检索）"), max_length=200, editable=False)
    path = models.CharField(
        _("页面网址"),
        max_length=300,
        help_text=_("本站页面的地址，例如 /talent/…/，可从浏览器地址栏复制。英文页以 /en/ 开头。"),
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    objects = PinnedResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("置顶结果")
        verbose_name_plural = pgettext_lazy("plural", "置顶结果")
        ordering = ["query", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["query", "path"],
                name="search_pinned_once",
                violation_error_message=_("该页面已为这个词置顶。"),
            )
        ]
        indexes = [models.Index(fields=["folded_query", "order"], name="search_pinned_query")]

    def __str__(self):
        return f"{self.query} → {self.path}"

    def save(self, *args, **kwargs):
        self.folded_query = fold(self.query)
        super().save(*args, **kwargs)

    def clean(self):
        if not Entry.objects.filter(path=self.path).exists():
            raise ValidationError({"path": _("没有找到这个地址的页面。请只填域名之后的部分。")})


ONE_MORE_MISS = """
INSERT INTO search_miss (day, query, language, count)
SELECT %(day)s, %(query)s, %(language)s, 1
WHERE (SELECT count(*) FROM search_miss WHERE day = %(day)s) < %(most)s
ON CONFLICT (day, query, language) DO UPDATE SET count = search_miss.count + 1
"""


class MissQuerySet(models.QuerySet):
    def note(self, query: str, language: str) -> None:
        """Counts a search that found nothing; keeps nothing that could name a person."""
        if sum(c.isdigit() for c in query) > 6 or "@" in query:
            return
        day = timezone.localdate()
        values = {"day": day, "query": query[:100], "language": language, "most": MOST_MISSES_A_DAY}
        with connections[router.db_for_write(self.model)].cursor() as cursor:
            cursor.execute(ONE_MORE_MISS, values)


class Miss(models.Model):
    """How often a query found nothing on a day: a hint at what visitors need and the site lacks."""

    day = models.DateField(_("日期"))
    query = models.CharField(_("搜索词"), max_length=100)
    language = models.CharField(_("语言"), max_length=8)
    count = models.PositiveIntegerField(_("次数"), default=0)

    objects = MissQuerySet.as_manager()

    class Meta:
        verbose_name = _("无结果搜索")
        verbose_name_plural = pgettext_lazy("plural", "无结果搜索")
        ordering = ["-day", "-count", "query"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "query", "language"], name="search_miss_once_a_day"
            )
        ]

    def __str__(self):
        return self.query


class Rebuild(models.Model):
    """A new index in the making: how far it has come. At most one row."""

    started_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    kind = models.CharField(_("类型"), max_length=40, blank=True)
    last_pk = models.BigIntegerField(_("编号"), default=0)

    class Meta:
        verbose_name = _("索引重建")
        verbose_name_plural = pgettext_lazy("plural", "索引重建")

    def __str__(self):
        return f"{self.kind} {self.last_pk}"


class Change(models.Model):
    """A page that changed while a new index was being made, to be written there at the end."""

    kind = models.CharField(_("类型"), max_length=40)
    object_id = models.BigIntegerField(_("编号"))

    class Meta:
        verbose_name = _("待补条目")
        verbose_name_plural = pgettext_lazy("plural", "待补条目")

    def __str__(self):
        return f"{self.kind} {self.object_id}"
