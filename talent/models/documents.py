from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scicity.media.documents import check_document
from scicity.media.page_files import PageFileField
from scicity.publishing.models import PagePart
from talent.models.policies import TalentPolicy


class SourceDocument(PagePart):
    """The text that a policy rests on."""

    page_of_row = "policy"

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="documents"
    )
    title = models.CharField(_("文件名称"), max_length=200)
    document_number = models.CharField(_("发文字号"), max_length=80, blank=True)
    publisher = models.CharField(_("发布者"), max_length=120, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    url = models.URLField(_("网址"), max_length=500, blank=True)
    file = PageFileField(
        _("文件"), upload_to="policies/%Y/%m", blank=True, validators=[check_document]
    )
    seen_on = models.DateField(_("查阅日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("依据文件")
        verbose_name_plural = pgettext_lazy("plural", "依据文件")
        ordering = ["pk"]
        indexes = [models.Index(fields=["file"], name="sourcedocument_file")]

    def __str__(self):
        return self.title


class Clause(PagePart):
    """One numbered statement of a document, in its own words.

    Where the official numbering isn't known the number is "来源摘要 1": the first statement of
    this site's summary of the source, and no number of the document's own.
    """

    SUMMARY = "来源摘要 "
    page_of_row = "policy"

    policy = models.ForeignKey(
        TalentPolicy, verbose_name=_("政策"), on_delete=models.CASCADE, related_name="clauses"
    )
    document = models.ForeignKey(
        SourceDocument,
        verbose_name=_("依据文件"),
        on_delete=models.CASCADE,
        related_name="clauses",
        null=True,
        blank=True,
    )
    number = models.CharField(_("条款号"), max_length=40)
    text = models.TextField(_("条款内容"))
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("条款")
        verbose_name_plural = pgettext_lazy("plural", "条款")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="clause_number_once_a_policy")
        ]

    def __str__(self):
        return self.number

    @property
    def label(self) -> str:
        """The number as it is shown; that of a summary is ours, and so is its language."""
        if not self.number.startswith(self.SUMMARY):
            return self.number
        return gettext("来源摘要 %(number)s") % {"number": self.number.removeprefix(self.SUMMARY)}
