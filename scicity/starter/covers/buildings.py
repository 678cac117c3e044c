"""Covers that show what is built in the place."""

from random import Random

from scicity.starter.covers.canvas import (
    FOREST,
    GOLD,
    INK,
    MINT,
    NIGHT,
    PAPER,
    RIVER,
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
from scicity.starter.covers.landscape import forest, ribbon, ridge


def tunnel(c: Canvas) -> None:
    """A portal in the mountain, and daylight at the other end."""
    c.sky("#dcefe6", MINT)
    ridge(c, profile(53, 330, 190, 1.4), mix(MINT, TEAL, 0.45), 4)
    crest = curve(
        [(-20, 330), (220, 240), (520, 150), (800, 96), (1090, 160), (1380, 250), (1620, 310)]
    )
    ridge(c, crest, FOREST, 13, gap=26)
    shades = between("#e9e4d6", "#7f8f8c", 2) + between("#17424a", "#08202c", 6)
    for number, colour in enumerate(shades):
        portal(c, 800, 760, 360 - number * 34 - (22 if number > 1 else 0), colour)
    portal(c, 800, 716, 74, SUN)
    c.glow(800, 690, 200, "#fff0c4", 0.55)
    road(c, 800, 716)


def portal(c: Canvas, x: float, floor: float, radius: float, colour: str) -> None:
    spring = floor - radius * 0.62
    arch = [around(x, spring, radius, 180 + 2 * i) for i in range(91)]
    c.shape([(x - radius, 960), *arch, (x + radius, 960)], colour)


def road(c: Canvas, x: float, top: float) -> None:
    c.shape([(x - 64, top), (x + 64, top), (x + 470, 920), (x - 470, 920)], "#22333d")
    for side in (-1, 1):
        c.shape(
            [
                (x + side * 58, top),
                (x + side * 62, top),
                (x + side * 452, 920),
                (x + side * 424, 920),
            ],
            PAPER,
            0.85,
        )
    for number in range(5):
        a, b = (0.06 + 0.2 * number) ** 1.5, (0.15 + 0.2 * number) ** 1.5
        y, z = top + 204 * a * 1.1, top + 204 * b * 1.1
        c.shape(
            [(x - 1 - 9 * a, y), (x + 1 + 9 * a, y), (x + 1 + 9 * b, z), (x - 1 - 9 * b, z)], SUN
        )


def institute(c: Canvas) -> None:
    """White laboratory halls stepping down a green hillside."""
    c.sky("#e8f4f3", "#c4e2db")
    c.disc(330, 240, 84, "#ffffff", 0.75)
    ridge(c, profile(61, 520, 230, 1.5), mix(MINT, TEAL, 0.35), 6)
    hill = curve([(-20, 640), (300, 560), (700, 600), (1100, 520), (1620, 470)])
    ridge(c, hill, TEAL, 0)
    forest(c, hill, mix(TEAL, FOREST, 0.6), 4, 56)
    for x, y, width, height, bays in (
        (210, 560, 300, 170, 9),
        (470, 470, 360, 270, 11),
        (800, 540, 300, 210, 9),
        (1070, 400, 330, 330, 10),
    ):
        hall(c, x, y, width, height, bays)
    front = curve([(-20, 730), (400, 690), (800, 720), (1200, 690), (1620, 740)])
    ridge(c, front, FOREST, 7, gap=20)
    forest(c, front, FOREST, 9, 44)


def hall(c: Canvas, x: float, y: float, width: float, height: float, bays: int) -> None:
    c.shape(
        [
            (x + width, y),
            (x + width + 46, y + 26),
            (x + width + 46, y + height),
            (x + width, y + height),
        ],
        "#9dbfc3",
    )
    c.bar(x, y, width, height, PAPER)
    c.bar(x - 8, y - 10, width + 16, 12, SLATE, 2)
    step = (width - 24) / bays
    for bay in range(bays):
        c.bar(x + 16 + step * bay, y + 26, step - 9, height, WATER if bay % 4 else SUN, 2, 0.9)
    for level in range(1, round(height / 62) + 1):
        c.bar(x, y + 62 * level, width, 9, PAPER)


def park(c: Canvas) -> None:
    """Towers of a business park before the ridge, mirrored in the water."""
    c.sky("#f9d998", "#fdf0d2")
    c.disc(1180, 330, 130, "#fff7e2")
    ridge(c, profile(71, 600, 240, 1.3), "#ddb066", 5)
    ridge(c, profile(76, 660, 150, 1.9), "#b98a45", 4)
    towers = [
        (180, 240, 96),
        (300, 330, 120),
        (445, 430, 104),
        (570, 300, 140),
        (735, 520, 118),
        (880, 390, 128),
        (1030, 460, 92),
        (1145, 270, 150),
        (1320, 350, 108),
    ]
    for number, (x, height, width) in enumerate(towers):
        tower(c, x, 690, width, height, between(INK, SLATE, 4)[number % 4], number)
    c.bar(-10, 690, 1620, 240, "#2c6483")
    for number, (x, height, width) in enumerate(towers):
        c.bar(x, 690, width, height * 0.42, between(INK, SLATE, 4)[number % 4], 0, 0.4)
    for number in range(11):
        y = 706 + number * 19
        c.bar(60 + 110 * (number * 7 % 12), y, 220 + 30 * (number % 4), 3, SUN, 1, 0.5)


def tower(
    c: Canvas, x: float, ground: float, width: float, height: float, colour: str, seed: int
) -> None:
    top = ground - height
    c.shape([(x, top), (x + width, top - 26), (x + width, ground), (x, ground)], colour)
    c.shape(
        [
            (x + width * 0.62, top - 16),
            (x + width, top - 26),
            (x + width, ground),
            (x + width * 0.62, ground),
        ],
        NIGHT,
        0.45,
    )
    random = Random(seed)
    for row in range(int((height - 40) / 26)):
        for column in range(int((width * 0.6 - 14) / 17)):
            lit = random.random() < 0.42
            tone = SUN if lit else mix(colour, WATER, 0.35)
            c.bar(x + 10 + 17 * column, top + 22 + 26 * row, 10, 14, tone, 1)


def city(c: Canvas) -> None:
    """A car that drives itself towards a lit zebra crossing."""
    c.sky("#12314a", "#28597a")
    c.glow(800, 470, 560, RIVER, 0.5)
    ridge(c, profile(83, 470, 150, 1.5), "#1d4a66", 4)
    for number, x in enumerate(range(-20, 1620, 96)):
        height = 90 + (number * 73) % 210
        tower(c, x, 560, 78, height, "#173d57", number + 40)
    c.bar(-10, 556, 1620, 400, "#0e2739")
    c.shape([(640, 556), (960, 556), (1760, 920), (-160, 920)], "#1a3346")
    for number in range(9):
        left, right = 100 + 160 * number, 190 + 160 * number
        c.shape(
            [
                (narrowed(left, 690), 690),
                (narrowed(right, 690), 690),
                (narrowed(right, 780), 780),
                (narrowed(left, 780), 780),
            ],
            PAPER,
        )
    for number in range(17):
        c.glow(narrowed(80 + 90 * number, 672), 672, 26, SUN, 0.9)
        c.disc(narrowed(80 + 90 * number, 672), 672, 6, SUN)
    for radius in (90, 150, 210):
        c.arc(800, 560, radius, 205, 335, mix("#28597a", SKY, 0.75 - radius / 420), 5)
    car(c, 800, 640)


def narrowed(x: float, y: float) -> float:
    """Where a point of the road is seen: what is farther off is narrower."""
    return 800 + (x - 800) * (0.62 + 0.38 * (y - 690) / 90)


def car(c: Canvas, x: float, ground: float) -> None:
    c.disc(x - 62, ground - 4, 17, NIGHT)
    c.disc(x + 62, ground - 4, 17, NIGHT)
    c.bar(x - 98, ground - 58, 196, 52, PAPER, 20)
    c.shape(
        [
            (x - 66, ground - 54),
            (x - 44, ground - 104),
            (x + 44, ground - 104),
            (x + 66, ground - 54),
        ],
        PAPER,
    )
    c.shape(
        [
            (x - 54, ground - 58),
            (x - 37, ground - 96),
            (x + 37, ground - 96),
            (x + 54, ground - 58),
        ],
        "#5aa0c8",
    )
    c.bar(x - 20, ground - 116, 40, 12, GOLD, 5)
    for side in (-1, 1):
        c.disc(x + side * 78, ground - 36, 10, SUN)
        c.glow(x + side * 78, ground - 36, 44, SUN, 0.6)


def service(c: Canvas) -> None:
    """Homes, a school and a clinic between trees."""
    c.sky("#eef6f1", "#fdf6e4")
    ridge(c, profile(91, 420, 180, 1.7), "#d4e9df", 4)
    ridge(c, profile(95, 560, 170, 1.4), MINT, 5)
    rows = [
        (470, 0.8, ("#e8b65a", PAPER, "#7fb8d6", "#f3d9a2")),
        (600, 1.0, ("#4f9d92", "#f6e3b8", PAPER, "#d7894f")),
    ]
    for number, (ground, size, colours) in enumerate(rows):
        for place in range(9):
            house(c, 30 + 185 * place + 80 * number, ground + 60, size, colours[place % 4], place)
    lawn = curve([(-20, 690), (420, 650), (860, 690), (1250, 650), (1620, 680)])
    ridge(c, lawn, "#5bab8f", 6, gap=24)
    forest(c, lawn, "#3d8f7a", 12, 46)
    ribbon(
        c, [(-40, 800, 40), (400, 770, 52), (900, 850, 66), (1640, 800, 90)], "#a9d4e8", PAPER, 3
    )


def house(c: Canvas, x: float, ground: float, size: float, colour: str, number: int) -> None:
    width, height = 132 * size, (96 + 46 * (number % 3)) * size
    c.bar(x, ground - height, width, height + 60, colour)
    c.shape(
        [
            (x - 12, ground - height),
            (x + width / 2, ground - height - 62 * size),
            (x + width + 12, ground - height),
        ],
        mix(colour, INK, 0.55),
    )
    for row in range(2):
        for column in range(3):
            c.bar(
                x + (18 + 36 * column) * size,
                ground - height + (22 + 40 * row) * size,
                22 * size,
                26 * size,
                mix(colour, INK, 0.3) if (row + column + number) % 3 else SUN,
                3,
            )
