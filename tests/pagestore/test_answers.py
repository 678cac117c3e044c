"""What a stored page answers, and what is never stored."""

import gzip
import threading

import brotli
import pytest
from django.db import connection
from django.test import Client

from scicity.accounts.models import User
from tests.factories import make_article, make_policy, make_project


def test_the_answer_has_what_caches_need(visitor):
    address = make_project().get_absolute_url()

    made, kept = visitor.get(address), visitor.get(address)

    assert visitor.made == [address]
    assert (kept.status, kept.body, kept.headers) == (200, made.body, made.headers)
    assert kept.headers["vary"] == "Accept-Encoding, Cookie"
    assert kept.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert kept.headers["content-language"] == "zh-hans"
    assert "projects_project:" in kept.headers["cache-tag"]
    assert kept.headers["content-length"] == str(len(kept.body))
    assert "content-security-policy" in kept.headers


@pytest.mark.parametrize("extension", ["csv", "json", "atom", "ics"])
def test_a_whole_data_set_is_stored_until_one_of_its_rows_changes(visitor, extension):
    policy = make_policy(effective_to="2031-03-31")
    address = f"/data/policies.{extension}"
    made, kept = visitor.get(address), visitor.get(address)

    type(policy).objects.filter(pk=policy.pk).update(title_zh_hans="新名称")

    assert (visitor.made, kept.body, kept.headers) == ([address], made.body, made.headers)
    assert kept.headers["access-control-allow-origin"] == "*"
    assert "新名称" in visitor.get(address).text
    assert [visitor.makes(f"{address}?category=talent") for _ in range(2)] == [1, 1]


def test_a_page_from_its_file_is_the_page_that_was_stored(visitor):
    address = make_project().get_absolute_url()
    visitor.get(address)
    (page,) = visitor.store.pages.memory.values()

    visitor.store.pages.memory.clear()

    assert visitor.store.pages.get(page.key) == page


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_each_browser_gets_the_smallest_coding_it_takes(visitor, accepted, encoding, decode):
    plain = visitor.get("/projects/").body

    answer = visitor.get("/projects/", accept_encoding=accepted)

    assert answer.headers.get("content-encoding") == encoding
    assert decode(answer.body) == plain
    assert len(visitor.made) == 1


def test_who_has_the_page_already_is_told_so(visitor):
    page = visitor.get("/projects/", accept_encoding="br")
    tag, date = page.headers["etag"], page.headers["last-modified"]

    known = visitor.get("/projects/", accept_encoding="br", if_none_match=f'"x", W/{tag}')
    by_date = visitor.get("/projects/", accept_encoding="br", if_modified_since=date)
    other_coding = visitor.get("/projects/", if_none_match=tag)

    assert [known.status, by_date.status, other_coding.status] == [304, 304, 200]
    assert known.body == b""
    assert known.headers == {n: page.headers[n] for n in known.headers}


def test_the_tag_changes_with_the_text_only(visitor):
    article = make_article()
    address = article.get_absolute_url()
    first = visitor.get(address)

    article.author = "不在中文栏"
    article.save()
    article.title_zh_hans = "一二三四"[: len(article.title_zh_hans)].ljust(
        len(article.title_zh_hans), "五"
    )
    article.save()
    changed = visitor.get(address)
    article.projects.add(make_project(status="draft"))
    again = visitor.get(address)

    assert changed.headers["etag"] != first.headers["etag"]
    assert again.headers["etag"] == changed.headers["etag"]


def test_head_has_the_headers_of_get(visitor):
    whole = visitor.get("/news/")

    head = visitor.get("/news/", method="HEAD")

    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


def test_all_ways_to_write_an_address_are_one_page(visitor):
    visitor.get("/projects/?phase=construction&kind=road&kind=tunnel")

    for query in (
        "kind=tunnel&kind=road&phase=construction",
        "phase=construction&kind=road&kind=tunnel&utm_source=x&from=timeline",
        "kind=road&kind=tunnel&phase=construction&page=1&sort=updated&q=",
    ):
        assert visitor.makes(f"/projects/?{query}") == 0


def test_how_a_visitor_writes_the_host_stays_with_that_visitor(visitor):
    address = make_project().get_absolute_url()

    shouted, usual = visitor.get(address, host="LOCALHOST"), visitor.get(address)

    assert visitor.made == [address]
    assert ("LOCALHOST" in shouted.text, "LOCALHOST" in usual.text) == (False, False)


@pytest.mark.parametrize(
    "address",
    [
        "/projects/?q=x",
        "/projects/?phase=nonsense",
        "/projects/?page=99",
        "/projects/?unknown=1",
        "/projects/none/",
        "/search/?q=人才&page=99",
        "/robots.txt",
        "/admin/login/",
        "/projects",
    ],
)
def test_what_few_ask_for_again_is_not_stored(visitor, address):
    make_project()
    visitor.get(address)

    assert visitor.makes(address) >= 1
    assert visitor.store.pages.memory == {}


def test_editors_pass_by(visitor):
    User.objects.create_superuser("lead", "lead@example.cn", "a long password of theirs")
    editor = Client()
    editor.login(username="lead", password="a long password of theirs")
    session = editor.cookies["sessionid"].value
    visitor.get("/projects/")

    for cookie in (f"sessionid={session}", f"display=dark;sessionid ={session}", "messages=x"):
        assert [visitor.makes("/projects/", cookie=cookie) for _ in range(2)] == [1, 1]
    assert visitor.makes("/projects/", cookie="other=1; not_sessionid=2") == 0


def test_each_look_has_a_stored_page_of_its_own(visitor):
    project = make_project()
    address = project.get_absolute_url()
    looks = ("", "dark", "light", "elder.dark.larger")

    def ask():
        return [visitor.get(address, cookie=f"other=1; display={look}") for look in looks]

    first, second = ask(), ask()
    type(project).objects.filter(pk=project.pk).update(name_zh_hans="新的名称")
    changed = ask()

    assert visitor.made == [address] * 8
    assert [(a.body, a.headers) for a in first] == [(a.body, a.headers) for a in second]
    assert [a.text.count('data-theme="dark"') for a in second] == [0, 1, 0, 1]
    assert [a.text.count('data-mode="elder"') for a in second] == [0, 0, 0, 1]
    assert all("新的名称" in a.text for a in changed)


def test_a_page_in_one_look_is_never_taken_for_the_page_in_another(visitor):
    usual = visitor.get("/projects/")
    dark = visitor.get("/projects/", cookie="display=dark")
    tags = {usual.headers["etag"], dark.headers["etag"]}

    by_date = {"if_modified_since": usual.headers["last-modified"], "cookie": "display=dark"}
    by_tag = {"if_none_match": usual.headers["etag"], "cookie": "display=dark"}
    again = {"if_none_match": dark.headers["etag"], "cookie": "display=dark"}

    assert len(tags) == 2
    assert dark.headers["vary"] == "Accept-Encoding, Cookie"
    assert dark.headers["cache-control"] == "private, max-age=0, must-revalidate"
    assert "cache-tag" not in dark.headers
    asked = [visitor.get("/projects/", **headers).status for headers in (by_date, by_tag, again)]
    assert asked == [200, 200, 304]


def test_what_is_not_stored_is_made_once_in_a_look_too(visitor):
    for cookie in ("", "display=dark"):
        assert visitor.makes("/projects/none/", cookie=cookie) == 1


def test_a_look_that_the_site_never_wrote_is_not_stored(visitor):
    for look in ("larger.dark", "purple", "dark.dark", '"dark"'):
        assert visitor.makes("/projects/", cookie=f"display={look}") == 1
    assert visitor.store.pages.memory == {}


def test_the_maintenance_page_is_neither_hidden_nor_stored(visitor, settings, capsys):
    from django.core.management import call_command

    visitor.get("/projects/")

    call_command("maintenance", "on")
    closed = visitor.get("/projects/").status
    call_command("maintenance", "off")

    assert (closed, visitor.get("/projects/").status) == (503, 200)


def test_another_process_uses_what_the_first_made(visitor):
    page = visitor.get("/projects/")
    visitor.store.pages.memory.clear()

    assert visitor.makes("/projects/") == 0
    assert visitor.get("/projects/").headers == page.headers


def test_only_one_makes_a_page_that_many_ask_for(visitor):
    def ask():
        visitor.get("/projects/")
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert visitor.made == ["/projects/"]


def test_memory_and_files_are_bounded(visitor):
    pages = visitor.store.pages
    pages.most_memory = pages.most_files = 60_000
    pages.CHECK_FILES_EVERY = 1
    addresses = [make_project().get_absolute_url() for _ in range(6)]

    for address in addresses:
        visitor.get(address)

    files = [path for path in (pages.path("").parent.parent).rglob("*") if path.is_file()]
    assert sum(page.size for page in pages.memory.values()) == pages.bytes <= 60_000
    assert sum(path.stat().st_size for path in files) <= 60_000
    assert 0 < len(pages.memory) < 6
