"""Conditions in the back office: what is refused, when, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from scicity.gate.findings import findings
from scicity.publishing.copies import start_copy
from talent.models import Condition, TalentPolicy
from tests.admin.test_sweep import values_of
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def modelled(db):
    """A draft: what is public is changed through its working copy."""
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    policy.status, policy.published_at = "draft", None
    policy.save()
    return policy


def post(client, policy, **changes):
    url = reverse("admin:talent_talentpolicy_change", args=[policy.pk])
    return client.post(url, values_of(client.get(url).context) | changes)


def row_of(policy, **found):
    """The place of a condition in the form."""
    keys = list(policy.conditions.values_list("pk", flat=True))
    return f"conditions-{keys.index(policy.conditions.get(**found).pk)}"


def test_sound_conditions_are_saved(modelled, admin_client):
    response = post(admin_client, modelled, **{f"{row_of(modelled, track=None)}-value": "45"})

    assert response.status_code == 302
    assert modelled.conditions.get(track=None).value == "45"


def test_operator_that_does_not_fit_is_refused(modelled, admin_client):
    response = post(admin_client, modelled, **{f"{row_of(modelled, track=None)}-operator": "in"})

    assert "只能用" in response.content.decode()
    assert modelled.conditions.get(track=None).operator == "lte"


def test_reviewed_policy_with_a_failing_test_case_is_not_saved(modelled, admin_client):
    TalentPolicy.objects.update(status="first_review")
    modelled.test_cases.create(
        name="青年博士", answers={"degree": "phd", "age": 35}, expected_verdict="likely"
    )

    response = post(admin_client, modelled, **{f"{row_of(modelled, track=None)}-value": "30"})

    page = response.content.decode()
    assert "测试案例“青年博士”应为“很可能符合”，得出的是“不符合”。" in page
    assert 'value="30"' in page
    assert modelled.conditions.get(track=None).value == "40"


def test_draft_with_a_problem_is_saved_with_a_warning(modelled, admin_client):
    modelled.clauses.all().delete()

    response = post(admin_client, modelled)

    messages = [str(message) for message in response.wsgi_request._messages]
    assert response.status_code == 302
    assert any("没有注明条款" in message for message in messages)


def test_submit_action_leaves_a_policy_with_a_problem_alone(modelled, admin_client):
    Condition.objects.update(clause=None)

    admin_client.post(
        reverse("admin:talent_talentpolicy_changelist"),
        {"action": "submit", "_selected_action": [modelled.pk]},
    )

    modelled.refresh_from_db()
    assert modelled.status == "draft"


def attempt(client, policy, **changes):
    form = client.get(reverse("admin:talent_talentpolicy_change", args=[policy.pk]))
    url = reverse("admin:talent_talentpolicy_rule_trial", args=[policy.pk])
    return client.post(url, values_of(form.context) | changes)


def test_a_trial_tells_which_verdicts_an_edit_changes_and_keeps_nothing(modelled, admin_client):
    case = {"expected_verdict": "likely"}
    modelled.test_cases.create(name="青年博士", answers={"degree": "phd", "age": 35}, **case)
    modelled.test_cases.create(name="少年博士", answers={"degree": "phd", "age": 20}, **case)

    response = attempt(admin_client, modelled, **{f"{row_of(modelled, track=None)}-value": "30"})

    trial = response.context["trial"]
    assert [(c.name, c.before, c.after, bool(c.message)) for c in trial.cases] == [
        ("青年博士", "likely", "no", True),
        ("少年博士", "likely", "likely", False),
    ]
    assert trial.sentences == [
        "必须同时满足：age：不高于30。",
        "此外还要符合下列情形之一：",
        "情形“博士”：degree：不低于phd。",
        "情形“硕士”：degree：不低于master。",
    ]
    assert "1 个结论有变化" in response.text
    assert modelled.conditions.get(track=None).value == "40"


def test_a_trial_finds_a_contradiction_that_a_draft_may_still_have(modelled, admin_client):
    age = modelled.conditions.get(track=None)
    clause = modelled.clauses.get()
    modelled.conditions.create(
        attribute=age.attribute, operator="gte", value=50, group=2, clause=clause
    )

    trial = attempt(admin_client, modelled).context["trial"]

    assert trial.problems == [
        "情形“博士”的条件互相矛盾，没有人能符合。",
        "情形“硕士”的条件互相矛盾，没有人能符合。",
    ]


def test_a_trial_of_a_form_with_a_mistake_says_where_it_is(modelled, admin_client):
    trial = attempt(
        admin_client, modelled, **{f"{row_of(modelled, track=None)}-operator": "in"}
    ).context["trial"]

    assert [error.split(" · ")[1] for error in trial.errors] == ["比较"]
    assert trial.sentences == []


def test_only_who_may_change_a_policy_may_try_an_edit(modelled, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    url = reverse("admin:talent_talentpolicy_rule_trial", args=[modelled.pk])

    assert client.post(url).status_code == 403


def test_the_gate_holds_back_a_policy_whose_test_case_fails(modelled):
    modelled.test_cases.create(
        name="青年博士", answers={"degree": "phd", "age": 50}, expected_verdict="likely"
    )

    found = [f.message for f in findings(modelled) if f.code == "conditions_unsound"]

    assert found == ["测试案例“青年博士”应为“很可能符合”，得出的是“不符合”。"]


def test_an_edit_is_tried_on_the_working_copy_of_a_public_policy(admin_client, admin_user):
    modelled = make_modelled(degree=make_degree(), age=make_attribute())
    modelled.test_cases.create(
        name="青年博士", answers={"degree": "phd", "age": 35}, expected_verdict="likely"
    )
    copy = start_copy(modelled, admin_user)

    response = attempt(admin_client, copy, **{f"{row_of(copy, track=None)}-value": "30"})

    (case,) = response.context["trial"].cases
    assert (case.before, case.after, case.is_changed) == ("likely", "no", True)
    assert modelled.conditions.get(track=None).value == "40"
    assert copy.conditions.get(track=None).value == "40"
