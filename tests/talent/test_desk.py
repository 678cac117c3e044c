"""What editors of policies are told: what to check again, what visitors skipped or missed."""

import datetime

import pytest
from django.utils import timezone

from scicity.search.models import Miss
from talent.models import QuestionTally
from tests.factories import make_policy
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def panels(client):
    desk = client.get("/admin/").context["desk"]
    return {panel["template"]: panel["context"] for panel in desk["panels"]}


@pytest.fixture
def modelled(db):
    return make_modelled(degree=make_degree(), age=make_attribute())


def tallies():
    return {t.attribute.code: (t.answered, t.skipped) for t in QuestionTally.objects.all()}


def test_policies_to_check_again_are_listed_the_most_overdue_first(admin_client):
    today = timezone.localdate()
    soon = make_policy(review_by=today + 30 * DAY)
    overdue = make_policy(review_by=today - DAY)
    make_policy(review_by=today + 31 * DAY)
    make_policy(review_by=today, status="draft")

    panel = panels(admin_client)["admin/policy_reviews.html"]

    assert list(panel["policies"]) == [overdue, soon]
    assert panel["counts"] == {"due": 2, "unchecked": 0}


def test_the_list_of_policies_shows_what_was_never_checked(admin_client):
    never = make_policy()
    make_policy(verified_on="2024-01-01")

    found = admin_client.get("/admin/talent/talentpolicy/?review=never").context["cl"].queryset

    assert list(found) == [never]


def test_answers_and_skips_are_counted_without_what_was_said(client, modelled):
    client.get("/talent/match/?who=any&asked=age&a.age=35", follow=True)
    client.get("/talent/match/?who=any&asked=age&skip=age", follow=True)
    client.get("/talent/match/?who=any&a.age=skip&a.degree=phd")
    client.get("/talent/match/?who=any&asked=age&a.age=old")
    client.get("/talent/match/?who=any&asked=nothing&skip=nothing", follow=True)

    assert tallies() == {"age": (1, 1)}
    columns = {field.name for field in QuestionTally._meta.fields}
    assert columns == {"id", "day", "attribute", "answered", "skipped"}


def test_the_report_has_the_most_skipped_questions_and_the_searches_in_vain(
    client, admin_client, modelled
):
    client.get("/talent/match/?who=any&asked=age&skip=age", follow=True)
    client.get("/talent/?q=人才 公寓ＡＢ")
    client.get("/talent/?q=公寓&category=talent")
    client.get("/talent/?q=政策")

    panel = panels(admin_client)["admin/asked_in_vain.html"]

    assert [(q.code, q.skipped, q.answered) for q in panel["questions"]] == [("age", 1, 0)]
    assert [(m["query"], m["times"]) for m in panel["misses"]] == [("人才公寓ab", 1)]


def test_only_those_who_see_policies_are_told(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))

    assert (
        panels(client).keys() & {"admin/policy_reviews.html", "admin/asked_in_vain.html"} == set()
    )
    assert Miss.objects.count() == 0
