"""The days of a month on which something opens, closes or ends."""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from talent.dates import Event, events

YEAR_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
COLUMNS = ("windows__opens_on", "windows__closes_on", "effective_to")


@dataclass(frozen=True)
class Day:
    """`column` is 1 on Mondays and 7 on Sundays."""

    day: datetime.date
    events: tuple[Event, ...]

    @property
    def column(self) -> int:
        return self.day.isoweekday()

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()


class Month:
    """A month of these policies; five queries, however many there are."""

    def __init__(self, first: datetime.date, policies):
        self.first, self.policies = first.replace(day=1), policies.order_by()
        number = calendar.monthrange(self.first.year, self.first.month)[1]
        self.last = self.first.replace(day=number)

    @classmethod
    def read(cls, text: str, policies) -> "Month | None":
        """The month of "2026-11"; None for anything else."""
        match = YEAR_MONTH.fullmatch(text)
        return cls(datetime.date(int(match[1]), int(match[2]), 1), policies) if match else None

    def __str__(self):
        return date_format(self.first, "YEAR_MONTH_FORMAT")

    @property
    def value(self) -> str:
        return f"{self.first:%Y-%m}"

    @cached_property
    def events(self) -> list[Event]:
        within = Q()
        for name in COLUMNS:
            within |= Q(**{f"{name}__range": (self.first, self.last)})
        keys = self.policies.filter(within).values("pk")
        policies = self.policies.model.objects.filter(pk__in=keys).for_list()
        return [e for e in events(policies) if self.first <= e.day <= self.last]

    @property
    def days(self) -> list[Day]:
        days = [self.first + datetime.timedelta(days=n) for n in range(self.last.day)]
        return [Day(day, tuple(e for e in self.events if e.day == day)) for day in days]

    @cached_property
    def following(self) -> str:
        """The next month in which anything happens; '' for none."""
        nearest = self.nearest(Min, "gt", self.last)
        return min(nearest, default="") if nearest else ""

    @cached_property
    def preceding(self) -> str:
        nearest = self.nearest(Max, "lt", self.first)
        return max(nearest, default="") if nearest else ""

    @property
    def following_label(self) -> str:
        return self.label_of(self.following)

    @property
    def preceding_label(self) -> str:
        return self.label_of(self.preceding)

    def label_of(self, value: str) -> str:
        """Another month in short, with its year where that is another one."""
        if not value:
            return ""
        first = datetime.datetime.strptime(value, "%Y-%m").date()
        alone = pgettext("format of a month alone", "n月")
        return date_format(first, alone if first.year == self.first.year else "YEAR_MONTH_FORMAT")

    def nearest(self, aggregate, comparison: str, day: datetime.date) -> list[str]:
        found = self.policies.aggregate(
            **{
                f"day{number}": aggregate(name, filter=Q(**{f"{name}__{comparison}": day}))
                for number, name in enumerate(COLUMNS)
            }
        )
        return [f"{day:%Y-%m}" for day in found.values() if day]
