"""Conditions in the back office: what is refused, when, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from talent.models import Condition
from tests.admin.test_sweep import values_of
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def modelled(db):
    return make_modelled(degree=make_degree(), age=make_attribute())


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


def test_public_policy_with_a_failing_test_case_is_not_saved(modelled, admin_client):
    modelled.test_cases.create(
        name="青年博士", answers={"degree": "phd", "age": 35}, expected_verdict="likely"
    )

    response = post(admin_client, modelled, **{f"{row_of(modelled, track=None)}-value": "30"})

    page = response.content.decode()
    assert "测试案例“青年博士”应为“很可能符合”，得出的是“不符合”。" in page
    assert 'value="30"' in page
    assert modelled.conditions.get(track=None).value == "40"


def test_draft_with_a_problem_is_saved_with_a_warning(modelled, admin_client):
    modelled.status = "draft"
    modelled.published_at = None
    modelled.save()
    modelled.clauses.all().delete()

    response = post(admin_client, modelled)

    messages = [str(message) for message in response.wsgi_request._messages]
    assert response.status_code == 302
    assert any("没有注明条款" in message for message in messages)


def test_publish_action_leaves_a_policy_with_a_problem_alone(modelled, admin_client):
    modelled.status = "draft"
    modelled.published_at = None
    modelled.save()
    Condition.objects.update(clause=None)

    admin_client.post(
        reverse("admin:talent_talentpolicy_changelist"),
        {"action": "publish", "_selected_action": [modelled.pk]},
    )

    modelled.refresh_from_db()
    assert modelled.status == "draft"
