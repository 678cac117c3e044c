"""A day in the back office, by keyboard alone: from a Word file to a public page and back.

With EDITORS_PICTURES=1 the pictures of docs/editors.md are made anew on the way.
"""

import datetime
import io
import os
import time
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from PIL import Image

from tests.needs import ROOT

pytestmark = pytest.mark.browser

PICTURES = ROOT / "docs" / "editors"
SHANGHAI = ZoneInfo("Asia/Shanghai")
# So long after it is planned the page becomes public.
AHEAD = datetime.timedelta(seconds=25)


class Person:
    """Somebody with a browser and a keyboard, and no mouse."""

    def __init__(self, page, live, username):
        self.page, self.live = page, live
        page.set_default_timeout(20_000)
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto("/admin/")
        page.locator("#id_username").press_sequentially(username)
        page.locator("#id_password").press_sequentially(live.accounts[username])
        page.keyboard.press("Enter")
        page.wait_for_selector(".desk")

    def follow(self, name, selector="a"):
        """Opens a link or presses a button that has the name."""
        self.press(self.page.locator(selector).filter(has_text=name).first)

    def press(self, target):
        target.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def submit(self, name):
        self.press(self.page.locator(f"input[name={name}]").first)

    def write(self, selector, words):
        field = self.page.locator(selector)
        field.focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def open_first_of(self, title):
        """The first page in a list of the desk."""
        self.page.goto("/admin/")
        panel = self.page.locator(".desk__panel").filter(
            has=self.page.locator("h2", has_text=title)
        )
        self.press(panel.locator("tbody a").first)

    def sign(self):
        self.open_first_of("等我处理")
        self.follow("审核签字")
        for box in self.page.locator("input[name=dimensions]").all():
            box.focus()
            self.page.keyboard.press("Space")
        self.press(self.page.locator("form.step button"))

    def said(self) -> str:
        return " ".join(self.page.locator(".messagelist li").all_inner_texts())

    def picture(self, name, target=None):
        """Few colours are enough for a screen, and keep the pictures small."""
        if not os.environ.get("EDITORS_PICTURES"):
            return
        if target:
            self.page.locator(target).first.scroll_into_view_if_needed()
        PICTURES.mkdir(exist_ok=True)
        image = Image.open(io.BytesIO(self.page.screenshot()))
        image.convert("RGB").quantize(64).save(PICTURES / f"{name}.png", optimize=True)


@pytest.fixture
def person(new_page, live):
    return lambda username: Person(new_page(), live, username)


def word_file(path):
    document = Document()
    document.add_heading("清明祭扫英烈土墓", level=1)
    document.add_paragraph("四月三日，园区职工到烈土陵园祭扫。")
    document.add_heading("活动安排", level=2)
    document.add_paragraph("联系人电话13912345678。")
    document.save(path)
    return path


def public(url) -> int:
    try:
        with urlopen(url) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def test_from_a_word_file_to_a_public_page_and_back(person, live, tmp_path):
    author = person("author")
    reviewers = [person(f"{step}_reviewer") for step in ("first", "second", "final")]
    first, _second, final = reviewers
    author.picture("desk")

    # A Word file becomes a draft.
    author.page.goto("/admin/news/article/")
    author.follow("从 Word 新建")
    author.page.set_input_files("#id_file", word_file(tmp_path / "稿件.docx"))
    if author.page.locator("#id_topic").count():
        author.page.locator("#id_topic").focus()
        author.page.keyboard.press("ArrowDown")
    author.picture("word")
    author.press(author.page.locator("button.default"))
    change = author.page.url
    author.page.wait_for_selector(".gate-panel--blocking")
    author.picture("gate")

    # What the gate finds is mended; until then the page can't be submitted.
    found = author.page.locator(".gate-panel").inner_text()
    assert "烈土" in found
    assert "手机号码" in found
    assert "没有写明来源" in found
    author.write("#id_title_zh_hans", "清明祭扫烈士墓")
    author.write("#id_summary_zh_hans", "园区职工到烈士陵园祭扫。")
    author.write("#id_source_zh_hans", "园区工会")
    author.write(".fieldBox.field-body_zh_hans .tiptap", "四月三日，园区职工到烈士陵园祭扫。")
    author.submit("_submit")
    assert "已送审" in author.said()

    # The first reviewer sends it back; the author corrects it.
    first.open_first_of("等我处理")
    first.follow("退回")
    first.page.locator("textarea[name=comment]").press_sequentially("请写明参加的人数。")
    first.picture("return")
    first.press(first.page.locator("form.step button"))
    author.page.goto(change)
    author.write(".fieldBox.field-body_zh_hans .tiptap", "四月三日，园区三十名职工到烈士陵园祭扫。")
    author.submit("_submit")

    # Three people sign.
    for reviewer in reviewers:
        if reviewer is final:
            final.open_first_of("等我处理")
            final.picture("sign", ".workflow")
        reviewer.sign()
    assert "终审通过" in final.said()

    # It is planned, and becomes public at the second.
    author.page.goto(change)
    slug = author.page.input_value("#id_slug")
    moment = (datetime.datetime.now(SHANGHAI) + AHEAD).replace(microsecond=0)
    author.write("#id_goes_live_at_0", f"{moment:%Y-%m-%d}")
    author.write("#id_goes_live_at_1", f"{moment:%H:%M:%S}")
    author.submit("_save")
    final.page.goto(change)
    final.follow("发布", "button")
    assert "已定时" in final.said()
    final.picture("scheduled", ".workflow")
    address = f"{live.url}/news/{moment:%Y/%m}/{slug}/"
    assert public(address) == 404
    seen = until_public(address)
    assert 0 <= (seen - moment).total_seconds() < 5

    # A public page is changed in a working copy; visitors go on seeing the old text.
    author.page.goto(change)
    author.follow("修改", "button")
    copy = author.page.url
    author.write("#id_title_zh_hans", "清明祭扫烈士墓活动")
    author.submit("_submit")
    author.page.goto(copy)
    author.follow("看改了什么")
    assert author.page.locator("ins, del").count() > 0
    author.picture("compare")
    assert "清明祭扫烈士墓活动" not in text_of(address)
    for reviewer in reviewers:
        reviewer.sign()
    final.page.goto(copy)
    final.follow("发布", "button")
    assert "清明祭扫烈士墓活动" in text_of(address)

    # Any version comes back as a working copy.
    author.page.goto(change)
    author.follow("历史版本")
    author.picture("versions")
    author.press(author.page.locator("tr form button").last)
    assert author.page.input_value("#id_title_zh_hans") == "清明祭扫烈士墓"
    assert "清明祭扫烈士墓活动" in text_of(address)


def until_public(address) -> datetime.datetime:
    until = time.monotonic() + 60
    while public(address) != 200:
        assert time.monotonic() < until, f"{address} never became public"
        time.sleep(0.2)
    return datetime.datetime.now(SHANGHAI)


def text_of(address) -> str:
    with urlopen(address) as answer:
        return answer.read().decode()
