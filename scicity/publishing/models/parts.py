"""What belongs to a page, and where a statement comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicity.dates import date_label, precision_field
from scicity.fields import ChoiceLabelsMixin
from scicity.publishing.changes import TellingModelMixin, TellingQuerySetMixin


class PagePartQuerySet(TellingQuerySetMixin, models.QuerySet):
    """Rows that belong to pages."""


class PagePart(ChoiceLabelsMixin, TellingModelMixin, models.Model):
    """A row that belongs to its page, is edited, signed and published with it.

    `page_of_row` names the link to the page. A working copy has its own rows; publishing it
    brings them to the page, each to the row that it was copied from (`snapshots.write`).
    """

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
