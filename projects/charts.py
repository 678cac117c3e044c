"""The geometry of the charts: numbers and days in, points of a drawing out."""

import datetime
import math
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import formats

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 16, 32
MOST_TICKS = 7
# Names of months are long, and on a phone large.
MOST_MONTHS = 4
HALF_A_LABEL = 52


@dataclass
class Dot:
    x: float
    y: float
    # What the dot says when it is pointed at.
    title: str


@dataclass
class Line:
    """One series; `path` runs through its dots, broken where the numbers are not comparable."""

    name: str
    slug: str
    dots: list[Dot] = field(default_factory=list)
    path: str = ""


@dataclass
class Chart:
    lines: list[Line]
    x_ticks: list[tuple[float, str]]
    y_ticks: list[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def days(self) -> list[tuple[float, str, str]]:
        """The labels below with their anchors: one at the right edge must not run over it."""
        return [
            (x, label, "end" if x > self.right - HALF_A_LABEL else "middle")
            for x, label in self.x_ticks
        ]


@dataclass
class Point:
    day: datetime.date
    value: Decimal
    title: str = ""
    break_before: bool = False


def line_chart(series, low=None, high=None) -> Chart | None:
    """A chart of series [(name, slug, [Point])]; None where no line could be drawn.

    The axis of values begins at 0 unless a value lies below.
    """
    points = [point for _name, _slug, row in series for point in row]
    days = sorted({point.day for point in points})
    if len(days) < 2:
        return None
    steps = nice_steps(
        float(min([point.value for point in points] + [0])) if low is None else low,
        float(max(point.value for point in points)) if high is None else high,
    )
    span = (days[-1] - days[0]).days

    def place(point):
        x = LEFT + (WIDTH - LEFT - RIGHT) * (point.day - days[0]).days / span
        return round(x, 1), height_of(float(point.value), steps)

    return Chart(
        [
            drawn_line(name, slug, sorted(row, key=lambda p: p.day), place)
            for name, slug, row in series
        ],
        [
            (round(LEFT + (WIDTH - LEFT - RIGHT) * (day - days[0]).days / span, 1), label)
            for day, label in day_ticks(days[0], days[-1])
        ],
        [(height_of(step, steps), f"{step:g}") for step in steps],
    )


def drawn_line(name, slug, row, place) -> Line:
    line = Line(name, slug)
    for point in row:
        x, y = place(point)
        start = not line.dots or point.break_before
        line.path += f"{'M' if start else 'L'}{x:g} {y:g}"
        line.dots.append(Dot(x, y, point.title))
    return line


def height_of(value: float, steps: list[float]) -> float:
    share = (value - steps[0]) / (steps[-1] - steps[0])
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share, 1)


def nice_steps(low: float, high: float) -> list[float]:
    """Four to seven round numbers that enclose both."""
    if high <= low:
        high = low + 1
    rough = (high - low) / 4
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(round(high / step, 9))
    return [round(n * step, 10) for n in range(first, last + 1)]


def day_ticks(first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, str]]:
    """At most seven new years with their labels, or four firsts of months when those are few."""
    years = [datetime.date(n, 1, 1) for n in range(first.year, last.year + 1)]
    years = [day for day in years if first <= day <= last]
    if len(years) >= 3:
        return [(day, str(day.year)) for day in years[:: -(-len(years) // MOST_TICKS)]]
    month = first.year * 12 + first.month - 1
    months = [
        datetime.date(n // 12, n % 12 + 1, 1) for n in range(month, last.year * 12 + last.month)
    ]
    months = [day for day in months if first <= day <= last] or [first, last]
    chosen = months[:: -(-len(months) // MOST_MONTHS)]
    return [(day, formats.date_format(day, "YEAR_MONTH_FORMAT")) for day in chosen]


@dataclass
class Bar:
    """A stretch of time; an end that is not known is drawn open."""

    label: str
    slug: str
    x: float
    width: float
    start_label: str
    end_label: str
    is_open: bool = False


@dataclass
class Schedule:
    bars: list[Bar]
    ticks: list[tuple[float, str]]
    today: float | None


def schedule(rows, today: datetime.date) -> Schedule | None:
    """Rows [(label, slug, start, start label, end, end label)] on one scale; None without a span.

    A row without a start begins at the left edge, one without an end goes on to the right edge
    or, having begun, to today: nothing is drawn as if it were known.
    """
    rows = [row for row in rows if row[2] or row[4]]
    days = [day for row in rows for day in (row[2], row[4]) if day]
    if not days:
        return None
    first, last = min([*days, today]), max([*days, today])
    margin = max((last - first) // 20, datetime.timedelta(days=20))
    first, last = first - margin, last + margin
    span = (last - first).days

    def x(day):
        return round(1000 * (day - first).days / span, 1)

    bars = []
    for label, slug, start, start_label, end, end_label in rows:
        ends = end or (max(today, start) if slug == "actual" else last)
        begins = start or first
        width = max(x(ends) - x(begins), 4)
        is_open = not (start and end)
        bars.append(Bar(label, slug, x(begins), round(width, 1), start_label, end_label, is_open))
    ticks = [(x(day), label) for day, label in day_ticks(first, last)]
    return Schedule(bars, ticks, x(today))
