"""Numbers of articles without reading articles: out of `ArticleCount`, whatever their number.

Those whose being public ends or begins by itself are found by the indexes of these dates.
"""

from collections import Counter
from copy import copy
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Count, DateField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Now, TruncDate, TruncMonth
from django.utils import timezone

from news.models import Article, ArticleCount
from scicity.facets import ROWS
from scicity.publishing.models import Status

# The column of `ArticleCount` that each filter asks for.
COLUMNS = {"topic": "topic", "year": "month", "tag": "tag"}
# To skip so many rows is cheap.
NEAR = 200


class Counted:
    """For a FilterSet of `Article.objects.visible()`.

    What asks for words, or for several tags at once, which articles may share, counts articles.
    """

    @property
    def is_counted(self) -> bool:
        return not self.cleaned.get("q") and len(self.cleaned.get("tag") or ()) <= 1

    def count(self):
        if not self.is_counted or not self.is_valid():
            return super().count()
        return sum(self.months().values())

    def count_untranslated(self):
        if not self.is_counted:
            return super().count_untranslated()
        return sum(self.months(untranslated=True).values())

    def facet_counts(self, facets):
        if not self.is_counted:
            return super().facet_counts(facets)
        lasting, passing = [], []
        for name, facet in facets.items():
            lasting.append(self.by_column(name).counts(name, self.lasting(name), Sum("number")))
            for rows, sign in self.passing():
                passing.append(facet.counts(name, self.narrowed(name, within=rows), sign * ROWS))
        numbers = Counter()
        for *row, number in (*union(lasting), *union(passing)):
            numbers[tuple(row)] += number
        return [(*row, number) for row, number in numbers.items() if number > 0]

    def months(self, untranslated=False) -> dict[date, int]:
        """How many articles of each month the choice gives."""
        lasting = self.lasting(untranslated=untranslated).values("month")
        month = TruncMonth("published_at", output_field=DateField())
        passing = [
            self.narrowed(within=rows)
            .order_by()
            .annotate(month=month)
            .values("month")
            .annotate(total=sign * ROWS)
            for rows, sign in self.passing(untranslated)
        ]
        numbers = Counter()
        for row in (*lasting.annotate(total=Sum("number")), *union(passing)):
            numbers[row["month"]] += row["total"]
        return dict(numbers)

    def lasting(self, without=None, untranslated=False):
        """The counts under the filters in force, `without` one; for tags those of each tag."""
        counts = ArticleCount.objects.order_by()
        counts = counts.untranslated() if untranslated else counts.in_language()
        if without == "tag":
            counts = counts.exclude(tag=None)
        elif not self.cleaned.get("tag"):
            counts = counts.filter(tag=None)
        for name in COLUMNS:
            if name != without and (values := self.cleaned.get(name)):
                counts = counts.filter(self.by_column(name).condition(list(values)))
        return counts

    def by_column(self, name):
        facet = copy(self.filters[name])
        facet.field_name = COLUMNS[name]
        return facet

    def passing(self, untranslated=False):
        pages = Article.objects.filter(status=Status.PUBLISHED)
        return passing(pages.untranslated() if untranslated else pages.in_language())

    def days(self, month: date) -> dict[date, int]:
        """How many articles of each day of the month the choice gives."""
        rows = self.narrowed().filter(
            published_at__gte=beginning(month), published_at__lt=beginning(following(month))
        )
        numbers = rows.order_by().annotate(day=TruncDate("published_at")).values("day")
        return dict(numbers.annotate(total=ROWS).values_list("day", "total"))

    def nearer(self, rows, start, keep):
        """Skips whole months by their numbers, and whole days of the month that it comes to."""
        if start < NEAR or not self.is_counted:
            return rows, start
        oldest_first = self.cleaned.get("sort") == "oldest"
        month, start = skipped(keep("months", self.months), start, oldest_first)
        if month is None:
            return rows.none(), 0
        first, end = month, following(month)
        if start >= NEAR:
            days = keep(f"days of {month}", partial(self.days, month))
            day, start = skipped(days, start, oldest_first)
            if day is None:
                # Articles ended since the months were counted: on with the next month.
                first, end = end, first
            else:
                first, end = day, day + timedelta(days=1)
        if oldest_first:
            return rows.filter(published_at__gte=beginning(first)), start
        return rows.filter(published_at__lt=beginning(end)), start


def skipped(numbers: dict[date, int], start: int, oldest_first: bool) -> tuple[date | None, int]:
    """The time in which the row `start` is (None after the last), and how many are before it."""
    for time in sorted(numbers, reverse=not oldest_first):
        if numbers[time] > start:
            return time, start
        start -= numbers[time]
    return None, start


def public_number(name: str):
    """An expression for a topic or a tag: the number of its public articles in all languages."""
    counts = ArticleCount.objects.order_by().filter(**{name: OuterRef("pk")})
    counts = counts if name == "tag" else counts.filter(tag=None)
    number = number_in(counts, name, Sum("number"))
    pages = Article.objects.filter(status=Status.PUBLISHED)
    column = "tags" if name == "tag" else name
    for rows, sign in passing(pages):
        rows = rows.filter(**{column: OuterRef("pk")}).order_by()
        number += sign * number_in(rows, column, Count("pk"))
    return number


def number_in(rows, column: str, aggregate):
    return Coalesce(Subquery(rows.values(column).annotate(found=aggregate).values("found")), 0)


def passing(pages):
    """[(articles, sign)]: what the counts leave out, and what they have too early."""
    ending = pages.filter(expires_at__gt=Now(), published_at__lte=Now())
    coming = pages.filter(expires_at=None, published_at__gt=Now())
    return [(ending, 1), (coming, -1)]


def union(rows: list):
    """Of one model: those of two may give their columns in different orders."""
    first, *rest = rows
    return first.union(*rest, all=True)


def beginning(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
