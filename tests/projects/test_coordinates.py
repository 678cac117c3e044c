import random

import pytest

from projects.coordinates import gcj02_from_wgs84, points, wgs84_from_gcj02

# A published pair: Tiananmen as GPS and as the shifted maps have it.
TIANANMEN = (116.391349, 39.907375)
TIANANMEN_SHIFTED = (116.397594, 39.908778)


def test_shift_is_the_one_of_chinese_maps():
    lon, lat = gcj02_from_wgs84(*TIANANMEN)

    assert abs(lon - TIANANMEN_SHIFTED[0]) < 2e-5
    assert abs(lat - TIANANMEN_SHIFTED[1]) < 2e-5


def test_conversion_comes_back_to_the_same_place():
    chance = random.Random(5)
    for _round in range(300):
        place = chance.uniform(105.2, 110.3), chance.uniform(28.1, 32.3)

        lon, lat = wgs84_from_gcj02(*gcj02_from_wgs84(*place))

        assert abs(lon - place[0]) < 1e-7
        assert abs(lat - place[1]) < 1e-7


def test_points_of_every_type():
    assert points({"type": "Point", "coordinates": [106.3, 29.5]}) == [(106.3, 29.5)]
    assert points({"type": "LineString", "coordinates": [[106.3, 29.5], [106.4, 29.6]]}) == [
        (106.3, 29.5),
        (106.4, 29.6),
    ]


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        [],
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "Point", "coordinates": ["106", "29"]},
        {"type": "Point", "coordinates": [True, 29]},
        {"type": "LineString", "coordinates": []},
        {"type": "LineString", "coordinates": [106, 29]},
        {"type": "Point", "coordinates": [106, 29], "crs": 1},
    ],
)
def test_points_of_what_is_no_geometry_raise(geometry):
    with pytest.raises(ValueError, match="."):
        points(geometry)
