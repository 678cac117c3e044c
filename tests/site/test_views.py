import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import segno

from scicity.site.models import HomeBlock
from tests.factories import make_article, make_page, make_policy, make_project

pytestmark = pytest.mark.django_db


def test_home_shows_the_blocks_that_editors_want_in_their_order(client):
    make_article(), make_project(featured_order=1), make_policy()
    HomeBlock.objects.create(kind="open_policies", order=1, heading="政策")
    HomeBlock.objects.create(kind="featured_projects", order=3)
    HomeBlock.objects.create(kind="latest_news", order=2, is_shown=False)
    HomeBlock.objects.create(kind="lead_story", order=4)
    HomeBlock.objects.create(kind="unknown", order=5)

    parts = client.get("/").context["parts"]

    assert [re.search(r'<h2 id="(\S+)">(.*?)</h2>', part).groups() for part in parts] == [
        ("part-open_policies", "政策"),
        ("part-featured_projects", "重点项目"),
    ]


def test_a_static_page_and_the_human_site_map_know_each_other(client):
    page = make_page(slug="about", title_zh_hans="关于科学城")
    make_page(slug="draft", status="draft")

    assert "<h1>关于科学城</h1>" in client.get("/about/").text
    assert list(client.get("/sitemap/").context["pages"]) == [page]


def test_language_links_keep_the_query(client):
    text = client.get("/en/projects/?kind=tunnel&page=2").text

    assert 'href="/projects/?kind=tunnel&amp;page=2" lang="zh-Hans"' in text


def test_article_shows_the_qr_code_of_its_own_address(client):
    article = make_article()
    text = client.get(article.get_absolute_url()).content.decode()
    address = f"/qr.svg?of={quote(article.get_absolute_url(), safe='')}"

    drawing = client.get(address)

    assert f'<img src="{address}"' in text
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing["Cache-Control"] == "public, max-age=86400"
    code = segno.make(f"http://testserver{article.get_absolute_url()}", error="m", mask=3)
    lines = re.search(r'class="qrline"[^>]* d="(.*?)"', code.svg_inline(border=2))[1]
    found = ElementTree.fromstring(drawing.content).iter("{http://www.w3.org/2000/svg}path")
    assert [path.get("d") for path in found][-1] == lines


@pytest.mark.parametrize(
    "of", ["", "news/", "//evil.example/", "https://evil.example/", "/" + "x" * 500]
)
def test_qr_code_is_of_pages_of_this_site_alone(client, of):
    assert client.get("/qr.svg", {"of": of}).status_code == 404
