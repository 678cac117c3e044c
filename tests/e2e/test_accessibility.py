"""axe-core finds no violation of WCAG 2.2 AA on any kind of page, however it looks."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.kinds import KINDS, LOOKS

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 360, 1440
# English has the same templates and colours: there the extremes stand for all.
ENGLISH = (("", DESK), ("elder.dark", PHONE))


def violations(page) -> list[str]:
    """One line a violation: the rule, how many elements, the first one and why."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    return [
        f"{rule['id']} ×{len(rule['nodes'])}: {rule['nodes'][0]['html'][:160]} – "
        f"{rule['nodes'][0]['failureSummary'].splitlines()[-1].strip()}"
        for rule in found.response["violations"]
    ]


def violations_at(page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    return [f"{width} px: {line}" for line in violations(page)]


@pytest.mark.parametrize("words", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_violation_in_chinese(page, look, address_of, kind, words):
    look(words)
    page.goto(address_of(kind))

    assert violations_at(page, PHONE) + violations_at(page, DESK) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_violation_in_english(page, look, address_of, kind):
    found = []
    for words, width in ENGLISH:
        look(words)
        page.goto(address_of(kind, "en"))
        found += violations_at(page, width)

    assert found == []


def test_the_check_finds_what_is_wrong(page, address_of):
    page.goto(address_of("home"))
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=/x.png>'")

    assert [line.split()[0] for line in violations(page)] == ["empty-heading", "image-alt"]
