import re
from urllib.parse import parse_qs, urlsplit

import pytest

from talent.models import Attribute
from tests.factories import make_policy

pytestmark = pytest.mark.django_db

SECRET = "owns-home"


def make_question(code, kind="yes_no", **values):
    defaults = {"name_zh_hans": code, "question_zh_hans": f"{code}？", "question_en": f"{code}?"}
    return Attribute.objects.create(code=code, kind=kind, **defaults | values)


def make_rule(policy, *conditions):
    """Conditions as (attribute, operator, columns), each a group of its own."""
    clause = policy.clauses.create(number="第一条", text_zh_hans="条款原文", text_en="The clause")
    for group, (attribute, operator, columns) in enumerate(conditions, 1):
        policy.conditions.create(
            attribute=attribute, operator=operator, group=group, clause=clause, **columns
        )
    return policy


@pytest.fixture
def bank(db):
    """Two policies for persons: one wants a degree, the other a degree, an age and no home."""
    degree = make_question("degree", "ordered")
    for rank, code in enumerate(["bachelor", "master", "doctor"]):
        degree.options.create(code=code, rank=rank, label_zh_hans=code)
    age = make_question("age", "number")
    home = make_question(SECRET, sensitivity="sensitive")
    wants_degree = ("gte", {"value": "master"})
    easy = make_policy(title_zh_hans="容易", title_en="Easy", subjects=["person"])
    hard = make_policy(title_zh_hans="难", title_en="Hard", subjects=["person"])
    make_rule(easy, (degree, *wants_degree))
    make_rule(hard, (degree, *wants_degree), (age, "lte", {"value": "40"}), (home, "no", {}))
    make_policy(subjects=["employer"])
    return easy, hard


def verdicts(response):
    return {
        result.policy.title: section.verdict.value
        for section in response.context["results"].sections
        for result in section.results
    }


def test_matcher_begins_with_for_whom_and_promises_to_store_nothing(client):
    response = client.get("/talent/match/")

    assert "您为谁看政策？" in response.text
    assert re.findall(r'href="/talent/match/\?who=(\w+)"', response.text) == [
        "person",
        "employer",
        "team",
        "platform",
        "any",
    ]
    assert not response.cookies


def test_first_question_is_the_one_that_both_policies_wait_for(client, bank):
    response = client.get("/talent/match/?who=person")

    assert response.context["field"].question.code == "degree"
    assert [part["count"] for part in response.context["visit"].counts] == [0, 0, 2, 0, 0]
    assert "还有 2 项没有结论的政策要看这个回答" in response.text
    assert "跳过这一题" in response.text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_answer_goes_into_the_address_and_leads_to_a_result(client, bank, prefix):
    sent = client.get(f"{prefix}/talent/match/?who=person&asked=degree&a.degree=doctor")
    after = client.get(f"{prefix}/talent/match/result/?who=person&a.degree=doctor")

    assert sent.url == f"{prefix}/talent/match/?who=person&a.degree=doctor"
    assert sorted(verdicts(after).values()) == ["likely", "open"]


def test_the_address_of_a_result_is_stable(client, bank):
    mixed = "/talent/match/result/?a.age=30&junk=1&a.degree=doctor&who=person"

    first = client.get(mixed)
    second = client.get(first.url)

    assert first.url == "/talent/match/result/?who=person&a.degree=doctor&a.age=30"
    assert second.status_code == 200


def test_a_skipped_question_is_not_asked_again_and_is_no_answer(client, bank):
    sent = client.get("/talent/match/?who=person&asked=degree&skip=degree")
    after = client.get(sent.url)

    assert sent.url == "/talent/match/?who=person&a.degree=skip"
    assert after.context["field"].question.code == "age"
    assert [part["count"] for part in after.context["visit"].counts] == [0, 0, 2, 0, 0]


def test_a_sensitive_answer_is_posted_and_never_in_an_address(client, bank):
    address = "/talent/match/?who=person&a.degree=doctor&a.age=30"
    asked = client.get(address)
    form = {"asked": SECRET, f"a.{SECRET}": "no"}

    moved = client.post(address, form)
    result = client.post(moved.url, form)

    assert 'method="post"' in asked.text
    assert (moved.status_code, moved.url.partition("?")[0]) == (307, "/talent/match/result/")
    assert SECRET not in moved.url
    assert verdicts(result) == {"容易": "likely", "难": "likely"}
    assert not re.findall(rf'(?:href|action|formaction)="[^"]*a\.{SECRET}', result.text)
    assert "no-store" in result["Cache-Control"]


def test_a_sensitive_answer_in_an_address_counts_for_nothing(client, bank):
    response = client.get(f"/talent/match/result/?who=person&a.degree=doctor&a.{SECRET}=no")

    assert response.url == "/talent/match/result/?who=person&a.degree=doctor"


def test_sensitive_answers_go_on_with_the_next_form_and_plain_ones_into_the_address(client, bank):
    form = {f"a.{SECRET}": "no", "asked": "degree", "a.degree": "doctor"}

    moved = client.post("/talent/match/?who=person", form)
    page = client.post(moved.url, form)

    assert (moved.status_code, moved.url) == (307, "/talent/match/?who=person&a.degree=doctor")
    assert f'<input type="hidden" name="a.{SECRET}" value="no">' in page.text
    assert page.context["field"].question.code == "age"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a.age=abc", "不是可用的数字"),
        ("a.age=-1", "不是可用的数字"),
        ("a.age=1e99", "不是可用的数字"),
        ("a.degree=none", "没有“none”这个选项"),
        ("asked=age", "请先回答，或者跳过这一题"),
    ],
)
def test_an_answer_that_is_not_understood_is_asked_again_with_a_message(
    client, bank, query, message
):
    question = client.get(f"/talent/match/?who=person&{query}")
    result = client.get(f"/talent/match/result/?who=person&{query}")

    assert question.status_code == result.status_code == 200
    assert message in question.context["field"].error
    assert 'aria-invalid="true"' in question.text
    assert message in result.text
    assert "results" not in result.context


@pytest.mark.parametrize(
    "query", ["who=nobody", "view=odd", "show=odd", "who=person&category=odd", "who=person&on=1"]
)
def test_any_other_value_that_is_not_understood_gives_a_message_and_no_result(client, bank, query):
    for path in ("/talent/match/", "/talent/match/result/"):
        response = client.get(f"{path}?{query}")

        assert response.status_code == 200
        assert response.context["visit"].errors
        assert "网址里有的内容无法识别" in response.text
        assert response.context.get("results") is None


def test_an_answer_to_a_question_that_is_gone_is_named_and_counts_for_nothing(client, bank):
    response = client.get("/talent/match/?who=person&a.gone=1")

    assert "有 1 个回答对应的问题已经不用了" in response.text


def test_all_questions_stand_on_one_page_and_their_answers_move_into_the_address(client, bank):
    page = client.get("/talent/match/?who=person&view=all")
    form = {"a.degree": "doctor", "a.age": "30", f"a.{SECRET}": "no"}
    moved = client.post("/talent/match/result/?who=person&view=all", form)

    assert [field.question.code for field in page.context["fields"]] == ["degree", "age", SECRET]
    assert parse_qs(urlsplit(moved.url).query) == {
        "who": ["person"],
        "view": ["all"],
        "a.degree": ["doctor"],
        "a.age": ["30"],
    }


def test_a_no_names_the_closest_miss_and_an_open_one_the_missing_answers(client, bank):
    _easy, hard = bank
    no = client.get("/talent/match/result/?who=person&a.degree=doctor&a.age=50")
    open_ = client.get("/talent/match/result/?who=person&a.degree=doctor")

    changes = [r.changes for s in no.context["results"].sections for r in s.results if r.changes]
    needs = [r.needs for s in open_.context["results"].sections for r in s.results if r.needs]
    assert [[change[0] for change in found] for found in changes] == [["age"]]
    assert [[need[0] for need in found] for found in needs] == [["age", SECRET]]


def test_the_result_explains_each_condition_with_its_mark_answer_and_clause(client, bank):
    text = client.get("/talent/match/result/?who=person&a.degree=doctor").text

    assert "您的回答：doctor" in text
    assert "条款原文" in text
    assert text.count("mark--met") >= 2
    assert "mark--unknown" in text


def test_amounts_respect_that_two_policies_exclude_each_other(client, bank):
    easy, hard = bank
    easy.benefits.create(kind="award", calculation="fixed", amount_max=100_000)
    hard.benefits.create(kind="award", calculation="fixed", amount_max=300_000)
    easy.relations.create(kind="exclusive", other=hard)
    form = {f"a.{SECRET}": "no"}

    response = client.post("/talent/match/result/?who=person&a.degree=doctor&a.age=30", form)

    sum_ = response.context["results"].sum
    assert sum_.amount == "30万元"
    assert [policy for policy, _reason in sum_.left_out] == [easy]
    assert "不能同时享受" in response.text


def test_materials_of_several_policies_are_one_list(client, bank):
    for policy in bank:
        policy.materials.create(name_zh_hans="学历证书")
    form = {f"a.{SECRET}": "no"}

    response = client.post("/talent/match/result/?who=person&a.degree=doctor&a.age=30", form)

    assert [(m["name"], len(m["policies"])) for m in response.context["results"].materials] == [
        ("学历证书", 2)
    ]


def test_a_policy_alone_can_be_checked(client, bank):
    easy, _hard = bank

    response = client.get(f"/talent/match/result/?policy={easy.slug}&a.degree=bachelor")

    assert response.url == f"/talent/match/result/?who=any&policy={easy.slug}&a.degree=bachelor"
    assert verdicts(client.get(response.url)) == {"容易": "no"}


def test_a_changed_rule_counts_at_once(client, bank):
    address = "/talent/match/result/?who=person&a.degree=master"
    before = verdicts(client.get(address))
    bank[0].conditions.update(value="doctor")

    after = verdicts(client.get(address))

    assert (before["容易"], after["容易"]) == ("likely", "no")


@pytest.mark.parametrize("number", [1, 6])
def test_queries_do_not_grow_with_the_policies(client, bank, number, django_assert_max_num_queries):
    degree = Attribute.objects.get(code="degree")
    for _ in range(number):
        make_rule(make_policy(subjects=["person"]), (degree, "gte", {"value": "master"}))
    address = "/talent/match/result/?who=person&a.degree=doctor&a.age=30"
    client.get(address)

    with django_assert_max_num_queries(12):
        client.get(address)


def test_what_adds_up_goes_along_without_any_answer(client, bank):
    easy, _hard = bank
    page = client.get("/talent/match/result/?who=person&a.degree=doctor").text

    for path in ("/data/policies.ics", "/talent/print/"):
        assert f'href="{path}?policy={easy.slug}"' in page
    assert f'value="policy={easy.slug}"' in page
    assert "/talent/compare/?" not in page


def test_two_picked_policies_can_be_compared_whatever_their_verdict(client, bank):
    address = "/talent/match/result/?who=person&a.degree=doctor"
    picks = "".join(f"&pick={policy.slug}" for policy in bank)
    page = client.get(address + picks, follow=True).text

    slugs = "&amp;".join(f"policy={slug}" for slug in sorted(policy.slug for policy in bank))
    assert f'href="/talent/compare/?{slugs}"' in page
