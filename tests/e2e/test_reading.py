"""What a visitor does: reads, filters, searches, changes the look. All of it without JavaScript."""

import re

import pytest

from tests.e2e.kinds import LANGUAGES


@pytest.fixture
def plain(new_page):
    """A page of a browser that runs no JavaScript."""
    return new_page(java_script_enabled=False)


def path_of(page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def data_of_html(page, name):
    return page.locator("html").get_attribute(f"data-{name}")


def test_from_home_through_a_filter_to_a_policy_and_back(plain):
    plain.goto("/")
    plain.get_by_role("navigation").get_by_role("link", name="人才政策").first.click()
    plain.get_by_label("关键词").fill("金凤凰")
    plain.get_by_role("button", name="筛选").click()

    filtered = plain.url
    plain.locator(".cards__item a").first.click()
    policy = path_of(plain)
    plain.go_back()

    assert policy == "/talent/golden-phoenix-talent-policy/"
    assert plain.url == filtered
    assert path_of(plain).startswith("/talent/?q=")


def test_a_facet_narrows_and_its_chip_widens_again(plain):
    plain.goto("/projects/")
    everything = plain.locator(".cards__item").count()
    plain.get_by_role("checkbox", name="在建").check()
    plain.get_by_role("button", name="筛选").click()
    narrowed = plain.locator(".cards__item").count()
    plain.locator(".chip").click()

    assert 0 < narrowed < everything
    assert plain.locator(".cards__item").count() == everything
    assert path_of(plain) == "/projects/"


def test_the_number_beside_an_option_is_what_it_leads_to(plain):
    plain.goto("/projects/")
    label = plain.locator(".facet__option label", has_text="在建")
    promised = int(re.search(r"\d+", label.inner_text())[0])
    label.click()
    plain.get_by_role("button", name="筛选").click()

    assert plain.locator(".cards__item").count() == promised


@pytest.mark.parametrize("path", ["/projects/?phase=construction", "/search/?q=人才", "/about/"])
def test_the_other_language_is_the_same_page_with_the_same_query(plain, path):
    plain.goto(path)
    before = path_of(plain)
    plain.get_by_role("link", name="EN", exact=True).click()

    assert path_of(plain) == "/en" + before
    assert plain.locator("html").get_attribute("lang") == "en"

    plain.get_by_role("link", name="简体").click()
    assert path_of(plain) == before


def test_elder_mode_stays_on_until_it_is_left(plain):
    plain.goto("/projects/?phase=construction")
    plain.get_by_role("button", name="长者模式").click()

    assert path_of(plain) == "/projects/?phase=construction"
    assert data_of_html(plain, "mode") == "elder"
    plain.goto("/en/")
    assert data_of_html(plain, "mode") == "elder"

    plain.goto("/")
    plain.get_by_role("button", name="退出长者模式").click()
    assert data_of_html(plain, "mode") is None
    assert plain.context.cookies() == []


def test_elder_mode_is_large_and_high(plain):
    plain.goto("/about/")
    before = plain.locator("main p").first.bounding_box()["height"]
    plain.get_by_role("button", name="长者模式").click()

    links = plain.locator(".nav a").all()
    assert plain.locator("main p").first.bounding_box()["height"] > before
    assert min(link.bounding_box()["height"] for link in links) >= 44


def test_theme_and_text_size_are_kept_together(plain):
    plain.goto("/talent/golden-phoenix-talent-policy/")
    plain.get_by_role("button", name="深色").click()
    plain.get_by_role("button", name="特大").click()

    assert (data_of_html(plain, "theme"), data_of_html(plain, "size")) == ("dark", "larger")


def test_dark_by_the_system_looks_like_dark_by_wish(new_page, live):
    colour = "getComputedStyle(document.body).backgroundColor"
    by_system, by_wish = new_page(color_scheme="dark"), new_page(color_scheme="light")
    by_wish.context.add_cookies([{"name": "display", "value": "dark", "url": live.url}])

    for page in (by_system, by_wish):
        page.goto("/")

    assert by_system.evaluate(colour) == by_wish.evaluate(colour) != "rgb(250, 248, 243)"


def test_search_finds_in_every_section_and_leads_there(plain):
    plain.goto("/")
    plain.get_by_role("searchbox").fill("隧道")
    plain.get_by_role("button", name="搜索").click()
    plain.get_by_role("main").get_by_role("link", name="白市驿隧道", exact=True).click()

    assert path_of(plain) == "/projects/baishiyi-tunnel/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_news_name_their_feed(plain, live, language):
    plain.goto(LANGUAGES[language] + "/news/")
    link = plain.locator('link[type="application/atom+xml"]').first.get_attribute("href")

    answer = plain.request.get(link)

    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "<entry>" in answer.text()


def test_what_needs_a_script_takes_its_place_before_the_script_comes(new_page, plain, address_of):
    scripted = new_page()
    scripted.route("**/*.js", lambda route: None)  # never comes
    for page in (scripted, plain):
        page.goto(address_of("article"), wait_until="commit")
        page.get_by_text("扫码分享").wait_for()

    assert scripted.get_by_role("button", name="打印").is_visible()
    assert not plain.get_by_role("button", name="打印").is_visible()


def test_pointer_that_rests_on_a_link_fetches_the_page_but_no_file(page):
    browser = page.context.new_cdp_session(page)
    fetched = set()
    browser.on("Preload.prefetchStatusUpdated", lambda event: fetched.add(event["prefetchUrl"]))
    browser.send("Preload.enable")
    page.goto("/talent/", wait_until="networkidle")
    policy = page.locator(".cards__item a").first
    page.locator("a[href*='.csv']").first.hover()
    page.wait_for_timeout(1000)
    policy.hover()
    address = policy.evaluate("link => link.href")
    for _try in range(100):
        if address in fetched:
            break
        page.wait_for_timeout(100)
    policy.click()
    page.wait_for_load_state()

    kind = "performance.getEntriesByType('navigation')[0].deliveryType"
    assert address in fetched
    assert not [url for url in fetched if ".csv" in url]
    assert page.evaluate(kind) == "navigational-prefetch"
