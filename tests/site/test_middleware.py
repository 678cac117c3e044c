import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.views.defaults import server_error

from scicity.site.models import Redirect
from tests.factories import make_article, make_page

pytestmark = pytest.mark.django_db


def test_an_old_address_leads_to_the_new_one_with_its_query(client):
    Redirect.objects.create(old_path="/old/", new_path="/news/")

    response = client.get("/old/?q=x")

    assert (response.status_code, response.url) == (301, "/news/?q=x")


def test_a_removed_page_is_gone_for_good(client):
    Redirect.objects.create(old_path="/old/", new_path="")

    response = client.get("/old/")

    assert response.status_code == 410
    assert "410.html" in [template.name for template in response.templates]
    assert "noindex" in response.content.decode()


def test_a_page_that_exists_wins_over_a_redirect(client):
    page = make_page()
    Redirect.objects.create(old_path=page.get_absolute_url(), new_path="/news/")

    assert client.get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("path", "language"), [("/none/", "zh-Hans"), ("/en/none/", "en")])
def test_an_unknown_address_is_explained_in_the_language_of_the_address(client, path, language):
    response = client.get(path)

    assert (response.status_code, response.templates[0].name) == (404, "404.html")
    assert f'<html lang="{language}"' in response.content.decode()


def test_the_address_alone_decides_the_language(client):
    article = make_article(title_zh_hans="标题", title_en="Title")

    headers = {"Accept-Language": "en"}
    chinese = client.get(article.get_absolute_url(), headers=headers)
    english = client.get("/en" + article.get_absolute_url(), headers={"Accept-Language": "zh"})

    assert (chinese.headers["Content-Language"], english.headers["Content-Language"]) == (
        "zh-hans",
        "en",
    )
    assert "<h1>标题</h1>" in chinese.content.decode()
    assert "<h1>Title</h1>" in english.content.decode()


def test_maintenance_shows_a_friendly_page_without_the_database(
    client, tmp_path, settings, capsys, django_assert_num_queries
):
    settings.VAR_DIR = tmp_path
    call_command("maintenance", "on")

    with django_assert_num_queries(0):
        closed = client.get("/news/")
    call_command("maintenance", "off")

    assert (closed.status_code, closed.headers["Retry-After"]) == (503, "600")
    assert "网站正在维护" in closed.content.decode()
    assert client.get("/news/").status_code == 200


def test_our_own_mistake_is_owned_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/news/"))

    assert (response.status_code, "网站出了点问题" in response.content.decode()) == (500, True)
