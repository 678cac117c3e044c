"""What the list's query string also gives: a file, a feed, a calendar, paper, another day."""

import csv
import datetime
import io
import zoneinfo
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from talent.filters import PolicyFilterSet
from tests.factories import make_policy

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


def body(client, path):
    return b"".join(client.get(path)).decode()


@pytest.fixture
def housing(db):
    policy = make_policy(
        slug="homes",
        title_zh_hans="=安居办法",
        title_en="Homes",
        summary_en="Homes for the young",
        category="housing",
        subjects=["person"],
        summary_zh_hans="给青年人才的住房",
    )
    policy.windows.create(opens_on="2031-03-01", closes_on="2031-03-31", note="第一批")
    policy.windows.create(opens_on="2032-03-01", is_habitual=True)
    policy.benefits.create(kind="rent", calculation="fixed", amount_max=1000, period="monthly")
    make_policy(category="loan")
    return policy


def test_spreadsheet_has_the_rows_of_the_filter_and_runs_no_formula(client, housing):
    text = body(client, "/data/policies.csv?category=housing&on=2031-03-20")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))

    assert text.startswith("\ufeffid,")
    assert row["title_zh"] == "'=安居办法"
    assert row["application_times"] == "2031年3月31日截止，还剩11天; 预计2032年3月1日开始"
    assert (row["window_state"], row["window_state_label"]) == ("closing", "即将截止")
    assert row["largest_benefit"] == "每月1,000元"


def test_calendar_has_days_of_shanghai_and_tells_the_expected_apart(client, housing):
    calendar = Calendar.from_ical(body(client, "/data/policies.ics?category=housing"))
    events = calendar.walk("VEVENT")

    midnight = datetime.datetime(2031, 3, 31, tzinfo=SHANGHAI)
    assert [str(e["summary"]) for e in events] == [
        "开始申报：=安居办法",
        "申报截止：=安居办法",
        "（预计）开始申报：=安居办法",
    ]
    assert [e.start for e in events][1] == midnight
    assert [e.end for e in events][1] == midnight + datetime.timedelta(days=1)
    assert [str(e["status"]) for e in events] == ["CONFIRMED", "CONFIRMED", "TENTATIVE"]
    assert [str(z["tzid"]) for z in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert [a.TRIGGER for a in calendar.walk("VALARM")] == [-datetime.timedelta(days=7)]
    assert len({str(e["uid"]) for e in events}) == 3


def test_a_day_in_a_calendar_keeps_its_identity_and_shares_it_with_no_other(client, housing):
    def days():
        calendar = Calendar.from_ical(body(client, "/data/policies.ics?category=housing"))
        return {str(e["uid"]): e.start.date() for e in calendar.walk("VEVENT")}

    window = housing.windows.get(note="第一批")
    housing.windows.create(closes_on=window.closes_on, note="第二批")
    before = days()
    window.closes_on = datetime.date(2031, 4, 15)
    window.save()
    type(housing).objects.filter(pk=housing.pk).update(slug="other-homes")

    moved = f"window-{window.pk}-closes@testserver"
    assert len(before) == 4
    assert days() == before | {moved: datetime.date(2031, 4, 15)}


def test_feed_is_atom_with_the_entries_of_the_filter(client, housing):
    feed = ElementTree.fromstring(body(client, "/en/data/policies.atom?category=housing"))

    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links["self"] == "http://testserver/en/data/policies.atom?category=housing"
    assert [e.findtext("a:title", namespaces=ATOM) for e in feed.findall("a:entry", ATOM)] == [
        "Homes"
    ]


@pytest.mark.parametrize("extension", ["csv", "json", "ics", "atom"])
def test_what_is_not_understood_gives_no_file(client, housing, extension):
    response = client.get(f"/data/policies.{extension}?category=castle")

    assert (response.status_code, response.json()["errors"]) == (
        400,
        {"category": ["没有“castle”这个选项。"]},
    )


def test_every_view_of_the_list_leads_to_the_others_with_the_same_filters(client, housing):
    query = "?category=housing&amp;on=2031-03-20"
    for path in ("/talent/", "/talent/calendar/", "/talent/print/"):
        page = client.get(f"{path}?on=2031-03-20&category=housing").text
        others = {"/talent/", "/talent/calendar/", "/talent/print/", "/talent/match/"}
        others |= {f"/data/policies.{name}" for name in ("csv", "ics", "atom")} - (
            {f"/data/policies.{name}" for name in ("csv", "ics", "atom")}
            if "print" in path
            else set()
        )

        assert [other for other in others if f'href="{other}{query}"' not in page] == []


def test_the_list_on_paper_says_who_what_how_much_until_when_and_how_sure(client, housing):
    page = client.get("/talent/print/?category=housing&on=2031-03-20").text

    row = page[page.index("<tbody>") : page.index("</tbody>")]
    for words in ("=安居办法", "个人", "每月1,000元", "2031年3月31日截止，还剩11天", "仅文本"):
        assert words in row
    assert row.count("<tr>") == 1


def test_looking_back_shows_the_states_of_that_day_and_nothing_issued_later(client):
    old = make_policy(issued_on="2019-05-01", effective_to="2021-12-31")
    make_policy(issued_on="2024-05-01", open_ended=True)

    response = client.get("/talent/?on=2021-12-01")

    assert [(p, p.validity) for p in response.context["object_list"]] == [(old, "expiring")]
    assert 'value="2021-12-01"' in response.text


@pytest.mark.parametrize("on", ["yesterday", "2021-02-30", "1066-10-14", "2021-1-1x"])
def test_a_day_that_is_none_is_told_at_its_field_and_no_list_is_shown(client, housing, on):
    response = client.get("/talent/", {"on": on})

    assert response.status_code == 200
    assert list(response.context["object_list"]) == []
    assert 'id="filter-on-error"' in response.text


@pytest.mark.parametrize("path", ["/talent/calendar/?month=2031-03", "/talent/print/"])
def test_pages_take_the_same_queries_for_one_and_five(client, path):
    client.get(path)
    counts = []
    for number in (1, 4):
        for _ in range(number):
            make_policy().windows.create(closes_on="2031-03-31")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 11


WRONG = {
    "q": "x" * 101,
    "category": "castle",
    "benefit": "gold",
    "subject": "nobody",
    "window": "ajar",
    "level": "galactic",
    "delivery": "pigeon",
    "validity": "maybe",
    "policy": "nowhere",
    "on": "someday",
    "sort": "luck",
}


def test_every_parameter_of_the_list_is_tried():
    assert set(WRONG) == set(PolicyFilterSet.base_filters)


@pytest.mark.parametrize("path", ["/talent/", "/talent/print/", "/talent/calendar/"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_understood_is_told_and_nothing_shown_as_the_answer(
    client, housing, path, name
):
    response = client.get(path, {name: WRONG[name]})
    page = response.text

    assert response.status_code == 200
    assert 'role="alert"' in page
    assert "=安居办法" not in page
    assert "共 " not in page.partition('role="alert"')[2].partition("<footer")[0]
