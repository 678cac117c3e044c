"""Links to real servers on this machine."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from scicity.gate.findings import findings
from scicity.publishing.models import Status
from scicity.weblinks.checking import Checker
from scicity.weblinks.collecting import collect_next, note_all
from scicity.weblinks.models import ChangedPage, LinkUse, Problem, State, WebLink
from tests.factories import make_article, make_institution, make_project
from tests.weblinks.server import site

pytestmark = pytest.mark.django_db


def make_link(url, **values):
    host = url.split("/")[2].split(":")[0]
    return WebLink.objects.create(url=url, host=host, **values)


def checked(url, times=1) -> WebLink:
    link, _made = WebLink.objects.get_or_create(url=url, defaults={"host": "127.0.0.1"})
    for _time in range(times):
        WebLink.objects.filter(pk=link.pk).update(due_at=timezone.now())
        assert Checker().check_next()
    link.refresh_from_db()
    return link


def linking(*urls):
    return "".join(f'<p><a href="{url}">原文链接</a></p>' for url in urls)


def collect():
    while collect_next():
        pass


def uses():
    return sorted(LinkUse.objects.values_list("link__url", "kind", "key"))


def test_links_of_public_pages_are_collected_from_texts_and_columns():
    article = make_article(
        body_zh_hans=linking("https://a.example/1", "/news/", "mailto:a@b.cn"),
        body_en=linking("https://a.example/1"),
        source_url="https://b.example/2",
    )
    institution = make_institution(website="https://c.example/")
    make_article(body_zh_hans=linking("https://d.example/"), status=Status.DRAFT)

    collect()

    assert uses() == [
        ("https://a.example/1", "news.article", article.pk),
        ("https://b.example/2", "news.article", article.pk),
        ("https://c.example/", "projects.institution", institution.pk),
    ]


def test_links_go_with_their_pages():
    article = make_article(body_zh_hans=linking("https://a.example/", "https://b.example/"))
    project = make_project(source_url="https://b.example/")
    collect()
    article.body_zh_hans = linking("https://b.example/")
    article.save()
    project.delete()

    collect()

    assert uses() == [("https://b.example/", "news.article", article.pk)]
    assert list(WebLink.objects.values_list("url", flat=True)) == ["https://b.example/"]


def test_all_pages_can_be_read_again():
    article = make_article()
    ChangedPage.objects.all().delete()

    note_all()

    assert list(ChangedPage.objects.values_list("kind", "key")) == [("news.article", article.pk)]


def test_a_link_that_opens_is_left_alone_for_two_weeks(server):
    server.pages["/"] = (200, {}, b"")

    link = checked(f"{server.url}/")

    assert (link.state, link.status, link.problem) == (State.WORKS, 200, "")
    assert link.due_at - link.checked_at == datetime.timedelta(days=14)
    assert [request[:2] for request in server.requests] == [("GET", "/robots.txt"), ("HEAD", "/")]


def test_a_server_that_knows_no_head_is_asked_again(server):
    server.pages["/"] = (lambda method: 200 if method == "GET" else 405, {}, b"page")

    link = checked(f"{server.url}/")

    assert link.state == State.WORKS
    assert [request[0] for request in server.requests[1:]] == ["HEAD", "GET"]


def test_a_page_that_is_gone_is_broken_the_second_time(server):
    url = f"{server.url}/gone"

    first = checked(url).state
    link = checked(url)

    assert (first, link.state, link.problem) == (State.WAITING, State.BROKEN, Problem.ABSENT)
    assert link.due_at - link.checked_at == datetime.timedelta(days=1)


def test_a_server_in_trouble_is_broken_the_third_time_and_mended_at_once(server):
    server.pages["/"] = (500, {}, b"")
    url = f"{server.url}/"
    states = [checked(url).state for _time in range(3)]
    server.pages["/"] = (200, {}, b"")

    link = checked(url)

    assert states == [State.WAITING, State.WAITING, State.BROKEN]
    assert (link.state, link.failures, link.failing_since) == (State.WORKS, 0, None)


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_for_programs_says_nothing(server, status):
    server.pages["/"] = (status, {}, b"")

    assert checked(f"{server.url}/", times=3).state == State.UNKNOWN


def test_robots_are_respected(server):
    server.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private/\n")
    server.pages["/private/"] = server.pages["/public/"] = (200, {}, b"")

    private, public = checked(f"{server.url}/private/"), checked(f"{server.url}/public/")

    assert (private.state, private.problem) == (State.UNKNOWN, Problem.REFUSED)
    assert [r[1] for r in server.requests] == ["/robots.txt", "/robots.txt", "/public/"]
    assert public.state == State.WORKS


def test_redirects_are_followed_and_moves_for_good_noted(server):
    server.pages |= {
        "/a": (301, {"Location": "/b"}, b""),
        "/b": (200, {}, b""),
        "/c": (302, {"Location": "/b"}, b""),
        "/circle": (302, {"Location": "/circle"}, b""),
    }

    moved, lent, circle = (checked(f"{server.url}/{path}") for path in ("a", "c", "circle"))

    assert (moved.state, moved.moved_to) == (State.WORKS, f"{server.url}/b")
    assert (lent.state, lent.moved_to) == (State.WORKS, "")
    assert circle.problem == Problem.CIRCLE


def test_a_redirect_into_this_machine_is_not_followed(server):
    with site() as secret:
        server.pages["/"] = (302, {"Location": f"{secret.url}/admin"}, b"")

        link = checked(f"{server.url}/")

        assert link.problem == Problem.ADDRESS
        assert secret.requests == []


def test_our_own_network_being_away_breaks_no_link(settings):
    settings.LINK_CHECK_PAUSE = 0
    with site() as away:
        url = f"{away.url}/"
        settings.LINK_CHECK_PRIVATE = [away.address]
    link = checked(url, times=4)
    assert (link.state, link.problem) == (State.WAITING, Problem.CONNECTION)
    make_link("https://works.example/", state=State.WORKS, checked_at=timezone.now())
    WebLink.objects.filter(state=State.WORKS).update(due_at=timezone.now() + datetime.timedelta(1))

    for _time in range(3):
        WebLink.objects.filter(pk=link.pk).update(due_at=timezone.now())
        Checker().check_next()

    link.refresh_from_db()
    assert link.state == State.BROKEN


def test_a_site_is_asked_once_in_a_while(server, settings):
    settings.LINK_CHECK_PAUSE = 600
    server.pages["/"] = (200, {}, b"")
    checker = Checker()
    checker.robots[server.url] = (float("inf"), Everything())
    make_link(f"{server.url}/")
    make_link(f"{server.url}/other")

    first, second = checker.check_next(), checker.check_next()

    assert (first, second) == (True, False)
    assert len(server.requests) == 1
    assert WebLink.objects.due().count() == 1


class Everything:
    def can_fetch(self, agent, url):
        return True


def test_a_claimed_link_is_not_taken_twice(server):
    make_link(f"{server.url}/")

    first, second = Checker().claim(), Checker().claim()

    assert (first is not None, second) == (True, None)


def test_the_gate_tells_of_links_found_broken():
    url = "https://gone.example/"
    day = timezone.make_aware(datetime.datetime(2024, 3, 1))
    make_link(url, state=State.BROKEN, problem=Problem.ABSENT, failing_since=day)
    make_link("https://fine.example/", state=State.WORKS)

    (finding,) = findings(make_article(body_zh_hans=linking(url, "https://fine.example/")))

    assert (finding.code, finding.blocking, finding.field) == (
        "broken_weblink",
        False,
        "body_zh_hans",
    )
    assert "从 2024-03-01 起打不开：对方说没有这一页" in finding.message


def test_the_list_says_where_a_broken_link_stands(admin_client):
    article = make_article(body_zh_hans=linking("https://gone.example/"))
    collect()
    WebLink.objects.update(state=State.BROKEN, problem=Problem.ABSENT)

    url = reverse("admin:weblinks_weblink_changelist")
    text = admin_client.get(url, {"state__exact": "broken"}).content.decode()

    change = reverse("admin:news_article_change", args=[article.pk])
    assert f'<a href="{change}">{article}</a>' in text
    assert "对方说没有这一页" in text


def test_a_link_is_checked_again_on_request(admin_client):
    link = make_link("https://a.example/", due_at=timezone.now() + datetime.timedelta(9))

    data = {"action": "check_again", "_selected_action": [link.pk]}
    admin_client.post(reverse("admin:weblinks_weblink_changelist"), data)

    assert WebLink.objects.due().get() == link


def test_the_command_checks_all_that_is_due(server, capsys):
    server.pages["/"] = (200, {}, b"")
    make_article(body_zh_hans=linking(f"{server.url}/", f"{server.url}/gone"))

    call_command("check_links")

    assert capsys.readouterr().out == "2 links, 0 broken\n"
    assert WebLink.objects.get(url__endswith="gone").failures == 1
