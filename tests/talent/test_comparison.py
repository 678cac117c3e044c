"""Policies side by side."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_policy
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    degree, age = make_degree(), make_attribute()
    return [make_modelled(degree=degree, age=age) for _ in range(2)]


def lines(response):
    return {line.name: line for line in response.context["comparison"].lines}


def address(*policies, **more):
    return "/talent/compare/", {"policy": [p.slug for p in policies]} | more


def test_what_differs_is_marked_and_what_does_not_is_not(client, pair):
    one, other = pair
    other.conditions.filter(track=None).update(value="45")
    other.delivery = "automatic"
    other.save()

    found = lines(client.get(*address(one, other)))

    assert found["age"].cells == (("age：不高于40",), ("age：不高于45",))
    assert found["age"].differs
    assert found["degree"].cells[0] == ("博士：degree：不低于phd", "硕士：degree：不低于master")
    assert not found["degree"].differs
    assert found["兑现方式"].cells == ((), ("免申即享",))


def test_only_differences_can_be_shown(client, pair):
    one, other = pair
    other.conditions.filter(track=None).update(value="45")

    whole = client.get(*address(one, other)).text
    different = client.get(*address(one, other, different="1")).text

    assert ("degree：不低于" in whole, "degree：不低于" in different) == (True, False)
    assert "不高于45" in different


def test_papers_that_all_want_stand_apart_from_those_of_one(client, pair):
    for policy in pair:
        policy.materials.create(name_zh_hans="身份证")
    pair[1].materials.create(name_zh_hans="合同")

    found = lines(client.get(*address(*pair)))

    assert found["都要的材料"].cells == (("身份证",), ("身份证",))
    assert found["另外要的材料"].cells == ((), ("合同",))


def test_what_the_policies_say_of_each_other_is_told_first(client, pair):
    one, other = pair
    relation = one.relations.create(kind="exclusive", other=other, note_zh_hans="择一享受")
    one.relations.create(kind="stackable", other=make_policy())

    response = client.get(*address(one, other))

    assert list(response.context["comparison"].relations) == [relation]
    assert response.text.index("择一享受") < response.text.index("<table")


def test_too_few_too_many_and_unknown_ones_say_what_to_do(client, pair):
    policies = [*pair, make_policy(), make_policy(), make_policy()]

    none = client.get("/talent/compare/")
    one = client.get(*address(pair[0]))
    five = client.get(*address(*policies))
    unknown = client.get("/talent/compare/?policy=nowhere&policy=" + pair[0].slug)

    assert all(r.status_code == 200 for r in (none, one, five, unknown))
    assert all(r.context["comparison"] is None for r in (none, one, five, unknown))
    assert "选两项到四项政策来比较" in none.text
    assert "再选一项就能比较" in one.text
    assert "一次最多比较四项" in five.text
    assert "没有“nowhere”这项政策" in unknown.text


def test_a_policy_is_found_by_words_and_joins_with_one_click(client, pair):
    found = make_policy(title_zh_hans="人才安居办法", slug="homes")
    draft = make_policy(title_zh_hans="安居草稿", status="draft")

    response = client.get(*address(pair[0], q="安居"))

    query = f"?policy=homes&amp;policy={pair[0].slug}"
    assert f'href="{query}"' in response.text
    assert [policy for policy, _query in response.context["choice"].others] == [found]
    assert draft.title not in response.text


def test_three_take_as_many_queries_as_two(client, pair):
    client.get(*address(*pair))
    third, _other = make_policy(), make_policy()
    counts = []
    for policies in (pair, [*pair, third]):
        with CaptureQueriesContext(connection) as queries:
            client.get(*address(*policies))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 18
