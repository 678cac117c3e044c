import pytest
from django.utils import timezone

from tests.factories import make_article, make_institution, make_policy

pytestmark = pytest.mark.django_db


def test_a_policy_shows_its_parts_states_and_public_relations(client):
    policy = make_policy(open_ended=True)
    benefit = policy.benefits.create(kind="award", calculation="fixed", amount_max=100_000)
    policy.windows.create(all_year=True)
    other, hidden = make_policy(), make_policy(status="draft")
    outgoing = policy.relations.create(kind="stackable", other=other)
    policy.relations.create(kind="stackable", other=hidden)
    incoming = other.relations.create(kind="explains", other=policy)
    article = make_article(policies=[policy])

    context = client.get(policy.get_absolute_url()).context

    page = context["page"]
    assert (page.get_validity(), page.get_window_state()) == ("in_force", "all_year")
    assert list(context["benefits"]) == [benefit]
    assert (context["relations"], context["relations_from"]) == ([outgoing], [incoming])
    assert list(context["articles"]) == [article]
    assert list(context["more_policies"]) == [other]


def test_a_policy_names_no_agency_and_no_successor_that_is_not_public(client):
    policy = make_policy(
        lead_agency=make_institution(name_zh_hans="未公开机构", status="draft"),
        superseded_by=make_policy(title_zh_hans="未公开政策", status="draft"),
        superseded_on=timezone.localdate(),
    )

    text = client.get(policy.get_absolute_url()).text

    assert "未公开" not in text
    assert "已被替代" in text


def test_the_list_says_how_many_policies_ended_and_leads_to_them(client):
    current = make_policy(open_ended=True)
    repealed = make_policy(repealed_on=timezone.localdate())

    response = client.get("/talent/")
    ended = client.get("/talent/" + response.context["ended"]["query"])

    assert list(response.context["object_list"]) == [current]
    assert response.context["ended"] == {"count": 1, "query": "?validity=repealed"}
    assert list(ended.context["object_list"]) == [repealed]


def test_the_list_is_filtered_in_english_by_the_same_words(client):
    policy = make_policy(category="housing", subjects=["person", "team"])
    make_policy(category="loan")

    response = client.get("/en/talent/?category=housing&subject=team&subject=platform")

    assert list(response.context["object_list"]) == [policy]
