"""The open form in a real browser: findings beside fields, nothing typed is ever lost."""

import re

import pytest

from news.models import Article
from scicity.accounts.models import User
from scicity.editing.models import Presence
from scicity.gate.models import Wording
from scicity.publishing.models import Status
from tests.admin.test_axe import faults
from tests.admin.test_browser import CHROMIUM
from tests.admin.test_sweep import address
from tests.factories import make_article
from tests.gate.test_findings import attach

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
TITLE = "#id_title_zh_hans"
KEPT = "Object.keys(localStorage).some((key) => key.startsWith('kept:'))"


@pytest.fixture
def article():
    return make_article(status=Status.DRAFT, published_at=None, title_zh_hans="原题")


def type_text(page, words):
    page.click(".field-body_zh_hans .tiptap")
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def is_kept(page) -> bool:
    return page.evaluate(KEPT)


def test_findings_stand_beside_their_fields_and_rows(page, live_server):
    Wording.objects.get_or_create(wrong="烈土", defaults={"right": "烈士", "reason": "误"})
    article = make_article(
        status=Status.DRAFT, title_zh_hans="烈土", source_zh_hans="", source_en=""
    )
    attach(article, title_en="烈土")

    page.goto(live_server.url + address(Article, "change", article.pk))
    page.wait_for_selector(".gate-panel--blocking")

    places = page.eval_on_selector_all(
        ".gate-note", "notes => notes.map(n => n.parentElement.className.match(/field-\\w+/)[0])"
    )
    assert sorted(places) == ["field-source_zh_hans", "field-title_en", "field-title_zh_hans"]
    described = page.get_attribute(TITLE, "aria-describedby")
    assert "改成“烈士”。" in page.inner_text(f"#{described.split()[-1]}")
    page.click(".gate-panel a:has-text('没有写明来源')")
    assert page.evaluate("document.activeElement.id") == "id_source_zh_hans"
    assert page.complaints == []


def test_text_survives_a_crash_and_is_forgotten_once_saved(page, live_server, article):
    url = live_server.url + address(Article, "change", article.pk)
    page.goto(url)
    page.wait_for_selector(".field-body_zh_hans .tiptap")
    type_text(page, "没有保存的话")
    page.wait_for_function(f"() => {KEPT}")

    page.goto(live_server.url + "/robots.txt")
    page.goto(url)
    page.click("#editing-kept button:has-text('恢复')")
    page.wait_for_selector(".errornote")
    restored = page.input_value("[name=body_zh_hans]")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(re.compile("/article/$"))

    article.refresh_from_db()
    assert restored == article.body_zh_hans == "<p>正文没有保存的话</p>"
    assert not is_kept(page)


def test_text_survives_a_login_that_expired_while_writing(page, live_server, article):
    user = User.objects.get(username="boss")
    user.set_password("correct horse")
    user.save()
    url = live_server.url + address(Article, "change", article.pk)
    page.context.clear_cookies(name="sessionid")
    page.goto(url)
    log_in(page)
    page.wait_for_selector(".field-body_zh_hans .tiptap")
    type_text(page, "过期前写的")
    page.context.clear_cookies(name="sessionid")

    page.click("input[name=_save] >> nth=0")
    log_in(page)
    page.click("#editing-kept button:has-text('恢复')")
    page.wait_for_selector(".errornote")
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(re.compile("/article/$"))

    article.refresh_from_db()
    assert article.body_zh_hans == "<p>正文过期前写的</p>"


def test_who_logs_out_leaves_no_text_in_the_browser(page, live_server, article):
    page.goto(live_server.url + address(Article, "change", article.pk))
    page.wait_for_selector(".field-body_zh_hans .tiptap")
    type_text(page, "没有保存的话")
    page.wait_for_function(f"() => {KEPT}")

    page.click("#logout-form button")
    page.wait_for_url(re.compile("/logout/$"))

    assert not is_kept(page)


def log_in(page):
    page.fill("#id_username", "boss")
    page.fill("#id_password", "correct horse")
    page.keyboard.press("Enter")
    page.wait_for_selector("#editing", state="attached")


def test_who_else_is_here_and_both_versions_of_a_conflict(page, live_server, article):
    other = User.objects.create_user("li", name="李四")
    Presence.objects.mark(article, other)
    page.goto(live_server.url + address(Article, "change", article.pk))
    here = page.inner_text("#editing-others")
    page.fill(TITLE, "我的标题")
    article.title_zh_hans = "李四的标题"
    article.save()

    page.click("input[name=_save] >> nth=0")
    page.wait_for_selector(".editing-conflict")
    found = faults(page)
    cells = page.locator(".editing-conflict td").all_inner_texts()
    marks = page.locator(".editing-conflict :is(del, ins)").all_inner_texts()
    typed = page.input_value(TITLE)
    page.click("input[name=_save] >> nth=0")
    page.wait_for_url(re.compile("/article/$"))

    article.refresh_from_db()
    assert here == "李四 也打开了这一页。"
    assert found == []
    assert marks == ["李四", "我"]
    assert (cells, typed) == (["李四的标题", "我的标题"], "我的标题")
    assert article.title_zh_hans == "我的标题"
