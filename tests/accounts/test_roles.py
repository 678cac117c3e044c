import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from scicity.accounts.models import User
from scicity.accounts.roles import PUBLISHED_IN, REVIEWERS, Role, make_roles, role_label

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
def test_all_write_and_only_the_last_reviewer_and_the_administrator_publish(role, kind):
    user = person(role)
    app, model = kind.split(".")

    writes = user.has_perms([f"{app}.{what}_{model}" for what in ("add", "change", "view")])

    assert (writes, user.has_perm(f"{app}.publish_{model}")) == (
        True,
        role in (Role.FINAL_REVIEWER, Role.ADMINISTRATOR),
    )


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


@pytest.mark.parametrize("role", list(Role))
def test_each_reviewer_signs_one_step_and_nobody_else_signs(role):
    user = person(role)

    signs = [
        step
        for step in ("first_review", "second_review", "final_review")
        if any(user.has_perm(f"publishing.{step}_{name}") for name in PUBLISHED_IN)
    ]

    assert signs == [role.value.replace("reviewer", "review")] * (role in REVIEWERS)


def test_people_of_one_section_write_and_sign_in_no_other():
    make_roles()
    user = User.objects.create_user("someone", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=["news.author", "news.first_reviewer"]))

    steps = [name for name in PUBLISHED_IN if user.has_perm(f"publishing.first_review_{name}")]

    assert steps == ["news"]
    assert user.has_perms(["news.change_article", "media.add_picture"])
    assert not any(
        user.has_perm(name)
        for name in ("projects.change_project", "talent.add_talentpolicy", "site.change_page")
    )
    assert role_label(Group.objects.get(name="news.first_reviewer")) == "新闻资讯 · 初审"


def test_who_may_not_open_a_page_is_told_so_and_whom_to_ask(client):
    client.force_login(person(Role.AUTHOR))

    answer = client.get(reverse("admin:accounts_user_changelist"))

    assert answer.status_code == 403
    assert "如果工作需要，请联系管理员调整权限。" in answer.text
    assert f'href="{reverse("admin:index")}"' in answer.text
