"""Covers that show what is made here."""

import math
from random import Random

from scicity.starter.covers.canvas import (
    GOLD,
    NIGHT,
    PAPER,
    RIVER,
    SUN,
    TEAL,
    Canvas,
    around,
    mix,
    profile,
    regular,
)
from scicity.starter.covers.landscape import contours, ridge


def industry(c: Canvas) -> None:
    """A chip whose traces run out into the valley."""
    c.sky("#0e3b3b", "#145a55")
    contours(c, 800, 450, 1150, "#1d6a63", 18, seed=9, flat=0.62, width=2)
    for turn in range(4):
        for lane in range(-4, 5):
            trace(c, turn, lane)
    c.bar(590, 240, 420, 420, "#0a2b2e", 34)
    c.bar(622, 272, 356, 356, "#12504d", 22)
    c.bar(668, 318, 264, 264, GOLD, 16)
    c.shape(clip(profile(113, 590, 220, 3.4), 668, 932, 582), "#8a621a")
    c.shape(clip(profile(117, 606, 130, 4.2), 668, 932, 582), "#5d4212")
    c.disc(860, 380, 28, "#fff0c9")


def clip(outline: list, left: float, right: float, floor: float) -> list:
    inside = [(x, min(y, floor)) for x, y in outline if left <= x <= right]
    return [(left, inside[0][1]), *inside, (right, inside[-1][1]), (right, floor), (left, floor)]


def trace(c: Canvas, turn: int, lane: int) -> None:
    """One conductor from the chip's edge: straight, then at 45°, then straight to a pad."""
    bend, far = 60 + 26 * abs(lane), 330 + (lane * 5 % 4) * 90
    spread = math.copysign(26 * abs(lane), lane) if lane else 0
    path = [
        (210, lane * 42),
        (210 + bend, lane * 42),
        (210 + bend + abs(spread), lane * 42 + spread),
        (210 + far + bend, lane * 42 + spread),
    ]
    points = [rotated(x, y, turn) for x, y in path]
    colour = SUN if lane % 3 == 0 else "#5fc0ae"
    c.line(points, colour, 7)
    c.disc(*points[-1], 13, colour)
    c.disc(*points[-1], 5, "#0e3b3b")


def rotated(x: float, y: float, turn: int) -> tuple[float, float]:
    for _quarter in range(turn):
        x, y = -y, x
    return 800 + x, 450 + y


def energy(c: Canvas) -> None:
    """Storage cells like a honeycomb, each charged to its own level."""
    c.sky("#0f4a46", "#0b3337")
    random = Random(21)
    for column in range(-1, 12):
        for row in range(-1, 7):
            x, y = 60 + 150 * column, 60 + 173 * row + (86.5 if column % 2 else 0)
            distance = math.hypot(x - 860, (y - 430) * 1.2)
            level = max(0.08, min(1, 1.15 - distance / 780 + random.uniform(-0.2, 0.2)))
            cell(c, x, y, 90, level)
    bolt = [(900, 190), (740, 480), (842, 480), (790, 720), (985, 400), (874, 400), (960, 190)]
    c.shape([(x + 8, y + 10) for x, y in bolt], NIGHT, 0.5)
    c.shape(bolt, "#fff3d1")


def cell(c: Canvas, x: float, y: float, radius: float, level: float) -> None:
    outer, inner = regular(x, y, radius, 6, 0), regular(x, y, radius - 14, 6, 0)
    c.shape(outer, "#1b5f58")
    c.shape(inner, "#0d3c3c")
    top, bottom = y - (radius - 14) * 0.866, y + (radius - 14) * 0.866
    line = bottom - (bottom - top) * level
    c.shape(below(inner, line), mix(TEAL, SUN, max(0, level - 0.35) * 1.5))


def below(points: list, line: float) -> list:
    """The part of a polygon under a horizontal line."""
    found = []
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        if y1 >= line:
            found.append((x1, y1))
        if (y1 >= line) != (y2 >= line):
            found.append((x1 + (x2 - x1) * (line - y1) / (y2 - y1), line))
    return found if len(found) > 2 else [(0, -9), (1, -9), (1, -8)]


def hydrogen(c: Canvas) -> None:
    """Pairs of hydrogen atoms rising like bubbles over blue water."""
    c.sky("#f2f9fc", "#bfe0ef")
    ridge(c, profile(151, 760, 170, 1.4), "#a9d2e6", 4)
    ridge(c, profile(155, 860, 150, 1.9), "#7db9d8", 5)
    ridge(c, profile(158, 960, 150, 1.6), RIVER, 5)
    molecule(c, 800, 420, 190, -22)
    for x, y, radius, turn in (
        (270, 300, 74, 30),
        (1340, 240, 84, 55),
        (1250, 610, 58, -40),
        (380, 640, 50, 10),
        (560, 130, 40, -50),
        (1080, 110, 34, 15),
    ):
        molecule(c, x, y, radius, turn)


def molecule(c: Canvas, x: float, y: float, radius: float, turn: float) -> None:
    for angle, colour in ((turn + 180, RIVER), (turn, TEAL)):
        px, py = around(x, y, radius * 0.68, angle)
        c.disc(px, py, radius, colour, 0.82)
        c.ring(px, py, radius * 1.16, mix(colour, PAPER, 0.45), max(2, radius * 0.02))
        c.disc(px - radius * 0.34, py - radius * 0.36, radius * 0.2, "#ffffff", 0.5)
        c.disc(px, py, radius * 0.13, SUN)
