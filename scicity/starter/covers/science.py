"""Covers that show what is studied here."""

import math
from random import Random

from scicity.starter.covers.canvas import (
    GOLD,
    INK,
    PAPER,
    RIVER,
    SKY,
    SUN,
    TEAL,
    WATER,
    Canvas,
    around,
    between,
    curve,
    mix,
    profile,
)
from scicity.starter.covers.landscape import contours, ridge


def facility(c: Canvas) -> None:
    """The ring of a big machine on the valley's floor."""
    c.sky("#0f3a55", "#1f6484")
    ridge(c, profile(103, 330, 170, 1.4), "#1a5270", 5)
    ridge(c, profile(107, 400, 110, 2.0), "#174a66", 4)
    for number, colour in enumerate(between("#2b7a9c", "#4aa3c6", 5)):
        orbit(c, 800, 620, 640 - 36 * number, colour, 9 if number % 2 else 18)
    orbit(c, 800, 620, 470, SUN, 7)
    for number in range(36):
        x, y = ellipse(800, 620, 566, number * 10)
        c.disc(x, y, 13, PAPER if number % 3 else GOLD)
    for angle in (200, 250, 305, 350):
        x, y = ellipse(800, 620, 566, angle)
        c.line([(x, y), ellipse(800, 620, 900, angle - 24)], "#7fc4e0", 5)
    contours(c, 800, 620, 330, "#5fb3d3", 8, seed=3, flat=0.36, width=2)
    c.disc(800, 610, 40, SUN)
    c.glow(800, 610, 240, SUN, 0.5)


def ellipse(x: float, y: float, radius: float, angle: float, flat: float = 0.36):
    px, py = around(x, y, radius, angle)
    return px, y + (py - y) * flat


def orbit(c: Canvas, x: float, y: float, radius: float, colour: str, width: float) -> None:
    c.line([ellipse(x, y, radius, t) for t in range(0, 362, 2)], colour, width)


def germplasm(c: Canvas) -> None:
    """A leaf whose midrib is a double helix."""
    c.sky("#e6f3e4", "#bfe0c4")
    contours(c, 300, 800, 700, "#a9d3b2", 14, seed=2)
    c.line(curve([(372, 758), (270, 820), (190, 920)]), "#2f8f6b", 20)
    blade(c, 0, "#2f8f6b", 1.0)
    for number in range(1, 9):
        for hand in (-1, 1):
            vein(c, number, hand)
    helix(c, (370, 760), (1300, 130), 44, PAPER, SUN, 4.5)


def along(share: float) -> tuple[float, float]:
    return 370 + 930 * share, 760 - 630 * share


def width_at(share: float) -> float:
    return 330 * math.sin(math.pi * share**0.72) ** 0.85 if 0 < share < 1 else 0


def blade(c: Canvas, offset: float, colour: str, size: float) -> None:
    nx, ny = 630 / 1123, 930 / 1123
    shares = [i / 80 for i in range(81)]
    upper = [
        (x - nx * width_at(s) * size, y - ny * width_at(s) * size)
        for s in shares
        for x, y in [along(s)]
    ]
    lower = [
        (x + nx * width_at(s) * size, y + ny * width_at(s) * size)
        for s in shares
        for x, y in [along(s)]
    ]
    c.shape(upper + lower[::-1], colour)
    c.shape([along(s) for s in shares] + lower[::-1], mix(colour, INK, 0.22))


def vein(c: Canvas, number: int, hand: int) -> None:
    start, end = number / 10, min(number / 10 + 0.13, 0.97)
    nx, ny = 630 / 1123, 930 / 1123
    x, y = along(end)
    reach = width_at(end) * 0.9 * hand
    middle = along((start + end) / 2 - 0.02)
    bend = reach * 0.45
    c.line(
        curve(
            [
                along(start),
                (middle[0] + nx * bend, middle[1] + ny * bend),
                (x + nx * reach, y + ny * reach),
            ]
        ),
        "#7cc49b",
        5,
    )


def helix(c: Canvas, start, end, radius: float, first: str, second: str, turns: float) -> None:
    """Two strands about a line, and the rungs between them."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length, dx / length

    def strand(share: float, sign: int) -> tuple[float, float]:
        swing = sign * radius * math.sin(math.tau * turns * share)
        return start[0] + dx * share + nx * swing, start[1] + dy * share + ny * swing

    steps = [i / 160 for i in range(161)]
    for share in steps[3::6]:
        c.line([strand(share, 1), strand(share, -1)], mix(first, second, 0.5), 4)
    c.line([strand(s, 1) for s in steps], first, 10)
    c.line([strand(s, -1) for s in steps], second, 10)


def biobank(c: Canvas) -> None:
    """A population as a spiral of dots, crossed by a strand of its genome."""
    c.sky("#16324f", "#0d2136")
    random = Random(14)
    tones = ("#3f6f96", "#5c93b8", WATER, SKY, SUN, GOLD)
    for number in range(520):
        radius, angle = 19.5 * math.sqrt(number), number * 137.508
        x, y = around(1000, 450, radius, angle)
        tone = tones[min(5, int(random.random() ** 1.5 * 6))]
        c.disc(x, y, 4.5 + 4.2 * random.random(), tone, 0.95)
    helix(c, (90, 980), (620, -80), 96, PAPER, SUN, 2.6)


def data(c: Canvas) -> None:
    """Bars that stand like ridges, and the line that joins their peaks."""
    c.sky("#1b5f8c", "#3d8bbd")
    for row, colour in enumerate(between("#5ea6d0", "#0f3a5c", 4)):
        outline = profile(131 + row, 640 + 90 * row, 330 - 30 * row, 1.5 + 0.3 * row)
        for x, y in outline[:: 3 + row // 2]:
            c.bar(x, y, 22 + 5 * (row // 2), 940 - y, colour, 5)
    peaks = [(90, 470), (300, 330), (500, 420), (730, 210), (960, 320), (1190, 170), (1500, 250)]
    c.line(peaks, PAPER, 6)
    for number, (x, y) in enumerate(peaks):
        c.disc(x, y, 22, PAPER)
        c.disc(x, y, 13, GOLD if number in (3, 5) else RIVER)


def mathematics(c: Canvas) -> None:
    """A curve like a ridge on graph paper, the area below it, a tangent."""
    c.sky("#fbf9f3", "#fbf9f3")
    for place in range(0, 1601, 50):
        strong = place % 250 == 0
        c.line([(place, 0), (place, 900)], "#d3dde2" if strong else "#e9eeee", 2 if strong else 1.4)
        c.line(
            [(0, place), (1600, place)], "#d3dde2" if strong else "#e9eeee", 2 if strong else 1.4
        )
    hill = [(x, 740 - bell(x)) for x in range(100, 1501, 8)]
    under = [(x, y) for x, y in hill if 430 <= x <= 1040]
    for number, (x, y) in enumerate(under[::7]):
        c.bar(x, y, 52, 740 - y, RIVER if number % 2 else WATER, 0, 0.55)
    c.line([(60, 740), (1560, 740)], INK, 4)
    c.line([(250, 60), (250, 860)], INK, 4)
    for number in range(1, 5):
        c.line(
            [(x, 740 - (740 - y) * (1 - 0.19 * number)) for x, y in hill],
            mix(INK, PAPER, 0.25 + 0.17 * number),
            2,
        )
    c.line(hill, INK, 10)
    slope = (bell(1044) - bell(1036)) / 8
    c.line([(x, 740 - bell(1040) - slope * (x - 1040)) for x in (800, 1380)], GOLD, 7)
    c.disc(1040, 740 - bell(1040), 19, GOLD)
    c.disc(1040, 740 - bell(1040), 9, PAPER)
    for number in range(4):
        c.arc(1330, 250, 40 + 36 * number, 180 - 90 * number, 480 - 60 * number, TEAL, 5)


def bell(x: float) -> float:
    return 520 * math.exp(-(((x - 700) / 250) ** 2)) + 250 * math.exp(-(((x - 1260) / 150) ** 2))
