def test_home_opens_in_a_real_browser_without_any_error(page, live):
    answer = page.goto("/")

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert page.errors == []
