"""Every kind of page fits every width, and is quiet: no error, no stranger, no cookie."""

import re

import pytest

from tests.e2e.kinds import KINDS, LANGUAGES, WIDTHS

# The widest looks: those with the largest type.
LARGEST = ("", "larger", "elder")
# The element that reaches furthest to the right, those in a scrolling or clipping box left out.
WIDEST = """(() => {
    const boxed = new Set(["auto", "scroll", "hidden", "clip"]);
    const inside = (element) => {
        for (let box = element.parentElement; box; box = box.parentElement)
            if (boxed.has(getComputedStyle(box).overflowX)) return true;
        return element.closest("svg") && element.tagName !== "svg";
    };
    const right = (element) => element.getBoundingClientRect().right;
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.checkVisibility() && !inside(element))
        .sort((a, b) => right(b) - right(a))[0].outerHTML.slice(0, 120);
})()"""


def too_wide(page) -> list[str]:
    """The widths at which the page can be scrolled sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        reach = page.evaluate("document.documentElement.scrollWidth")
        if reach > width:
            found.append(f"{width} px: {page.evaluate(WIDEST)} reaches {reach}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(page, look, address_of, kind, language):
    found = []
    for words in LARGEST:
        look(words)
        page.goto(address_of(kind, language))
        found += [f"{words} {line}" for line in too_wide(page)]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_quiet(page, live, address_of, kind, language):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address_of(kind, language), wait_until="networkidle")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")

    expected = ["404"] if kind == "not found" else []
    assert [re.search(r"status of (\d+)", error)[1] for error in page.errors] == expected
    assert [url for url in asked if not url.startswith((live.url, "data:"))] == []
    assert page.context.cookies() == []


def test_print_unfolds_what_is_folded_and_says_where_it_comes_from(page, address_of):
    """The browser's own layout for paper, without what only works on a screen."""
    page.goto(address_of("policy"))
    on_screen = page.locator("details.question > :not(summary)").first.is_visible()
    page.emulate_media(media="print")

    shown = page.locator("details.question > :not(summary)").first.is_visible()
    hidden = [page.locator(name).first.is_visible() for name in (".nav", ".follow", ".search")]
    assert (on_screen, shown, hidden) == (False, True, [False, False, False])
    assert page.locator(".footer__address").inner_text().endswith(address_of("policy"))
