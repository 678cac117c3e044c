"""The back office in a real browser: the security policy stops nothing, the text editor works."""

import os
import re
import shutil

import pytest
from django.urls import reverse

from news.models import Article
from scicity.accounts.models import User
from tests.admin.test_sweep import MAKERS, address, some_picture
from tests.factories import make_article, make_project

# What is public is only read: a draft can be edited.
DRAFT = {"status": "draft", "published_at": None}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        # Playwright's loop runs in this thread; the database is still used only by this thread.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium, live_server, client, settings):
    """A page of a logged-in superuser; `page.complaints` is what the console said."""
    settings.ALLOWED_HOSTS = ["*"]
    client.force_login(User.objects.create_superuser("boss", password="x", name="王主任"))
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def test_no_page_does_what_the_policy_forbids(page, live_server):
    rows = {model: make() for model, make in MAKERS.items()}
    addresses = [reverse("admin:index")]
    for model, row in rows.items():
        addresses += [address(model, "changelist"), address(model, "change", row.pk)]

    for path in addresses:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")

    # Pictures of the test rows have no files.
    assert [text for text in page.complaints if "404" not in text] == []


def test_every_text_is_edited_in_the_editor(page, live_server):
    article = make_article(**DRAFT)

    page.goto(live_server.url + address(Article, "change", article.pk))

    page.wait_for_selector(".field-body_en .tiptap")
    assert page.locator(".tiptap").count() == 2
    assert page.locator(".prose-menubar__button[title='加粗']").count() == 2


def test_link_to_an_own_page_is_found_by_its_title(page, live_server):
    project = make_project(name_zh_hans="白市驿隧道")
    make_project(name_zh_hans="白市驿草稿", status="draft")
    article = make_article(**DRAFT)
    page.goto(live_server.url + address(Article, "change", article.pk))

    page.click(".field-body_zh_hans .tiptap")
    page.keyboard.press("Control+End")
    page.click(".field-body_zh_hans .prose-menubar__button[title='插入链接']")
    page.fill(".finder input[type=search]", "白市驿")
    page.click(".finder__results:not(:has(.finder__row + .finder__row)) .finder__row")
    page.click("input[name=_save]")
    page.wait_for_url(re.compile("/article/$"))

    article.refresh_from_db()
    assert article.body_zh_hans == (
        f'<p>正文<a href="{project.get_absolute_url()}">白市驿隧道</a></p>'
    )


def test_picture_of_the_library_is_put_into_the_text(page, live_server):
    picture, article = some_picture(), make_article(**DRAFT)
    page.goto(live_server.url + address(Article, "change", article.pk))

    page.click(".field-body_zh_hans .tiptap")
    page.keyboard.press("Control+End")
    page.click(".field-body_zh_hans .prose-menubar__button[title='插入图片']")
    page.click(".finder__row")
    page.wait_for_selector(".tiptap figure img")
    page.click("input[name=_save]")
    page.wait_for_url(re.compile("/article/$"))

    article.refresh_from_db()
    (image,) = re.findall("<figure><img[^>]*></figure>", article.body_zh_hans)
    assert f'data-picture="{picture.pk}"' in image
    assert 'alt="图"' in image
    assert 'width="930" height="523"' in image


def test_table_of_the_editor_survives_saving(page, live_server):
    article = make_article(**DRAFT)
    page.goto(live_server.url + address(Article, "change", article.pk))

    page.click(".field-body_zh_hans .tiptap")
    page.keyboard.press("Control+End")
    page.click(".field-body_zh_hans .prose-menubar__button[title='插入表格']")
    page.keyboard.type("年份")
    page.click("input[name=_save]")
    page.wait_for_url(re.compile("/article/$"))

    article.refresh_from_db()
    assert article.body_zh_hans.startswith("<p>正文</p><table><tbody><tr><th")
    assert "年份" in article.body_zh_hans
