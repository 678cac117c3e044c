"""Chinese on English pages is marked, wherever it comes from."""

from html.parser import HTMLParser

import pytest
from lxml import etree

from projects.models import District, ProjectUpdate
from scicity.accounts.roles import Role
from scicity.publishing import transitions
from scicity.site.chinese import CHINESE, marked
from tests.factories import make_article, make_policy, make_project
from tests.publishing.people import make_person

VOID = {"meta", "link", "img", "input", "br", "hr", "source", "wbr", "col"}
SILENT = {"script", "style", "title", "svg"}


class Unmarked(HTMLParser):
    """Gathers Chinese text that stands in no element of that language."""

    def __init__(self, html):
        super().__init__()
        self.languages, self.names, self.found = ["en"], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        language = dict(attributes).get("lang") or self.languages[-1]
        if tag not in VOID:
            self.names.append(tag)
            self.languages.append(language)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.names.pop() == tag
            self.languages.pop()

    def handle_data(self, text):
        is_silent = SILENT & set(self.names)
        if CHINESE.search(text) and not is_silent and not self.languages[-1].startswith("zh"):
            self.found.append(text.strip())


ZH = '<span lang="zh-Hans">'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>Only English.</p>", "<p>Only English.</p>"),
        ("<p> 甲区、乙县 </p>", f"<p> {ZH}甲区、乙县</span> </p>"),
        (
            "<p>Issued by 重庆高新区（管委会）, 2024, as 渝高新发〔2024〕13号.</p>",
            f"<p>Issued by {ZH}重庆高新区（管委会）</span>, 2024, as "
            f"{ZH}渝高新发〔2024〕13号</span>.</p>",
        ),
        ('<p lang="zh-Hans">甲</p><b>乙</b>', f'<p lang="zh-Hans">甲</p><b>{ZH}乙</span></b>'),
        ('<a title="a > 甲">b</a>', '<a title="a > 甲">b</a>'),
        ('<option value="a">市级</option>', '<option lang="zh-Hans" value="a">市级</option>'),
        ('<option value="甲">Level</option>', '<option value="甲">Level</option>'),
        ('<img src="a" alt="隧道">', '<img lang="zh-Hans" src="a" alt="隧道">'),
        ("<script>甲</script><title>甲</title>", "<script>甲</script><title>甲</title>"),
        ("<textarea>甲</textarea>&lt;甲&gt;", f"<textarea>甲</textarea>&lt;{ZH}甲</span>&gt;"),
    ],
)
def test_only_what_is_chinese_is_marked_and_only_once(written, read):
    assert marked(written) == read
    assert marked(read) == read


@pytest.fixture
def half_translated(db):
    """Pages that exist in English, with fields and rows that don't."""
    district = District.objects.create(slug="b", name_zh_hans="乙县", name_en="", order=2)
    project = make_project(districts=[district])
    ProjectUpdate.objects.create(project=project, as_of="2026-05-01", title="贯通", text="正文")
    policy = make_policy(document_number="渝高新发〔2024〕13号", service_address="高新大道6号")
    policy.windows.create(closes_on="2031-03-31", note="第一批")
    policy.steps.create(title="提交材料", text="到窗口")
    policy.contacts.create(name="人才处", phone="023")
    policy.materials.create(name="身份证")
    make_article(projects=[project], policies=[policy], author="某记者")
    return project, policy


def test_no_chinese_on_english_pages_is_without_its_language(client, half_translated):
    paths = [page.get_absolute_url() for page in half_translated]
    paths += ["/", "/projects/", "/talent/", "/talent/print/", "/talent/calendar/?month=2031-03"]
    paths += ["/search/?q=policy", "/news/"]
    pages = {path: client.get(f"/en{path}").text for path in paths}

    assert {path: found for path in paths if (found := Unmarked(pages[path]).found)} == {}
    shown = pages[paths[0]] + pages[paths[1]]
    for words in ("渝高新发〔2024〕13号", "高新大道6号", "提交材料", "人才处", "贯通", "乙县"):
        assert f"{ZH}{words}</span>" in shown


def test_the_reason_of_a_withdrawal_is_read_in_its_language(client, db):
    article = make_article()
    path = article.get_absolute_url()
    transitions.withdraw(article, make_person(Role.ADMINISTRATOR), "内容有误，正在核实。")

    chinese, english = client.get(path).text, client.get(f"/en{path}").text

    assert ("<span lang" in chinese, " 内容有误，正在核实。" in chinese) == (False, True)
    assert f"{ZH}内容有误，正在核实。</span>" in english


def test_an_english_feed_names_the_language_of_what_is_chinese(client, half_translated):
    project, _policy = half_translated

    feed = etree.fromstring(client.get(f"/en/projects/{project.slug}/updates.atom").content)

    texts = feed.xpath("//*[@xml:lang='zh-Hans']/text()")
    assert texts == ["贯通", "<p>正文</p>"]
