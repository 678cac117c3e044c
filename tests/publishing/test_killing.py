"""A publication that dies between any two writes leaves the old page or the new, never a mix."""

import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from scicity.accounts.models import User
from scicity.accounts.roles import Role
from scicity.publishing import transitions
from scicity.publishing.journal import versions_of
from scicity.publishing.models import HistoryEntry, Status
from scicity.publishing.snapshots import content_hash, snapshot
from talent.models import TalentPolicy
from tests.environment import inherited
from tests.needs import ROOT
from tests.publishing.people import approved, make_person
from tests.talent.test_conditions import make_attribute, make_degree
from tests.talent.test_rules import make_modelled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def publisher():
    """Gives the number of a write to a process that publishes until then; its answer."""
    where = connection.settings_dict
    host, name = quote(str(where["HOST"]), safe=""), where["NAME"]
    password = f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else ""
    port = f":{where['PORT']}" if where["PORT"] else ""
    address = f"postgresql://{where['USER']}{password}@{host}{port}/{name}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.publishing.killing"],
        cwd=ROOT, env=inherited() | {"DATABASE_URL": address}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip

    def publish(number: int) -> str:
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        return process.stdout.readline().split()[0]

    yield publish
    process.stdin.close()
    process.wait(60)
    process.stdout.close()


def seen(policy, client):
    """What the public has: the content of the row, and what its page says."""
    text = client.get(policy.get_absolute_url()).content.decode()
    return content_hash(snapshot(policy)), "改过的标题" in text, "改过的条款" in text


def test_killed_before_any_write(publisher, client):
    policy = make_modelled(degree=make_degree(), age=make_attribute())
    policy.clauses.create(number="九", text="原来的条款")
    chief = make_person(Role.FINAL_REVIEWER)
    User.objects.filter(pk=chief.pk).update(username="chief")
    copy = transitions.start_copy(policy, make_person(Role.AUTHOR))
    TalentPolicy.objects.filter(pk=copy.pk).update(title_zh_hans="改过的标题")
    copy.clauses.filter(number="九").update(text="改过的条款")
    approved(TalentPolicy.objects.get(pk=copy.pk))
    old = seen(policy, client)
    history = HistoryEntry.objects.count()

    number, answers = 0, []
    while not answers or answers[-1] == "killed":
        answers.append(publisher(number))
        if answers[-1] == "killed":
            assert content_hash(snapshot(policy)) == old[0], f"a mix before write {number}"
            assert HistoryEntry.objects.count() == history
            assert TalentPolicy.objects.get(live=policy).status == Status.APPROVED
        number += 1

    new = seen(policy, client)
    assert len(answers) > 20
    assert (old[1:], new[1:]) == ((False, False), (True, True))
    assert new[0] == versions_of(policy).first().content_hash
    assert not TalentPolicy.objects.exclude(live=None).exists()
