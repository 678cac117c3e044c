"""Rules that are compiled once for a state of the database."""

import pytest
from django.db import connections
from django.test.testcases import DatabaseOperationForbidden

from scicity.operation import replica
from talent.books import book_of
from talent.models import TalentPolicy
from tests.factories import make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def standby(monkeypatch):
    """Visitors read from a standby from now on; in a test that fails."""
    connections.databases[replica.ALIAS] = connections["default"].settings_dict
    monkeypatch.setattr(replica.health, "is_well", True)
    monkeypatch.setattr(replica.health, "looked", float("inf"))
    yield replica._is_wanted
    replica._is_wanted.set(False)
    del connections[replica.ALIAS]
    del connections.databases[replica.ALIAS]


def test_rules_are_never_older_than_the_state_they_are_kept_for(standby):
    policy = make_policy()

    standby.set(True)

    with pytest.raises(DatabaseOperationForbidden):
        TalentPolicy.objects.first()

    assert list(book_of([policy.pk]).rules) == [policy.pk]
