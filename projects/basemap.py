"""Our own drawing of the place: two ridges, two rivers and the valley, and no boundary at all.

A sketch by hand: the lines show how things lie to each other, not where exactly they are.
"""

from projects.maps import EAST, HEIGHT, NORTH, SOUTH, WEST, WIDTH, project

JINYUN = [
    (106.425, 29.955),
    (106.385, 29.86),
    (106.335, 29.77),
    (106.292, 29.66),
    (106.262, 29.55),
    (106.235, 29.43),
    (106.205, 29.32),
    (106.19, 29.24),
]
ZHONGLIANG = [
    (106.555, 29.955),
    (106.515, 29.85),
    (106.462, 29.745),
    (106.432, 29.64),
    (106.41, 29.535),
    (106.388, 29.43),
    (106.352, 29.33),
    (106.335, 29.24),
]
JIALING = [
    (106.10, 29.905),
    (106.19, 29.875),
    (106.27, 29.89),
    (106.345, 29.845),
    (106.43, 29.825),
    (106.49, 29.775),
    (106.545, 29.73),
    (106.52, 29.67),
    (106.475, 29.61),
    (106.515, 29.565),
    (106.575, 29.575),
    (106.64, 29.57),
]
YANGTZE = [
    (106.10, 29.305),
    (106.165, 29.315),
    (106.225, 29.29),
    (106.29, 29.305),
    (106.36, 29.325),
    (106.42, 29.38),
    (106.47, 29.43),
    (106.52, 29.45),
    (106.53, 29.51),
    (106.578, 29.555),
    (106.64, 29.60),
]


def curve(places) -> str:
    """A smooth SVG path through the places (Catmull–Rom as cubic Bézier curves)."""
    points = [project(*place) for place in places]
    padded = [points[0], *points, points[-1]]
    path = [f"M{points[0][0]:.0f} {points[0][1]:.0f}"]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = [s + (e - b) / 6 for b, s, e in zip(before, start, end, strict=True)]
        second = [e - (a - s) / 6 for s, e, a in zip(start, end, after, strict=True)]
        path.append("C" + " ".join(f"{n:.0f}" for n in (*first, *second, *end)))
    return "".join(path)


def grid() -> dict:
    """Lines of every tenth of a degree, with their labels."""
    degrees = [n / 10 for n in range(round(WEST * 10), round(EAST * 10) + 1)]
    parallels = [n / 10 for n in range(round(SOUTH * 10), round(NORTH * 10) + 1)]
    return {
        "meridians": [(project(n, NORTH)[0], f"{n:.1f}°") for n in degrees if WEST < n < EAST],
        "parallels": [(project(WEST, n)[1], f"{n:.1f}°") for n in parallels if SOUTH < n < NORTH],
    }


# Ten kilometres, from the length of a degree of latitude.
TEN_KM = round(10 / 111.32 / (NORTH - SOUTH) * HEIGHT)
BASE = {
    "width": WIDTH,
    "height": HEIGHT,
    "jinyun": curve(JINYUN),
    "zhongliang": curve(ZHONGLIANG),
    "jialing": curve(JIALING),
    "yangtze": curve(YANGTZE),
    "valley": f"{curve(JINYUN)}L{curve(ZHONGLIANG[::-1])[1:]}Z",
    "grid": grid(),
    "ten_km": TEN_KM,
    "scale_x": WIDTH - TEN_KM - 120,
}
