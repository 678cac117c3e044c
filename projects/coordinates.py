"""Places as longitude and latitude (CGCS2000, which is WGS84 to a visitor).

Chinese map services (Amap, Tencent) give GCJ-02, which is shifted by some hundred metres.
"""

import math
from decimal import Decimal

# Chongqing lies inside; a point outside has its axes swapped or is a slip of the pen.
LONGITUDES = (Decimal("105.2"), Decimal("110.3"))
LATITUDES = (Decimal("28.1"), Decimal("32.3"))

# How deep the points lie in the coordinates of each GeoJSON type that a project can have.
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}

# The ellipsoid that GCJ-02 was defined with (Krasovsky 1940).
SEMI_MAJOR_AXIS = 6_378_245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323


def is_inside(longitude, latitude) -> bool:
    """Whether the point lies in the box around Chongqing."""
    return LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]


def points(geometry: dict) -> list[tuple[float, float]]:
    """Every point of a GeoJSON geometry; ValueError when it is not one that we know."""
    if not isinstance(geometry, dict) or set(geometry) != {"type", "coordinates"}:
        raise ValueError("not a GeoJSON geometry")
    if geometry["type"] not in DEPTHS:
        raise ValueError("unknown type")
    level = [geometry["coordinates"]]
    for _step in range(DEPTHS[geometry["type"]]):
        level = [child for item in level for child in children(item)]
    return [point(item) for item in level]


def children(item) -> list:
    if not isinstance(item, list) or not item:
        raise ValueError("a list is missing")
    return item


def point(item) -> tuple[float, float]:
    numbers = isinstance(item, list) and len(item) in (2, 3)
    if not numbers or not all(type(n) in (int, float) and math.isfinite(n) for n in item):
        raise ValueError("not a point")
    return item[0], item[1]


def wgs84_from_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The true place of a point of Amap or Tencent, to within a few centimetres.

    The shift has no inverse in closed form; the guess is mended by its own error.
    """
    lon, lat = longitude, latitude
    for _round in range(3):
        shifted_lon, shifted_lat = gcj02_from_wgs84(lon, lat)
        lon += longitude - shifted_lon
        lat += latitude - shifted_lat
    return lon, lat


def gcj02_from_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 105.0, latitude - 35.0
    radians = math.radians(latitude)
    magic = 1 - ECCENTRICITY_SQUARED * math.sin(radians) ** 2
    meridian = SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) / (magic * math.sqrt(magic))
    parallel = SEMI_MAJOR_AXIS / math.sqrt(magic) * math.cos(radians)
    return (
        longitude + math.degrees(_eastwards(x, y) / parallel),
        latitude + math.degrees(_northwards(x, y) / meridian),
    )


def _common(x: float) -> float:
    return (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3


def _eastwards(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    wave = 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)
    slow = 150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)
    return metres + _common(x) + (wave + slow) * 2 / 3


def _northwards(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    wave = 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)
    slow = 160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)
    return metres + _common(x) + (wave + slow) * 2 / 3
