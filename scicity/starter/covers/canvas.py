"""A drawing surface of 1600 × 900 units, whatever the size of the picture."""

import math
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
# Drawn so many times larger and then reduced, which smooths the edges.
OVERSAMPLING = 2

Point = tuple[float, float]

INK = "#0f2f4a"
NIGHT = "#0a2236"
SLATE = "#2b4c68"
FOREST = "#1d6b63"
TEAL = "#2f8f83"
MINT = "#a8d5c8"
RIVER = "#3d8bbd"
WATER = "#8fc1dd"
SKY = "#cfe6f2"
GOLD = "#c9952b"
SUN = "#f0c66a"
PAPER = "#f6f3ec"
SAND = "#e9e0cd"


def mix(first: str, second: str, share: float) -> str:
    """The colour so far on the way from the first to the second (0 to 1)."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def between(first: str, second: str, count: int) -> list[str]:
    return [mix(first, second, i / max(count - 1, 1)) for i in range(count)]


class Canvas:
    def __init__(self, width: int = WIDTH):
        self.width = width
        self.scale = width * OVERSAMPLING / WIDTH
        size = (round(WIDTH * self.scale), round(HEIGHT * self.scale))
        self.image = Image.new("RGB", size, PAPER)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def picture(self) -> Image.Image:
        size = (self.width, round(self.width * HEIGHT / WIDTH))
        return self.image.resize(size, Image.Resampling.BOX)

    def sky(self, top: str, bottom: str) -> None:
        shade = Image.linear_gradient("L").resize(self.image.size)
        self.image.paste(bottom, (0, 0, *self.image.size))
        self.image.paste(top, (0, 0), shade.point(lambda v: 255 - v))

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.6) -> None:
        side = round(2 * radius * self.scale)
        light = Image.radial_gradient("L").resize((side, side))
        light = light.point(lambda v: round(max(0, 1 - v / 181) ** 2 * 255 * strength))
        corner = (round((x - radius) * self.scale), round((y - radius) * self.scale))
        self.image.paste(colour, (*corner, corner[0] + side, corner[1] + side), light)

    def shape(self, points: list[Point], colour: str, opacity: float = 1) -> None:
        self.pen.polygon(self.scaled(points), self.ink(colour, opacity))

    def line(self, points: list[Point], colour: str, width: float = 2, opacity: float = 1) -> None:
        self.pen.line(
            self.scaled(points),
            self.ink(colour, opacity),
            max(1, round(width * self.scale)),
            joint="curve" if width > 3 else None,
        )

    def disc(self, x: float, y: float, radius: float, colour: str, opacity: float = 1) -> None:
        self.pen.ellipse(self.box(x, y, radius), self.ink(colour, opacity))

    def ring(self, x: float, y: float, radius: float, colour: str, width: float = 2) -> None:
        self.pen.ellipse(self.box(x, y, radius), None, colour, max(1, round(width * self.scale)))

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float
    ) -> None:
        """A band with round ends; degrees run clockwise from the right."""
        outer = radius + width / 2
        self.pen.arc(self.box(x, y, outer), start, end, colour, max(1, round(width * self.scale)))
        for angle in (start, end):
            self.disc(*around(x, y, radius, angle), width / 2, colour)

    def bar(self, x: float, y: float, width: float, height: float, colour: str,
            radius: float = 0, opacity: float = 1) -> None:  # fmt: skip
        corners = self.scaled([(x, y), (x + width, y + height)])
        self.pen.rounded_rectangle(corners, round(radius * self.scale), self.ink(colour, opacity))

    def scaled(self, points: list[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def box(self, x: float, y: float, radius: float) -> list[Point]:
        return self.scaled([(x - radius, y - radius), (x + radius, y + radius)])

    @staticmethod
    def ink(colour: str, opacity: float) -> tuple[int, ...]:
        return (*channels(colour), round(255 * opacity))


def around(x: float, y: float, radius: float, angle: float) -> Point:
    """The point of a circle at an angle in degrees, clockwise from the right."""
    turn = math.radians(angle)
    return x + radius * math.cos(turn), y + radius * math.sin(turn)


def curve(points: list[Point], steps: int = 24) -> list[Point]:
    """A smooth line through the points (Catmull-Rom)."""
    path = [points[0], *points, points[-1]]
    found = []
    for a, b, c, d in zip(path, path[1:], path[2:], path[3:], strict=False):
        for step in range(steps):
            t = step / steps
            found.append(tuple(catmull_rom(a[i], b[i], c[i], d[i], t) for i in (0, 1)))
    return [*found, points[-1]]


def catmull_rom(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def regular(x: float, y: float, radius: float, corners: int, turn: float = -90) -> list[Point]:
    return [around(x, y, radius, turn + 360 / corners * i) for i in range(corners)]


def profile(seed: int, base: float, height: float, waves: float = 1.6) -> list[Point]:
    """The outline of a long ridge: a few waves, always the same for a seed."""
    phases = [Random(seed * 31 + i).uniform(0, math.tau) for i in range(4)]
    parts = ((1, 0.55), (2.3, 0.27), (4.9, 0.12), (9.7, 0.06))

    def at(x: float) -> float:
        turn = x / WIDTH * math.tau * waves / 2
        return sum(
            size * (0.5 + 0.5 * math.sin(turn * rate + phase))
            for (rate, size), phase in zip(parts, phases, strict=True)
        )

    return [(x, base - height * at(x)) for x in range(-20, WIDTH + 21, 10)]
