"""What browsers may fetch before it is asked for."""

import pytest

from tests.factories import make_article

pytestmark = pytest.mark.django_db
HEADER = "Speculation-Rules"


def test_public_pages_name_the_rules_and_no_other_answer_does(client):
    page = client.get(make_article().get_absolute_url())
    others = [client.get(path) for path in ("/admin/login/", "/news/feed.atom", "/robots.txt")]

    assert page[HEADER] == '"/prefetch.json"'
    assert [HEADER in answer for answer in others] == [False] * 3


def test_rules_leave_out_what_is_no_page_for_all(client):
    answer = client.get("/prefetch.json")
    (rule,) = answer.json()["prefetch"]
    (own, files, downloads) = rule["where"]["and"]

    assert answer["Content-Type"] == "application/speculationrules+json"
    assert "Set-Cookie" not in answer
    assert rule["eagerness"] == "moderate"
    assert own == {"href_matches": "/*"}
    assert {"/admin/*", "/media/*", "/files/*"} < set(files["not"]["href_matches"])
    assert downloads == {"not": {"selector_matches": "[download]"}}
