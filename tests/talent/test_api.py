import pytest
from django.core.cache import cache
from django.core.management import call_command

from talent.models import TalentPolicy
from talent.rules import load_book
from tests.factories import make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    cache.clear()


def slugs(client, query=""):
    return {row["id"] for row in client.get(f"/api/v1/policies/{query}").json()["results"]}


def test_list_takes_the_filters_of_the_page(client):
    housing = make_policy(category="housing")
    make_policy(category="loan")
    ended = make_policy(category="housing", repealed_on="2020-01-01")
    make_policy(category="housing", status="draft")

    assert slugs(client, "?category=housing") == {housing.slug}
    assert slugs(client, "?category=housing&validity=repealed") == {ended.slug}
    assert client.get("/api/v1/policies/?category=nothing").status_code == 400


def test_detail_has_benefits_and_windows(client):
    policy = make_policy()
    policy.benefits.create(kind="award", calculation="fixed", amount_max=150_000)
    policy.windows.create(all_year=True)

    record = client.get(f"/api/v1/policies/{policy.slug}/").json()

    assert record["window_state"] == "all_year"
    assert record["benefits"][0]["amount_max"] == 150_000
    assert record["windows"][0]["all_year"] is True


def ask(client, answers, **extra):
    body = {"answers": answers}
    return client.post("/api/v1/match/", body, content_type="application/json", **extra)


@pytest.fixture
def starter(db):
    call_command("load_starter")


def test_match_gives_the_verdicts_of_the_evaluator_for_all_test_cases(client, starter):
    book = load_book()
    names = dict(TalentPolicy.objects.values_list("pk", "slug"))
    cases = [c for p in TalentPolicy.objects.published() for c in p.test_cases.all()]

    for case in cases[:20]:
        matches = {m["policy"]: m for m in ask(client, case.answers).json()["matches"]}
        assert matches[names[case.policy_id]]["verdict"] == case.expected_verdict
        assert len(matches) == len(book.rules)
    assert len(cases) >= 20


def test_match_asks_the_best_next_question_and_names_what_it_can_not_read(client, starter):
    answer = ask(client, {"degree": "nonsense", "no-such-question": 1}).json()

    assert answer["refused"] == ["degree", "no-such-question"]
    assert answer["next_question"]["concerns"] > 0
    assert answer["total"] == {"low": 0, "high": 0}


@pytest.mark.parametrize("body", ["[]", "{", '{"answers": []}', "null"])
def test_match_refuses_what_is_no_questionnaire(client, body):
    response = client.post("/api/v1/match/", body, content_type="application/json")

    assert response.status_code == 400
