"""An author writes an article, three reviewers sign it, and visitors find it."""

import pytest

TITLE, SLUG = "隧道口来了一位新朋友", "a-new-friend"


@pytest.fixture
def log_in(new_page, live):
    """Opens the back office in a browser of its own, as one of the first accounts."""

    def enter(name: str):
        page = new_page(viewport={"width": 1440, "height": 1000})
        page.goto("/admin/")
        page.get_by_label("用户名").fill(name)
        page.get_by_role("textbox", name="密码").fill(live.accounts[name])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        return page

    return enter


def choose(page, field: str, words: str):
    """Picks the first match in one of the admin's searching select boxes."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def write_article(page):
    page.goto("/admin/news/article/add/")
    page.locator("[name=title_zh_hans]").fill(TITLE)
    page.locator("[name=summary_zh_hans]").fill("它守在洞口。")
    editor = page.locator(".fieldBox.field-body_zh_hans .tiptap")
    editor.click()
    page.keyboard.press("Control+B")
    page.keyboard.type("今天")
    page.keyboard.press("Control+B")
    page.keyboard.type("来了。")
    choose(page, "topic", "动态")
    page.locator("[name=source_zh_hans]").fill("本站")
    page.locator("[name=slug]").fill(SLUG)
    page.locator("[name=_submit]").first.click()
    page.wait_for_url("**/admin/news/article/**/change/")
    assert page.locator(".workflow__step--waits").inner_text().startswith("初审")


def open_article(page):
    page.goto("/admin/news/article/?state=review&q=" + TITLE)
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_selector(".workflow")


def sign_article(page):
    """With the keyboard alone, but for the way to the page."""
    open_article(page)
    page.get_by_role("link", name="审核签字").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=dimensions]")
    for box in page.locator("[name=dimensions]").all():
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="审核签字").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")


def publish_article(page):
    page.get_by_role("button", name="发布", exact=True).click()
    page.wait_for_selector(".messagelist .success")


def test_an_article_goes_from_its_author_to_its_readers(log_in, page):
    author = log_in("author")
    reviewers = [log_in(f"{step}_reviewer") for step in ("first", "second", "final")]

    write_article(author)
    for reviewer in reviewers:
        sign_article(reviewer)
    page.goto("/news/?q=" + TITLE)
    assert page.locator(".cards__item").count() == 0

    publish_article(reviewers[-1])
    page.goto("/news/?q=" + TITLE)
    page.locator(".cards__item a").click()
    assert page.locator("h1").inner_text() == TITLE
    assert page.locator(".prose strong").inner_text() == "今天"
    assert page.locator(".prose").inner_text().strip() == "今天来了。"
    assert TITLE in page.request.get("/news/feed.atom").text()
    assert [person.errors for person in (author, *reviewers, page)] == 5 * [[]]
