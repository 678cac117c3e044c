"""Covers that show the place itself."""

import math
from random import Random

from scicity.starter.covers.canvas import (
    FOREST,
    GOLD,
    INK,
    MINT,
    NIGHT,
    PAPER,
    RIVER,
    SAND,
    SKY,
    SLATE,
    SUN,
    TEAL,
    WATER,
    Canvas,
    between,
    curve,
    mix,
    profile,
)
from scicity.starter.covers.landscape import contours, ribbon, ridge, ridges


def valley(c: Canvas) -> None:
    """The valley from the south: a ridge on either hand, two rivers coming together."""
    c.sky("#fbf6e9", SKY)
    c.glow(800, 330, 420, SUN, 0.75)
    c.disc(800, 330, 92, SUN)
    ridge(c, profile(3, 480, 120, 2.2), mix(SKY, MINT, 0.6), 3)
    ridge(c, curve([(-20, 560), (500, 560), (800, 478), (1100, 560), (1620, 560)]), "#cfe8d8")
    for number, colour in enumerate(between(mix(MINT, TEAL, 0.25), FOREST, 3)):
        drop, reach = 125 * number, 95 * number
        west = [
            (-20, 250 + drop),
            (150, 300 + drop),
            (330, 340 + drop),
            (500 - reach * 0.4, 450 + drop),
            (640 - reach * 0.7, 580 + drop),
            (700 - reach, 720 + drop * 0.8),
            (730 - reach, 960),
        ]
        slope(c, curve(west), colour)
        slope(c, curve([(1600 - x, y - 22) for x, y in west]), mix(colour, INK, 0.14))
        if number == 0:
            rivers(c)


def rivers(c: Canvas) -> None:
    ribbon(
        c,
        [(1400, 950, 130), (1200, 850, 96), (1000, 780, 70), (850, 740, 50), (790, 700, 30)],
        WATER,
        lines=3,
    )
    ribbon(
        c,
        [(806, 474, 4), (770, 540, 20), (840, 620, 50), (760, 740, 100), (830, 940, 210)],
        RIVER,
        lines=5,
    )


def slope(c: Canvas, crest: list, colour: str) -> None:
    """One hillside from the edge of the picture to the valley's floor."""
    edge = crest[0][0]
    c.shape([*crest, (edge, 960)], colour)
    for number in range(1, 7):
        tone = mix(colour, "#ffffff", 0.24 - 0.03 * number)
        inward = 1 if edge < 800 else -1
        c.line([(x - 9 * number * inward, y + 20 * number) for x, y in crest], tone, 1.6)


def news(c: Canvas) -> None:
    """Morning over ridge behind ridge."""
    c.sky("#fdf3dc", "#f7dfae")
    c.glow(1130, 300, 420, "#fff6df", 0.9)
    c.disc(1130, 300, 120, SUN)
    ridges(c, mix(SAND, MINT, 0.55), FOREST, 290, 5, seed=11, height=180, step=88)


def headline(c: Canvas) -> None:
    """The valley at night, its lights between the ridges, the river bright."""
    c.sky(NIGHT, "#1c4a68")
    stars(c, 90, 330)
    c.glow(800, 520, 640, "#3f86a8", 0.55)
    ridge(c, profile(23, 560, 210, 1.5), "#17435f", 5)
    ridge(c, profile(27, 640, 150, 2.0), "#12384f", 4)
    c.glow(860, 660, 460, SUN, 0.3)
    lights(c, 860, 752, 600)
    ribbon(
        c,
        [
            (-40, 700, 26),
            (260, 690, 40),
            (620, 760, 58),
            (980, 730, 84),
            (1340, 790, 116),
            (1660, 770, 140),
        ],
        RIVER,
        WATER,
        5,
    )
    ridge(c, profile(31, 960, 150, 1.4), "#0b2437", 4)


def stars(c: Canvas, count: int, bottom: float) -> None:
    random = Random(5)
    for _star in range(count):
        x, y = random.uniform(0, 1600), random.uniform(10, bottom)
        c.disc(x, y, random.choice((1.2, 1.8, 2.6)), PAPER, random.uniform(0.3, 0.9))


def lights(c: Canvas, middle: float, ground: float, reach: float) -> None:
    """A town far away: towers of light, highest in its middle."""
    random = Random(8)
    for place in range(-20, 21):
        height = 26 + 250 * math.exp(-((place / 11) ** 2)) * random.uniform(0.35, 1)
        x = middle + reach / 30 * place + random.uniform(-4, 4)
        c.bar(x, ground - height, 13, height, "#0b2437")
        for row in range(int(height / 12)):
            if random.random() < 0.62:
                tone = random.choice((SUN, SUN, GOLD, "#ffe7b0"))
                c.bar(x + 3, ground - height + 5 + 12 * row, 7, 5, tone, 0, 0.95)


def feature(c: Canvas) -> None:
    """A folding screen: one landscape seen in five lights."""
    c.sky(SAND, SAND)
    moods = [
        ("#fbefd2", SUN, MINT, FOREST),
        (SKY, PAPER, WATER, INK),
        ("#e4f1ea", SUN, MINT, TEAL),
        ("#f6d9a0", "#fff3d6", "#e2b55f", "#7d5a1c"),
        ("#16405c", PAPER, SLATE, NIGHT),
    ]
    for number, (sky, disc, far, near) in enumerate(moods):
        panel = Canvas(c.width)
        panel.sky(sky, mix(sky, far, 0.4))
        panel.disc(180 + 310 * number, 230 - 26 * (number % 3) + 40, 66, disc)
        ridges(panel, far, near, 300, 4, seed=41, height=210, step=100, lines=4)
        left, right = round((40 + 308 * number) * c.scale), round((328 + 308 * number) * c.scale)
        top, bottom = round(70 * c.scale), round(830 * c.scale)
        c.image.paste(panel.image.crop((left, top, right, bottom)), (left, top))


def notice(c: Canvas) -> None:
    """A signal that goes out from a summit over the map."""
    c.sky("#fbf8f0", PAPER)
    contours(c, 1080, 520, 900, "#d9cfb8", 22, seed=6, flat=0.72, width=2)
    ribbon(
        c,
        [(-40, 220, 60), (300, 330, 66), (520, 560, 76), (470, 780, 84), (620, 940, 96)],
        SKY,
        WATER,
        3,
    )
    for radius in (150, 240, 330):
        c.arc(1080, 400, radius, 300, 420, mix(GOLD, PAPER, radius / 520), 16)
        c.arc(1080, 400, radius, 120, 240, mix(GOLD, PAPER, radius / 520), 16)
    c.shape([(1000, 760), (1080, 520), (1160, 760)], mix(FOREST, PAPER, 0.2))
    c.bar(1073, 380, 14, 330, INK, 7)
    c.shape([(1087, 330), (1250, 378), (1087, 430)], GOLD)
    c.disc(1080, 330, 17, INK)
