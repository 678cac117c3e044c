import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from projects.duties import CallFilterSet
from projects.models import Call, ChainLead
from tests.factories import make, make_call, make_institution, make_project

pytestmark = pytest.mark.django_db


def some_days():
    today = timezone.localdate()
    return [None, *(today + datetime.timedelta(days=n) for n in (-3, -1, 0, 1, 3))]


def test_state_filter_agrees_with_the_model():
    calls = [
        make_call(opens_on=opens, deadline=deadline, awarded_on=awarded, winner_zh_hans="甲")
        for opens in some_days()
        for deadline in some_days()
        for awarded in (None, timezone.localdate())
        if not (opens and deadline and deadline < opens)
    ]
    calls.append(make_call(withdrawn_on=timezone.localdate()))

    for state in Call.State.values:
        filterset = CallFilterSet(QueryDict(f"state={state}"), Call.objects.visible())
        assert set(filterset.qs) == {call for call in calls if call.state == state}
    facets = {facet.name: facet for facet in CallFilterSet(QueryDict(), Call.objects.all()).facets}
    counts = {option.value: option.count for option in facets["state"].options}
    assert counts == {s: sum(call.state == s for call in calls) for s in Call.State.values}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_hides_an_unpublished_owner(client, prefix):
    shown = make_institution(name_zh_hans="公开单位", name_en="Open owner")
    hidden = make_institution(status="draft", name_zh_hans="秘密单位", name_en="Secret owner")

    texts = [
        client.get(prefix + make_call(owner=owner).get_absolute_url()).content.decode()
        for owner in (shown, hidden)
    ]

    assert [("公开单位" in t or "Open owner" in t) for t in texts] == [True, False]
    assert [("秘密单位" in t or "Secret owner" in t) for t in texts] == [False, False]


def test_list_takes_the_same_queries_for_one_and_three(client, django_assert_num_queries):
    make_call(owner=make_institution())
    client.get("/calls/")
    with django_assert_num_queries(7):
        client.get("/calls/")
    for _round in range(2):
        make_call(owner=make_institution())
    with django_assert_num_queries(7):
        client.get("/calls/")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_leads_say_when_none_is_known(client, prefix):
    empty = client.get(f"{prefix}/leads/")
    make(
        ChainLead,
        slug="it",
        name_zh_hans="集成电路",
        name_en="Chips",
        lead_zh_hans="某某",
        lead_en="X",
    )
    make_project(lead_zh_hans="某某某", lead_en="Y")

    full = client.get(f"{prefix}/leads/")

    assert (len(empty.context["chains"]), len(empty.context["projects"])) == (0, 0)
    assert (len(full.context["chains"]), len(full.context["projects"])) == (1, 1)
    assert empty.content.decode().count("notice--quiet") == 2


@pytest.mark.parametrize(("prefix", "words"), [("", "榜单还没有公布"), ("/en", "no call has been")])
def test_calls_say_when_there_is_none_and_how_to_hear_of_one(client, prefix, words):
    text = client.get(f"{prefix}/calls/").text

    assert words in text
    assert 'class="follow"' in text


def test_calls_that_can_be_answered_come_first_and_the_next_to_close_before_others(client):
    today = timezone.localdate()

    def call(**days):
        return make_call(**{name: today + datetime.timedelta(days=n) for name, n in days.items()})

    long_closed, closed = call(deadline=-9), call(deadline=-1)
    endless, late, soon = call(), call(deadline=9), call(deadline=1)
    coming = call(opens_on=2, deadline=5)

    page = client.get("/calls/")

    shown = [call.pk for call in page.context["object_list"]]
    assert shown == [c.pk for c in (soon, late, endless, coming, closed, long_closed)]
