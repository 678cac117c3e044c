import json
import re
from xml.etree import ElementTree

import pytest

from scicity.site import structured
from scicity.site.models import SiteSettings
from scicity.site.sitemaps import PageSitemap
from tests import sitemap
from tests.factories import (
    make_article,
    make_call,
    make_indicator,
    make_institution,
    make_policy,
    make_project,
)

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def metas(response) -> dict:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', response.text))


def links(response) -> list:
    pattern = r'<link rel="(canonical|alternate)" (?:hreflang="([^"]+)" )?href="([^"]+)">'
    return re.findall(pattern, response.text)


def json_ld(response) -> list:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text)
    return [json.loads(block) for block in blocks]


def test_names_of_the_standard_on_home_list_and_detail(client):
    SiteSettings.objects.create(
        pk=1, name="科学城", domain="www.example.gov.cn", site_id_code="1234567890"
    )
    article = make_article(author="记者")

    site = {"SiteName": "科学城", "SiteDomain": "www.example.gov.cn", "SiteIDCode": "1234567890"}
    column = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
    detail = {"ArticleTitle", "PubDate", "ContentSource", "Description", "Author", "Url"}
    home, listing, page = (client.get(p) for p in ("/", "/news/", article.get_absolute_url()))

    capital = re.compile(r"[A-Z]")
    assert {n: v for n, v in metas(home).items() if capital.match(n)} == site
    assert {n for n in metas(listing) if capital.match(n)} == {*site, *column}
    assert {n for n in metas(page) if capital.match(n)} == {*site, *detail}


def test_publication_time_is_that_of_shanghai(client):
    article = make_article(published_at="2022-01-10T16:30:00Z")

    assert metas(client.get(article.get_absolute_url()))["PubDate"] == "2022-01-11 00:30"


def test_alternates_are_given_for_what_exists_in_both_languages(client):
    path = make_article().get_absolute_url()

    assert links(client.get("/en" + path)) == [
        ("canonical", "", f"{HOST}/en{path}"),
        ("alternate", "zh-Hans", f"{HOST}{path}"),
        ("alternate", "en", f"{HOST}/en{path}"),
        ("alternate", "x-default", f"{HOST}{path}"),
    ]


def test_a_page_in_one_language_has_no_alternate(client):
    path = make_article(title_en="", summary_en="", body_en="", source_en="").get_absolute_url()

    assert links(client.get(path)) == [("canonical", "", HOST + path)]


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("?kind=tunnel&phase=operation&utm_source=x", "?phase=operation&amp;kind=tunnel"),
        (
            "?phase=operation&phase=construction&sort=updated",
            "?phase=construction&amp;phase=operation",
        ),
        ("?page=7", ""),
        ("?phase=nonsense", ""),
    ],
)
def test_a_filtered_list_has_one_canonical_address(client, query, canonical):
    make_project(kind="tunnel", phase="operation")

    response = client.get("/projects/" + query)

    assert links(response)[0] == ("canonical", "", f"{HOST}/projects/{canonical}")


@pytest.mark.parametrize(("query", "hidden"), [("", False), ("?q=x", True), ("?year=x", True)])
def test_searches_and_mistakes_are_not_indexed(client, query, hidden):
    assert ("robots" in metas(client.get("/news/" + query))) == hidden


def test_structured_data_name_the_kind_of_page(client):
    pages = [
        make_article(),
        make_policy(),
        make_institution(kind="hospital"),
        make_project(),
    ]

    kinds = [[d["@type"] for d in json_ld(client.get(p.get_absolute_url()))] for p in pages]

    assert kinds == [
        ["BreadcrumbList", "NewsArticle"],
        ["BreadcrumbList", "GovernmentService"],
        ["BreadcrumbList", "Hospital"],
        ["BreadcrumbList"],
    ]


def test_structured_data_of_an_article(client):
    article = make_article(title_zh_hans="开工", published_at="2022-01-10T02:00:00Z")

    _crumbs, data = json_ld(client.get(article.get_absolute_url()))

    modified = data.pop("dateModified")
    assert modified > data["datePublished"]
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "开工",
        "description": "摘要",
        "articleSection": article.topic.name,
        "datePublished": "2022-01-10T10:00:00+08:00",
        "inLanguage": "zh-Hans",
        "author": {"@type": "Organization", "name": "管委会"},
        "publisher": {"@type": "Organization", "name": "西部（重庆）科学城"},
        "mainEntityOfPage": HOST + article.get_absolute_url(),
    }


def test_a_title_cannot_end_the_data_block():
    block = structured.script({"name": "</script><!--&"})

    assert block == (
        '<script type="application/ld+json">'
        '{"name": "\\u003C/script\\u003E\\u003C!--\\u0026"}</script>'
    )


def sitemap_of(client) -> dict:
    """{address: {hreflang: address}}"""
    return {
        url.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for part in sitemap.parts(lambda path: client.get(path).text)
        for url in ElementTree.fromstring(part.encode()).findall("s:url", NAMES)
    }


def test_site_map_has_each_language_that_exists_with_its_alternates(client):
    both = HOST + make_project(slug="both").get_absolute_url()
    chinese = HOST + make_project(slug="chinese", name_en="").get_absolute_url()
    draft = HOST + make_project(status="draft").get_absolute_url()

    addresses = sitemap_of(client)

    english = f"{HOST}/en/projects/both/"
    alternates = {"zh-Hans": both, "en": english, "x-default": both}
    projects = {a: v for a, v in addresses.items() if a.endswith(("both/", "chinese/"))}
    assert projects == {both: alternates, english: alternates, chinese: {}}
    assert draft not in addresses


def test_the_site_map_has_no_text_outside_of_its_elements(client):
    make_article()
    files = [client.get(path) for path in ("/sitemap.xml", "/sitemap-article.xml")]

    for root in (ElementTree.fromstring(file.content) for file in files):
        assert len(root) > 0
        assert {(each.tail or "").strip() for each in root.iter()} == {""}


def test_every_address_of_the_site_map_answers_in_both_languages(client):
    makers = (make_article, make_project, make_institution, make_policy, make_indicator, make_call)
    for make_one in makers:
        make_one()

    answers = {address: client.get(address).status_code for address in sitemap_of(client)}

    assert len(answers) == 2 * (16 + len(makers))
    assert set(answers.values()) == {200}


def test_parts_of_the_site_map_hold_a_range_of_keys_each(client, monkeypatch):
    monkeypatch.setattr(PageSitemap, "limit", 2)
    made = {HOST + make_article().get_absolute_url() for _ in range(5)}
    make_article(status="draft")

    addresses = sitemap_of(client)
    too_far = client.get("/sitemap-article.xml?p=99999999")

    assert {a for a in addresses if "/news/2" in a and "/en/" not in a} == made
    assert (client.get("/sitemap-x.xml").status_code, too_far.status_code) == (404, 404)


def test_robots_are_sent_to_the_site_map_and_kept_from_the_back_office(client):
    lines = client.get("/robots.txt").text.splitlines()

    assert "Disallow: /admin/" in lines
    assert f"Sitemap: {HOST}/sitemap.xml" in lines


def test_manifest_and_icon_belong_to_the_site(client):
    manifest = client.get("/en/manifest.webmanifest").json()

    assert (manifest["lang"], manifest["start_url"]) == ("en", "/en/")
    assert client.get("/favicon.ico").url == manifest["icons"][0]["src"]
