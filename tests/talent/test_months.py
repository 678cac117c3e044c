"""The calendar of policies."""

import datetime
import re

import pytest

from tests.factories import make_policy

pytestmark = pytest.mark.django_db


def events_of(response):
    return [
        (day.day.day, event.turn, event.policy, event.is_expected)
        for day in response.context["month"].days
        for event in day.events
    ]


@pytest.fixture
def policy(db):
    policy = make_policy(category="housing", effective_to="2031-12-31")
    policy.windows.create(opens_on="2031-03-01", closes_on="2031-05-10")
    policy.windows.create(opens_on="2032-03-01", is_habitual=True)
    return policy


def test_month_has_what_happens_in_it_alone(client, policy):
    response = client.get("/talent/calendar/?month=2031-05")

    assert events_of(response) == [(10, "closes", policy, False)]
    assert len(response.context["month"].days) == 31
    assert response.context["month"].days[0].column == 4


def test_expected_days_are_marked(client, policy):
    response = client.get("/talent/calendar/?month=2032-03")

    assert events_of(response) == [(1, "opens", policy, True)]
    item = response.text[response.text.index("month__event--opens") :]
    assert "预计" in item[: item.index("</li>")]


def test_month_leads_to_the_next_and_previous_with_something(client, policy):
    month = client.get("/talent/calendar/?month=2031-07").context["month"]

    assert (month.preceding, month.following) == ("2031-05", "2031-12")


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("/talent/calendar/?month=2031-07", ["5月", "12月"]),
        ("/en/talent/calendar/?month=2031-07", ["May", "Dec"]),
        ("/talent/calendar/?month=2032-01", ["2031年12月", "3月"]),
    ],
)
def test_other_months_are_named_in_short_with_the_year_where_it_is_another(
    client, policy, path, labels
):
    page = client.get(path).text

    links = re.findall(r'rel="(?:prev|next) nofollow">(.*?)</a>', page)
    assert [re.sub(r"<[^>]*>|[←→]|&nbsp;", "", link) for link in links] == labels


def test_an_empty_month_leads_on_and_keeps_the_filters(client, policy):
    response = client.get("/talent/calendar/?category=housing&month=2031-07")

    assert "这个月没有" in response.text
    assert 'href="?category=housing&amp;month=2031-12"' in response.text


def test_filters_leave_events_out(client, policy):
    other = make_policy(category="loan")
    other.windows.create(closes_on="2031-05-11")

    response = client.get("/talent/calendar/?category=loan&month=2031-05")

    assert events_of(response) == [(11, "closes", other, False)]


@pytest.mark.parametrize("month", ["2031", "2031-13", "1999-05", "mañana", "２０３１-05"])
def test_what_is_no_month_is_told_and_shows_none(client, policy, month):
    response = client.get("/talent/calendar/", {"month": month})

    assert response.status_code == 200
    assert response.context["month"] is None
    assert f"没有“{month}”这个月" in response.text


def test_a_filter_that_is_not_understood_shows_no_month(client, policy):
    response = client.get("/talent/calendar/?category=castle&month=2031-05")

    assert response.context["month"] is None
    assert "有的筛选条件无法识别" in response.text


def test_calendar_opens_on_the_day_that_is_asked_about(client, policy):
    month = client.get("/talent/calendar/?on=2031-05-20").context["month"]

    assert month.first == datetime.date(2031, 5, 1)
