import pytest

from scicity.site.preferences import COOKIE, Preferences

pytestmark = pytest.mark.django_db


def post(client, **wishes):
    return client.post("/preferences/", {"next": "/news/?page=2"} | wishes)


def test_a_wish_is_kept_in_a_cookie_and_shown_on_the_next_page(client):
    response = post(client, mode="elder")

    cookie = response.cookies[COOKIE]
    assert (response.status_code, response.url) == (302, "/news/?page=2")
    assert (cookie.value, cookie["max-age"]) == ("elder", 365 * 24 * 3600)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert 'data-mode="elder"' in client.get("/").content.decode()


def test_wishes_add_up_and_the_usual_look_takes_one_away(client):
    post(client, mode="elder")
    post(client, theme="dark", size="large")
    response = post(client, mode="normal")

    assert response.cookies[COOKIE].value == "dark.large"


def test_without_any_wish_left_the_cookie_is_taken_back(client):
    post(client, theme="dark")

    response = post(client, theme="")

    assert response.cookies[COOKIE]["max-age"] == 0
    assert COOKIE not in client.cookies or not client.cookies[COOKIE].value


@pytest.mark.parametrize("path", ["/", "/en/", "/news/?topic=x", "/none/", "/robots.txt"])
def test_a_visitor_without_a_wish_gets_no_cookie(client, path):
    response = client.get(path)

    assert response.cookies == {}
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize(
    "address",
    ["", "https://example.com/", "//example.com", "/\\example.com", "news/", "javascript:1"],
)
def test_the_way_back_is_always_on_this_site(client, address):
    assert post(client, mode="elder", next=address).url == "/"


def test_only_a_post_changes_anything(client):
    assert client.get("/preferences/", {"mode": "elder"}).status_code == 405


def test_a_foreign_form_works_without_a_token(client):
    client.handler.enforce_csrf_checks = True

    assert post(client, mode="elder").status_code == 302


def test_unknown_words_in_the_cookie_count_for_nothing():
    assert Preferences.from_cookie("dark.<script>.huge") == Preferences(theme="dark")
