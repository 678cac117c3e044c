"""The growth of industries side by side: small charts that share their scales."""

from dataclasses import dataclass, field
from decimal import Decimal

from projects.models import Indicator, Observation

WIDTH, HEIGHT, MARGIN = 200, 64, 6


@dataclass
class Multiple:
    """One of several small charts: its values over time, or a bar where none has a past."""

    indicator: Indicator
    # In percent of the width, where the bar of the newest value begins and how long it is.
    x: float
    width: float
    # Over time: the dots from the oldest on, the line through them, and the height of zero.
    dots: list[tuple[float, float]] = field(default_factory=list)
    path: str = ""
    zero: float = 0

    @property
    def is_negative(self) -> bool:
        return self.indicator.latest.value < 0


def comparable(indicator) -> list[Observation]:
    """The values in force on the basis of the newest one, from the oldest on; no goals."""
    basis = indicator.latest.basis
    rows = [
        row
        for row in indicator.observations.all()
        if not row.is_superseded and row.basis == basis and row.status != Observation.Status.TARGET
    ]
    return sorted(rows, key=day_of)


def day_of(row):
    return row.period_end or row.as_of


def small_multiples(indicators) -> list[Multiple]:
    """On one scale of values, which always has zero in it, and on one of days."""
    histories = {row: comparable(row) for row in indicators if row.latest}
    rows = [row for history in histories.values() for row in history]
    values = [row.value for row in rows] + [indicator.latest.value for indicator in histories]
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    span = (high - low) or Decimal(1)
    made = [
        Multiple(
            indicator,
            round(float((min(indicator.latest.value, 0) - low) / span * 100), 1),
            round(float(abs(indicator.latest.value) / span * 100), 1),
        )
        for indicator in histories
    ]
    days = sorted({day_of(row) for row in rows})
    if any(len(history) > 1 for history in histories.values()) and len(days) > 1:
        for multiple, history in zip(made, histories.values(), strict=True):
            draw(multiple, history, (days[0], days[-1]), (low, span))
    return made


def draw(multiple, history, days, scale) -> None:
    first, last = days
    low, span = scale

    def height(value) -> float:
        share = float((value - low) / span)
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    multiple.zero = height(Decimal(0))
    for row in history:
        share = (day_of(row) - first) / (last - first)
        x, y = round(MARGIN + share * (WIDTH - 2 * MARGIN), 1), height(row.value)
        start = not multiple.dots or row.break_before
        multiple.path += f"{'M' if start else 'L'}{x:g} {y:g}"
        multiple.dots.append((x, y))
