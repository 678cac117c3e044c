import re

import pytest

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


def test_qr_code_is_drawn_inline_without_styles(client):
    text = client.get(make_article().get_absolute_url()).text

    assert 'class="qr__code"' in text
    assert "style=" not in text
