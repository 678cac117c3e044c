"""Dates that are known only so far: "2022年初", "2021年底", "2021年前三季度".

A date whose day is not known is stored as the first day of what is known, beside its precision,
and is never shown more exactly than that.
"""

import datetime
from functools import lru_cache

from django.db import models
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _


class DatePrecision(models.TextChoices):
    DAY = "day", gettext_lazy("日")
    MONTH = "month", gettext_lazy("月")
    QUARTER = "quarter", gettext_lazy("季度")
    EARLY_YEAR = "early", gettext_lazy("年初")
    END_YEAR = "end", gettext_lazy("年底")
    YEAR = "year", gettext_lazy("年")


def precision_field(**kwargs):
    """The column that goes beside a date: how exactly it is known."""
    return models.CharField(
        kwargs.pop("verbose_name", gettext_lazy("精度")),
        max_length=8,
        choices=DatePrecision,
        default=DatePrecision.DAY,
        **kwargs,
    )


def date_label(date: datetime.date | None, precision: str = DatePrecision.DAY) -> str:
    """The date in the reader's language, no more exact than it is known; '' for None."""
    return "" if date is None else label_in(get_language(), date, precision)


@lru_cache(maxsize=10_000)
def label_in(_language: str, date: datetime.date, precision: str) -> str:
    year = date.year
    match precision:
        case DatePrecision.YEAR:
            return _("%(year)d年") % {"year": year}
        case DatePrecision.EARLY_YEAR:
            return _("%(year)d年初") % {"year": year}
        case DatePrecision.END_YEAR:
            return _("%(year)d年底") % {"year": year}
        case DatePrecision.QUARTER:
            return _("%(year)d年第%(quarter)d季度") % {
                "year": year,
                "quarter": (date.month + 2) // 3,
            }
        case DatePrecision.MONTH:
            return formats.date_format(date, "YEAR_MONTH_FORMAT")
    return formats.date_format(date, "DATE_FORMAT")


def period_label(start: datetime.date | None, end: datetime.date | None) -> str:
    """A span of whole months in the words of statistics; '' when either end is unknown."""
    if not start or not end:
        return ""
    values = {"year": start.year, "quarter": (end.month + 2) // 3, "month": end.month}
    if start.year != end.year:
        return " – ".join(formats.date_format(day, "YEAR_MONTH_FORMAT") for day in (start, end))
    match (start.month, end.month):
        case (1, 12):
            return _("%(year)d年") % values
        case (1, 6):
            return _("%(year)d年上半年") % values
        case (7, 12):
            return _("%(year)d年下半年") % values
        case (1, 9):
            return _("%(year)d年前三季度") % values
        case (first, last) if first % 3 == 1 and last == first + 2:
            return _("%(year)d年第%(quarter)d季度") % values
        case (first, last) if first == last:
            return formats.date_format(start, "YEAR_MONTH_FORMAT")
        case (1, _last):
            return _("%(year)d年1—%(month)d月") % values
    return f"{formats.date_format(start)} – {formats.date_format(end)}"
