import datetime
import random
from decimal import Decimal

import pytest

from projects.charts import (
    BOTTOM,
    HALF_A_LABEL,
    HEIGHT,
    LEFT,
    MOST_TICKS,
    RIGHT,
    TOP,
    WIDTH,
    Point,
    day_ticks,
    line_chart,
    nice_steps,
    schedule,
)

DAY = datetime.date(2022, 3, 15)


def days_later(number):
    return DAY + datetime.timedelta(days=number)


def test_steps_enclose_both_and_are_few():
    chance = random.Random(8)
    for _round in range(500):
        low = chance.choice([0, 0, chance.uniform(-1000, 0)])
        high = low + 10 ** chance.uniform(-3, 9)

        steps = nice_steps(low, high)

        assert steps[0] <= low + 1e-9
        assert steps[-1] >= high * (1 - 1e-9)
        assert 3 <= len(steps) <= 7


def test_steps_of_one_value():
    assert nice_steps(0, 0) == [0, 0.25, 0.5, 0.75, 1]


def test_ticks_are_few_and_inside():
    chance = random.Random(9)
    for _round in range(300):
        first = days_later(chance.randint(0, 2000))
        last = first + datetime.timedelta(days=chance.randint(1, 9000))

        ticks = day_ticks(first, last)

        assert 1 <= len(ticks) <= MOST_TICKS
        assert all(first <= day <= last for day, _label in ticks)


def test_dots_lie_in_the_drawing_in_the_order_of_time():
    chance = random.Random(10)
    for _round in range(100):
        row = [
            Point(days_later(chance.randint(0, 3000)), Decimal(chance.randint(-50, 900)))
            for _n in range(chance.randint(2, 30))
        ]
        chart = line_chart([("", "one", row)])
        if chart is None:
            assert len({point.day for point in row}) == 1
            continue

        (line,) = chart.lines
        assert [dot.x for dot in line.dots] == sorted(dot.x for dot in line.dots)
        assert all(LEFT <= dot.x <= WIDTH - RIGHT for dot in line.dots)
        for x, _label, anchor in chart.days:
            assert x + (0 if anchor == "end" else HALF_A_LABEL) <= WIDTH
        assert all(TOP - 0.1 <= dot.y <= HEIGHT - BOTTOM + 0.1 for dot in line.dots)


def test_what_is_not_comparable_is_not_joined():
    row = [
        Point(DAY, Decimal(1)),
        Point(days_later(9), Decimal(2)),
        Point(days_later(18), Decimal(3), break_before=True),
    ]

    (line,) = line_chart([("", "one", row)]).lines

    assert (line.path.count("M"), line.path.count("L")) == (2, 1)


@pytest.mark.parametrize("number", [0, 1])
def test_one_day_makes_no_chart(number):
    assert line_chart([("", "one", [Point(DAY, Decimal(1))] * number)]) is None


def test_schedule_leaves_open_what_is_not_known():
    rows = [
        ("基准", "baseline", DAY, "", days_later(100), ""),
        ("计划", "planned", DAY, "", None, ""),
        ("实际", "actual", DAY, "", None, ""),
    ]

    baseline, planned, actual = schedule(rows, days_later(50)).bars

    assert [bar.is_open for bar in (baseline, planned, actual)] == [False, True, True]
    assert planned.x + planned.width == 1000
    assert actual.width == pytest.approx(baseline.width / 2, abs=1)


def test_schedule_without_any_date_is_none():
    assert schedule([("计划", "planned", None, "", None, "")], DAY) is None


def test_schedule_bars_lie_in_the_drawing():
    chance = random.Random(11)
    for _round in range(300):
        rows = []
        for slug in ("baseline", "planned", "actual"):
            start, end = sorted(chance.sample(range(4000), 2))
            start = days_later(start) if chance.random() < 0.7 else None
            end = days_later(end) if chance.random() < 0.7 else None
            rows.append((slug, slug, start, "", end, ""))
        result = schedule(rows, days_later(chance.randint(0, 4000)))
        for bar in result.bars if result else []:
            assert bar.x >= 0
            assert bar.width >= 4
            assert bar.x + bar.width <= 1004.1
