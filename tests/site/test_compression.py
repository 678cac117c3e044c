import gzip

import pytest

from tests.factories import make_article

pytestmark = pytest.mark.django_db

ASK = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("path", ["/", "/en/news/", "/none/", "/sitemap.xml", "/news/feed.atom"])
def test_what_anyone_may_read_is_compressed(client, path):
    make_article()

    response = client.get(path, headers=ASK)

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(response.content).decode().startswith("<")


def test_a_page_with_a_token_in_it_is_not_compressed(client):
    response = client.get("/admin/login/", headers=ASK)

    assert "csrfmiddlewaretoken" in response.text
    assert "Content-Encoding" not in response.headers


def test_nothing_is_compressed_for_somebody_who_is_logged_in(admin_client):
    response = admin_client.get("/", headers=ASK)

    assert "Content-Encoding" not in response.headers


def test_its_length_says_little_of_how_well_a_page_could_be_compressed(client):
    lengths = {len(client.get("/", headers=ASK).content) for _time in range(10)}

    assert len(lengths) > 1
