"""Covers that show people, money and decisions."""

import math

from scicity.starter.covers.canvas import (
    FOREST,
    GOLD,
    INK,
    MINT,
    PAPER,
    RIVER,
    SAND,
    SKY,
    SLATE,
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
from scicity.starter.covers.landscape import ribbon, ridge, ridges, side


def talent(c: Canvas) -> None:
    """People whose shoulders are ridges."""
    c.sky("#f8d48c", "#fdf0cf")
    c.disc(800, 330, 250, "#fff6e0", 0.8)
    people = [
        (290, 470, 1.0, "#d9a441"),
        (1310, 470, 1.0, "#cf9834"),
        (545, 420, 1.15, "#4f9d92"),
        (1060, 420, 1.15, "#3f7f9d"),
        (800, 380, 1.35, INK),
    ]
    for x, y, size, colour in people:
        person(c, x, y, size, colour)
    ridge(c, profile(163, 900, 110, 1.5), FOREST, 5)
    ridge(c, profile(166, 980, 110, 2.0), mix(FOREST, INK, 0.5), 4)


def person(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    c.disc(x, y, 84 * size, colour)
    left = [
        (x - 330 * size, y + 560),
        (x - 250 * size, y + 270 * size),
        (x - 110 * size, y + 140 * size),
        (x, y + 112 * size),
    ]
    crest = curve(left + [(2 * x - px, py) for px, py in left[-2::-1]])
    c.shape([*crest, (x + 330 * size, 950), (x - 330 * size, 950)], colour)
    for number in range(1, 7):
        inner = [(px, py + 26 * number) for px, py in crest]
        c.line(inner, mix(colour, "#ffffff", 0.22), 1.8)


def finance(c: Canvas) -> None:
    """Columns of coins growing in steps, and the line above them."""
    c.sky("#faf4e4", "#f0e2c0")
    ridge(c, profile(171, 700, 210, 1.3), "#e6d3a5", 5)
    ridge(c, profile(174, 800, 170, 1.8), "#d9c08a", 4)
    for number, coins in enumerate((2, 3, 5, 7, 10, 13)):
        for coin in range(coins):
            stack(c, 270 + 212 * number, 800 - 36 * coin, 84, coin == coins - 1)
    c.bar(-10, 826, 1620, 90, INK)
    path = curve([(150, 640), (480, 600), (700, 500), (910, 410), (1120, 280), (1390, 120)])
    c.line(path, FOREST, 12)
    c.shape([(1470, 66), (1356, 92), (1432, 178)], FOREST)


def stack(c: Canvas, x: float, y: float, radius: float, is_top: bool) -> None:
    flat = [
        (px, y + (py - y) * 0.3) for px, py in (around(x, y, radius, t) for t in range(0, 360, 5))
    ]
    c.shape([(px, py + 24) for px, py in flat], "#9b6f18")
    c.bar(x - radius, y, 2 * radius, 24, "#b07f1f")
    for number in range(-6, 7, 2):
        c.bar(x + number * 12, y + 27 - abs(number), 3, 16, "#8f6615")
    c.shape(flat, SUN if is_top else GOLD)
    if is_top:
        inner = [(x + (px - x) * 0.74, y + (py - y) * 0.74) for px, py in flat]
        c.line([*inner, inner[0]], GOLD, 5)


def reform(c: Canvas) -> None:
    """Open rings that turn and lead outward."""
    c.sky("#123a5a", "#0d2a44")
    c.glow(620, 470, 620, "#2c6a90", 0.6)
    rings = [
        (120, 74, SUN, 20, 300),
        (215, 62, GOLD, 70, 350),
        (310, 54, TEAL, 130, 420),
        (400, 46, RIVER, 200, 470),
        (486, 38, "#2f6287", 250, 540),
    ]
    for radius, width, colour, start, end in rings:
        c.arc(620, 470, radius, start, end, colour, width)
        head(c, 620, 470, radius, end, width, colour)
    c.disc(620, 470, 46, PAPER)
    for number in range(5):
        y = 250 + 110 * number
        c.arc(1190 + 40 * number, y, 1, 0, 1, SUN, 18)
        c.line([(1190 + 40 * number, y), (1480, y)], mix("#2f6287", WATER, number / 5), 7)
        c.shape([(1475, y - 24), (1524, y), (1475, y + 24)], mix("#2f6287", WATER, number / 5))


def head(
    c: Canvas, x: float, y: float, radius: float, angle: float, width: float, colour: str
) -> None:
    """An arrow's head at the end of a ring, pointing clockwise."""
    tip = around(x, y, radius, angle + math.degrees(width * 1.15 / radius))
    c.shape([around(x, y, radius - width, angle), around(x, y, radius + width, angle), tip], colour)


def explain(c: Canvas) -> None:
    """Sheets of a document; under the lens their lines turn into the landscape."""
    c.sky("#dfeaf1", "#f4f0e6")
    for number, colour in enumerate((mix(SAND, INK, 0.12), SAND, "#fffdf7")):
        left, top = 360 + 70 * number, 150 - 34 * number
        c.bar(left, top, 560, 720, colour, 10)
    for row in range(13):
        width = (400, 360, 420, 300)[row % 4]
        c.bar(570, 150 + 46 * row, width, 13, "#cfd6d8", 6)
    c.bar(570, 142, 250, 26, INK, 8)
    lens(c, 1010, 520, 250)


def lens(c: Canvas, x: float, y: float, radius: float) -> None:
    view = Canvas(c.width)
    view.sky("#fdf1d3", SKY)
    view.disc(x + 70, y - 90, 52, SUN)
    ridges(view, MINT, FOREST, y - 130, 4, seed=15, height=130, step=62, lines=3)
    mask = Canvas(c.width)
    mask.sky("#000000", "#000000")
    mask.disc(x, y, radius, "#ffffff")
    c.shape(side_band(x, y, radius), INK)
    c.image.paste(view.image, (0, 0), mask.image.convert("L"))
    c.ring(x, y, radius + 14, INK, 26)
    c.ring(x, y, radius + 20, GOLD, 6)


def side_band(x: float, y: float, radius: float) -> list:
    path = [around(x, y, radius, 45), around(x, y, radius + 260, 45)]
    return side(path, [52, 66], 1) + side(path, [52, 66], -1)[::-1]


def figures(c: Canvas) -> None:
    """Gauges of a dashboard over the two rivers."""
    c.sky("#eef6fa", "#d6e9f3")
    ribbon(
        c,
        [(-40, 690, 80), (400, 600, 96), (860, 720, 120), (1240, 640, 130), (1660, 760, 150)],
        "#b4d8ea",
        PAPER,
        4,
    )
    ribbon(
        c, [(-40, 900, 100), (500, 800, 90), (900, 880, 110), (1660, 900, 140)], "#7fb8d8", SKY, 3
    )
    for number, (share, colour) in enumerate(
        ((0.82, INK), (0.64, RIVER), (0.47, TEAL), (0.3, GOLD))
    ):
        radius = 300 - 62 * number
        c.ring(500, 430, radius + 19, "#d3e1e8", 38)
        c.arc(500, 430, radius, -90, -90 + 360 * share, colour, 38)
    for number, height in enumerate((150, 230, 190, 310, 280, 400)):
        colour = GOLD if number == 5 else between(WATER, INK, 6)[number]
        c.bar(940 + 92 * number, 610 - height, 60, height, colour, 12)
    for row in range(4):
        for column in range(12):
            tone = SLATE if row * 12 + column < 29 else "#c3d6e0"
            c.disc(955 + 45.5 * column, 680 + 42 * row, 13, tone)
