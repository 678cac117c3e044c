import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from scicity.accounts.models import User
from scicity.accounts.roles import Role, make_roles

pytestmark = pytest.mark.django_db


def snapshot():
    return {g.name: sorted(g.permissions.values_list("codename", flat=True)) for g in make_roles()}


def person(role):
    make_roles()
    user = User.objects.create_user(role.value, is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    return user


def test_making_roles_again_changes_nothing(capsys):
    before = snapshot()

    call_command("make_roles")

    assert snapshot() == before
    assert list(before) == [role.value for role in Role]
    assert "初审" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["news.article", "projects.project", "talent.talentpolicy"])
@pytest.mark.parametrize("role", list(Role))
def test_all_write_and_all_but_authors_publish(role, kind):
    user = person(role)
    app, model = kind.split(".")

    writes = user.has_perms([f"{app}.{what}_{model}" for what in ("add", "change", "view")])

    assert (writes, user.has_perm(f"{app}.publish_{model}")) == (True, role != Role.AUTHOR)


@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_manage_people_and_the_site(role):
    user = person(role)

    allowed = [
        user.has_perm(name)
        for name in (
            "accounts.change_user",
            "site.change_sitesettings",
            "site.change_redirect",
            "projects.add_basemap",
        )
    ]

    assert allowed == 4 * [role == Role.ADMINISTRATOR]


def test_administrator_makes_no_superuser(client):
    person(Role.ADMINISTRATOR)
    client.force_login(User.objects.get())
    other = User.objects.create_user("other")
    boss = User.objects.create_superuser("boss")
    values = {"username": "other", "is_superuser": "on", "is_active": "on"}

    client.post(f"/admin/accounts/user/{other.pk}/change/", values)
    refused = client.post(f"/admin/accounts/user/{boss.pk}/change/", {"username": "x"})

    assert refused.status_code == 403
    assert list(User.objects.filter(is_superuser=True)) == [boss]
