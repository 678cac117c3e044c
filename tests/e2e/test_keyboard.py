"""A visitor without a mouse."""

import pytest

from tests.e2e.kinds import LOOKS

FOCUS = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
        name: element.outerHTML.slice(0, 120),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""
MOST_STOPS = 40


def stops(page):
    """What has the focus after each press of Tab, until the end of the page."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return
        yield page.evaluate(FOCUS)


def test_the_first_stop_skips_to_the_content(page):
    page.goto("/projects/")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert first == "#content"
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("words", LOOKS)
@pytest.mark.parametrize("kind", ["home", "projects", "article"])
def test_every_stop_is_seen_and_ringed(page, look, address_of, kind, words):
    look(words)
    page.goto(address_of(kind))

    found = list(stops(page))

    assert len(found) > 10
    assert [stop["name"] for stop in found if not (stop["seen"] and stop["ringed"])] == []


@pytest.mark.parametrize("kind", ["home", "map", "policies", "policy"])
def test_one_can_leave_every_page_by_keyboard(page, address_of, kind):
    page.goto(address_of(kind))
    page.keyboard.press("Shift+Tab")

    assert page.evaluate("document.activeElement.closest('footer') !== null")


def test_a_filter_is_set_by_keyboard_alone(page):
    page.goto("/projects/")
    page.get_by_role("checkbox", name="在建").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/?*phase=construction*")

    assert page.locator(".chip").count() == 1


def test_escape_closes_the_shared_code_and_gives_the_focus_back(page, address_of):
    page.goto(address_of("article"))
    page.get_by_text("扫码分享").focus()
    page.keyboard.press("Enter")
    opened = page.locator("details.qr").get_attribute("open")
    page.keyboard.press("Escape")

    assert opened is not None
    assert page.locator("details.qr").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
