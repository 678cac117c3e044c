"""The map of projects: places on our own schematic, grouped until they can be told apart.

Plain arithmetic on longitude and latitude; one unit of the drawing is about 48 metres.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

# The part of the world that the schematic shows.
WEST, EAST = 106.12, 106.62
SOUTH, NORTH = 29.28, 29.90
# A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
WIDTH = 1000
SHRINK = math.cos(math.radians((SOUTH + NORTH) / 2))
HEIGHT = round(WIDTH * (NORTH - SOUTH) / ((EAST - WEST) * SHRINK))

DEEPEST_ZOOM = 4
# Marks nearer than this (in units of the undivided drawing) become one.
MARK_DISTANCE = 88


def is_on_map(place) -> bool:
    longitude, latitude = place
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """The place in units of the drawing, from its top left."""
    x = (longitude - WEST) / (EAST - WEST) * WIDTH
    y = (NORTH - latitude) / (NORTH - SOUTH) * HEIGHT
    return round(x, 1), round(y, 1)


def unproject(x: float, y: float) -> tuple[float, float]:
    longitude = WEST + x / WIDTH * (EAST - WEST)
    latitude = NORTH - y / HEIGHT * (NORTH - SOUTH)
    return round(longitude, 4), round(latitude, 4)


@dataclass(frozen=True)
class Window:
    """The part of the drawing that is looked at; each zoom halves its sides."""

    zoom: int = 0
    x: float = WIDTH / 2
    y: float = HEIGHT / 2

    @classmethod
    def at(cls, zoom: int, longitude: float, latitude: float) -> "Window":
        return cls(zoom, *project(longitude, latitude)).kept_inside()

    @property
    def factor(self) -> int:
        return 2**self.zoom

    @property
    def width(self) -> float:
        return WIDTH / self.factor

    @property
    def height(self) -> float:
        return HEIGHT / self.factor

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - self.height / 2, 1)

    def kept_inside(self) -> "Window":
        """The nearest window of the zoom that lies inside the drawing."""
        x = min(max(self.x, self.width / 2), WIDTH - self.width / 2)
        y = min(max(self.y, self.height / 2), HEIGHT - self.height / 2)
        return Window(self.zoom, x, y)

    def moved(self, right: int, down: int) -> "Window":
        """Half a window further; itself at the edge of the drawing."""
        x, y = self.x + right * self.width / 2, self.y + down * self.height / 2
        return Window(self.zoom, x, y).kept_inside()

    def zoomed(self, steps: int) -> "Window":
        zoom = min(max(self.zoom + steps, 0), DEEPEST_ZOOM)
        return Window(zoom, self.x, self.y).kept_inside()

    def shows(self, point) -> bool:
        x, y = point
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height

    @property
    def view_box(self) -> str:
        return f"{self.left:g} {self.top:g} {self.width:g} {self.height:.1f}"

    @property
    def parameters(self) -> dict:
        """What the address says of the window; nothing for the whole drawing."""
        if self.zoom == 0:
            return {}
        longitude, latitude = unproject(self.x, self.y)
        return {"zoom": self.zoom, "lon": longitude, "lat": latitude}


@dataclass
class Mark:
    """One or more things drawn as one, at the place of the first of them."""

    x: float
    y: float
    things: list = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return len(self.things) > 1

    @property
    def first(self):
        return self.things[0]

    def ring(self) -> list[tuple[str, float, float]]:
        """(phase, share in percent, where it begins) of the parts of a group's ring."""
        begin, parts = 0.0, []
        for phase, count in sorted(Counter(thing.phase for thing in self.things).items()):
            share = 100 * count / len(self.things)
            parts.append((phase or "unknown", round(share, 1), round(-begin, 1)))
            begin += share
        return parts


def marks(placed: Sequence[tuple[tuple[float, float], object]], distance: float) -> list[Mark]:
    """Groups things [(point, thing)]: every thing joins the first mark nearer than `distance`.

    So no two marks are nearer to each other than that, whatever the number of things.
    """
    found: list[Mark] = []
    for (x, y), thing in placed:
        for mark in found:
            if math.hypot(mark.x - x, mark.y - y) < distance:
                mark.things.append(thing)
                break
        else:
            found.append(Mark(x, y, [thing]))
    return found
