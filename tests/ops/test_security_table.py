"""docs/security.md and its neighbours name tests and settings: each must be there."""

import re

import pytest
from django.conf import settings

from tests.needs import ROOT

DOCUMENTS = [
    "security.md", "reliability.md", "data-protection.md", "scaling.md", "backup.md", "deploy.md",
    "operating.md",
]  # fmt: skip
# How many requirements each section of ASVS 4.0.3 has, by chapter; some numbers are no longer used,
# and those of level 3 are left to others.
SECTIONS = {
    1: {1: 7, 2: 4, 4: 5, 5: 4, 6: 4, 7: 2, 8: 2, 9: 2, 10: 1, 11: 2, 12: 2, 14: 6},
    2: {1: 12, 2: 3, 3: 3, 4: 5, 5: 7, 6: 3, 7: 6, 8: 7, 9: 3, 10: 4},
    3: {1: 1, 2: 4, 3: 4, 4: 5, 5: 3, 7: 1},
    4: {1: 5, 2: 2, 3: 3},
    5: {1: 5, 2: 8, 3: 10, 4: 3, 5: 4},
    6: {1: 3, 2: 6, 3: 2, 4: 2},
    7: {1: 4, 2: 2, 3: 4, 4: 3},
    8: {1: 4, 2: 3, 3: 8},
    9: {1: 3, 2: 4},
    10: {2: 2, 3: 3},
    11: {1: 8},
    12: {1: 3, 2: 1, 3: 6, 4: 2, 5: 2, 6: 1},
    13: {1: 5, 2: 6, 3: 2, 4: 2},
    14: {1: 4, 2: 6, 3: 3, 4: 7, 5: 4},
}
NO_LONGER_USED = {"1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"}
ROW = re.compile(r"^\| (\d[\d., –]*) \| (.+) \| (.+) \|$", re.MULTILINE)


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def demanded() -> list[str]:
    numbers = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, last in sections.items()
        for number in range(1, last + 1)
    ]
    return [number for number in numbers if number not in NO_LONGER_USED]


def numbers_of(cell: str) -> list[str]:
    """All of “2.1.1, 2.1.3–2.1.5”."""
    found = []
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        section, _, number = first.rpartition(".")
        end = int((last or first).rpartition(".")[2])
        found += [f"{section}.{n}" for n in range(int(number), end + 1)]
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name):
    paths = re.findall(r"(?<![\w/])(?:tests|deploy|docs|scicity)/[\w./@-]*\w", document(name))

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_setting_and_variable_that_is_named_exists():
    names = set(re.findall(r"`([A-Z][A-Z_0-9]+[A-Z0-9])`", document("security.md")))
    variables = set(re.findall(r"^#?([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert {name for name in names if not hasattr(settings, name)} - variables == set()


def test_every_demand_of_level_two_has_one_line():
    rows = [numbers_of(numbers) for numbers, _demand, _met in ROW.findall(document("security.md"))]

    assert [number for row in rows for number in row if number not in demanded()] == []
    assert sorted(number for row in rows for number in row) == sorted(demanded())
    assert len(demanded()) == 259


def test_what_is_not_met_stands_in_one_place_too():
    table, _, summary = document("security.md").partition("### Not met, in one place")
    rows = ROW.findall(table)

    unmet = [number for cell, _, met in rows if "**Not met**" in met for number in numbers_of(cell)]
    assert sorted(re.findall(r"\d+\.\d+\.\d+", summary)) == sorted(unmet)
