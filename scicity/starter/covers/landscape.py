"""The place that every cover shows a piece of: two ridges, two rivers, the valley between."""

import math
from random import Random

from scicity.starter.covers.canvas import (
    HEIGHT,
    WIDTH,
    Canvas,
    Point,
    around,
    between,
    curve,
    mix,
    profile,
)


def ridge(
    canvas: Canvas,
    outline: list[Point],
    colour: str,
    lines: int = 0,
    light: str = "#ffffff",
    gap: float = 16,
) -> None:
    """A ridge's silhouette down to the edge, with fine lines that follow its crest."""
    canvas.shape([*outline, (WIDTH + 20, HEIGHT + 20), (-20, HEIGHT + 20)], colour)
    for number in range(1, lines + 1):
        share = number / (lines + 1)
        tone = mix(colour, light, 0.26 * (1 - share))
        flat = 1 - 0.35 * share
        middle = sum(y for _x, y in outline) / len(outline)
        canvas.line(
            [(x, middle + (y - middle) * flat + gap * number) for x, y in outline], tone, 1.6
        )


def ridges(
    canvas: Canvas,
    far: str,
    near: str,
    top: float,
    count: int = 4,
    seed: int = 1,
    height: float = 190,
    step: float = 95,
    lines: int = 4,
) -> None:
    """Ridge behind ridge, from the pale far one to the strong near one."""
    for number, colour in enumerate(between(far, near, count)):
        outline = profile(seed + number, top + height + step * number, height, 1.2 + 0.35 * number)
        ridge(canvas, outline, colour, lines, gap=13 + 3 * number)


def ribbon(
    canvas: Canvas,
    points: list[tuple[float, float, float]],
    colour: str,
    flow: str | None = None,
    lines: int = 3,
) -> None:
    """A river through points with a width each, and lines that flow along in it."""
    path = curve([(x, y) for x, y, _width in points])
    widths = [w for w, _zero in curve([(w, 0) for _x, _y, w in points])]
    canvas.shape(
        side(path, widths, 0.5) + side(path, widths, -0.5)[::-1],
        colour,
    )
    for number in range(1, lines + 1):
        offset = number / (lines + 1) - 0.5
        canvas.line(side(path, widths, offset), flow or mix(colour, "#ffffff", 0.35), 2)


def side(path: list[Point], widths: list[float], offset: float) -> list[Point]:
    found = []
    for number, ((x, y), width) in enumerate(zip(path, widths, strict=True)):
        before, after = path[max(number - 1, 0)], path[min(number + 1, len(path) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1
        found.append((x - dy / length * width * offset, y + dx / length * width * offset))
    return found


def contours(
    canvas: Canvas,
    x: float,
    y: float,
    radius: float,
    colour: str,
    count: int = 9,
    seed: int = 1,
    flat: float = 0.7,
    width: float = 1.8,
) -> None:
    """The closed lines of a map's hill."""
    random = Random(seed)
    lobes = [(n, random.uniform(0.03, 0.13), random.uniform(0, 360)) for n in (2, 3, 5)]
    for number in range(count):
        size = radius * (1 - number / count) ** 0.85
        canvas.line(
            [
                (x + (px - x), y + (py - y) * flat)
                for px, py in (
                    around(
                        x,
                        y,
                        size
                        * (1 + sum(a * math.sin(math.radians(n * t + p)) for n, a, p in lobes)),
                        t,
                    )
                    for t in range(0, 363, 3)
                )
            ],
            colour,
            width,
        )


def forest(canvas: Canvas, outline: list[Point], colour: str, seed: int, count: int = 40) -> None:
    """Round trees on a crest."""
    random = Random(seed)
    for _tree in range(count):
        x, y = outline[random.randrange(len(outline))]
        canvas.disc(x + random.uniform(-8, 8), y + 2, random.uniform(7, 17), colour)
