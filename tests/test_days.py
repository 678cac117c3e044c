"""Days and moments as templates write them."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from scicity.templatetags.scicity import day, minute

# In Shanghai the next day has begun.
MOMENT = datetime.datetime(2025, 12, 31, 16, 5, 59, tzinfo=datetime.UTC)


@pytest.mark.parametrize("value", [datetime.date(2026, 1, 1), MOMENT])
def test_a_day_is_that_of_shanghai_in_the_language_of_the_reader(value):
    assert day(value) == "2026年1月1日"
    with translation.override("en"):
        assert day(value) == "1 January 2026"


def test_what_is_not_known_is_left_out():
    assert day(None) == minute(None) == ""


def test_a_moment_of_publication_is_given_to_the_minute():
    assert minute(MOMENT) == "2026-01-01 00:05"


def test_a_value_that_a_page_does_not_have_is_left_out():
    assert Template("{{ nothing|day }}").render(Context()) == ""
