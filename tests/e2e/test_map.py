"""The map of projects, without a mouse, without JavaScript, and on streets."""

import re

import pytest

from scicity.accounts import credentials
from tests.e2e.test_keyboard import FOCUS
from tests.environment import VAR_DIR
from tests.portal import Portal

PLACES = 6
MAKE_PLACES = f"""
from django.utils import timezone
from projects.models import Project
from scicity.publishing import guard
with guard.opened():
    for n in range({PLACES}):
        Project.objects.create(slug=f"placed-{{n}}", name_zh_hans=f"演示工程{{n}}", kind="park",
            category="industry", phase="construction", data_origin="demo", status="published",
            published_at=timezone.now(), longitude=f"106.{{300 + 3 * n}}", latitude="29.60")
"""
REMOVE_PLACES = """
from projects.models import Project
Project.objects.filter(slug__startswith="placed-").delete()
"""
NAME = """() => {
    const element = document.activeElement;
    return element.getAttribute("aria-label") || (element.closest("a") ? element.textContent : "");
}"""
MOST_STOPS = 80


@pytest.fixture(scope="module", autouse=True)
def _places(live):
    """Projects on one line from west to east, so near that the whole map shows them as one."""
    live.manage("shell", "-c", MAKE_PLACES)
    yield
    live.manage("shell", "-c", REMOVE_PLACES)


@pytest.fixture(scope="module")
def with_streets(live, fresh_database):
    """The same portal beside it, with a key (that Tianditu does not know)."""
    variables = {
        "DATABASE_URL": fresh_database,
        "CREDENTIALS_SECRET": (live.var / credentials.FILE).read_text().strip(),
        "TIANDITU_KEY": "0123456789abcdef" * 2,
        "TIANDITU_REVIEW_NUMBER": "GS（2024）0001号",
    }
    portal = Portal(VAR_DIR / "e2e-streets", variables=variables)
    yield portal.start()
    portal.stop()


def tab_to(page, name: str, key="Tab"):
    """Presses the key until what has this in its name has the focus; tells how that looks."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if name in page.evaluate(NAME):
            return page.evaluate(FOCUS)
    raise AssertionError(f"Tab never came to {name}")


def test_without_javascript_groups_are_opened_until_a_project_is_reached(new_page):
    plain = new_page(java_script_enabled=False)
    plain.goto("/projects/map/")
    zooms = [0]
    while plain.locator(".map .mark[data-map]").count():
        plain.locator(".map .mark[data-map]").first.click()
        zooms.append(int(re.search(r"zoom=(\d)", plain.url)[1]))
    plain.locator(".map .mark").first.click()

    assert zooms == list(range(len(zooms)))
    assert len(zooms) > 1
    assert re.search(r"/projects/placed-\d/$", plain.url)


def test_the_map_is_walked_by_keyboard_alone(page):
    page.goto("/projects/map/")
    seen = tab_to(page, f"{PLACES} 个项目")["seen"]
    page.keyboard.press("Enter")
    page.wait_for_url("**zoom=1**")
    page.locator("[aria-label='放大'][href*='zoom=2']:focus").wait_for()
    for _step in range(3):
        page.keyboard.press("Enter")
    page.wait_for_url("**zoom=4**")
    page.locator(".map .mark").nth(2).wait_for()
    tab_to(page, "演示工程", "Shift+Tab")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/placed-*/")

    assert seen
    assert page.locator("h1").inner_text() == name.split(" · ")[0]


def test_a_journalist_gets_from_a_number_to_its_source_history_and_list(new_page):
    plain = new_page(java_script_enabled=False)
    plain.goto("/")
    tile = plain.locator(".figure").filter(has_text="市级以上重点实验室")
    number = re.search(r"\d+", tile.locator(".figure__value").inner_text())[0]
    tile.get_by_role("link").click()
    source = plain.locator(".number-card__source").inner_text()
    table = plain.get_by_role("region", name="历次数值的表格")
    first_row = table.locator("tbody tr").first.inner_text()
    listed = plain.locator(".versus a").inner_text()
    plain.locator(".versus a").click()

    assert number == "92"
    assert "来源：西部（重庆）科学城管委会" in source
    assert "92 个" in first_row
    assert "西部（重庆）科学城管委会" in first_row
    assert plain.url.endswith("/institutions/?kind=key_lab")
    assert re.search(rf"共 {listed} 项", plain.locator("main").inner_text())


def test_the_street_map_marks_every_place_and_says_when_it_cannot_load(with_streets, new_page):
    page = new_page()
    page.goto(f"{with_streets.url}/projects/street-map/")
    marks = page.locator(".streets__mark")
    count = marks.count()
    marks.first.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[href^='/projects/placed-']")
    address = link.get_attribute("href")
    page.locator("#streets-failed").wait_for()

    assert count == PLACES
    assert re.fullmatch(r"/projects/placed-\d/", address)
    assert page.get_by_role("button", name="关闭").count() == 1
    assert [said for said in page.errors if "tianditu" not in said and "ERR_" not in said] == []
