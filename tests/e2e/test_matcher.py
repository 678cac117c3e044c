"""The matcher for somebody with nothing but a keyboard and a small screen, and their secrets."""

import pytest

START = "/talent/match/?who=person&policy=returnee-start-up-conditions"
# A number that stands nowhere by chance.
CAPITAL = "2345671"
# 1280 pixels at 200 % are as wide as 640; 320 is the narrowest that WCAG asks for.
WIDTHS = (320, 640)


def press(page, locator, key):
    locator.focus()
    page.keyboard.press(key)


def answer(page):
    """Answers the question that is asked, by keyboard: yes, the highest, or enough."""
    form = page.locator("form.ask")
    choices = form.locator("input[type=radio], input[type=checkbox]")
    asked = form.locator("input[name=asked]").get_attribute("value")
    if choices.count():
        names = [choices.nth(n).get_attribute("value") for n in range(choices.count())]
        press(page, choices.nth(0 if "yes" in names else len(names) - 1), "Space")
    else:
        typed = form.locator("input.field__input")
        typed.focus()
        page.keyboard.type(CAPITAL if asked == "subscribed-capital" else "40")
    with page.expect_navigation():
        press(page, form.get_by_role("button", name="继续"), "Enter")
    return asked


@pytest.mark.parametrize("width", WIDTHS)
def test_questions_are_answered_by_keyboard_without_scripts(new_page, live, width):
    page = new_page(java_script_enabled=False, viewport={"width": width, "height": 800})
    page.goto(START)
    asked, addresses, reach = [], [], []
    while page.locator("form.ask").count() and len(asked) < 15:
        reach.append(page.evaluate("document.documentElement.scrollWidth"))
        asked.append(answer(page))
        addresses.append(page.url)
    reach.append(page.evaluate("document.documentElement.scrollWidth"))
    card = page.locator(".verdict-card")

    assert "/talent/match/result/" in page.url
    assert len(asked) == len(set(asked)) > 5
    assert "subscribed-capital" in asked
    assert (
        card.locator(".verdict-card__title").inner_text()
        == "海外归国人员在渝创业条件（2023年问答）"
    )
    assert "verdict-card--likely" in card.get_attribute("class")
    assert max(reach) <= width
    # Sensitive answers: in no address, and in nothing that the server wrote.
    assert [url for url in addresses if CAPITAL in url or "clean-record" in url] == []
    assert CAPITAL not in live.log.read_text()


def test_a_skipped_question_leaves_the_verdict_open_and_says_why_it_was_asked(new_page):
    page = new_page(java_script_enabled=False)
    page.goto(START)
    why = page.locator("details.why")
    press(page, why.locator("summary"), "Enter")
    reason = why.inner_text()
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="跳过这一题"), "Enter")

    assert "海外归国人员在渝创业条件" in reason
    assert "=skip" in page.url
    assert page.locator(".verdict-count--open strong").inner_text() == "1"


def test_the_list_on_the_way_to_a_comparison_needs_no_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page.goto("/talent/?category=loan")
    for number in (0, 1):
        press(page, page.locator(".card input[name=policy]").nth(number), "Space")
    press(page, page.get_by_role("button", name="比较勾选的政策"), "Enter")
    page.wait_for_url("**/talent/compare/?*")
    everything = page.locator("table.compare tbody tr").count()
    press(page, page.get_by_role("link", name="只看不同"), "Enter")
    page.wait_for_url("**different=1")

    assert page.locator("table.compare thead th").count() == 2
    rows = page.locator("table.compare tbody tr")
    assert 0 < rows.count() < everything
    assert rows.count() == page.locator("tr.compare__differs").count()
