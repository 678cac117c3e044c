"""The roles, as groups of permissions; `manage.py make_roles` writes them.

Five are for the whole site. For each section there are the same but the administrator, as groups
that are named `news.author`: who is in them writes and reviews in that section only.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicity.publishing.models import Publishable
from scicity.publishing.models.records import REVIEWS
from scicity.publishing.models.records import SECTIONS as RECORD_SECTIONS


class Role(models.TextChoices):
    """The value is the group's name in the database and never changes."""

    AUTHOR = "author", _("作者/编辑")
    FIRST_REVIEWER = "first_reviewer", _("初审")
    SECOND_REVIEWER = "second_reviewer", _("复审")
    FINAL_REVIEWER = "final_reviewer", _("终审")
    ADMINISTRATOR = "administrator", _("管理员")


REVIEWERS = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
SECTIONS = ("news", "projects", "talent", "media")
PUBLISHED_IN = ("news", "projects", "talent", "site")
ADMINISTRATED = (*SECTIONS, "publishing", "site", "search", "gate", "weblinks", "accounts", "looks")
# Lists of words that all pages share: authors may lengthen them, only administrators alter them.
VOCABULARIES = ("topic", "sector", "district", "attribute", "attributeoption")
# What needs a number from the authorities before it may be seen.
ADMINISTRATORS_ONLY = ("basemap",)


def role_label(group) -> str:
    section, _dot, role = group.name.rpartition(".")
    label = dict(Role.choices).get(role)
    if label is None or (section and section not in RECORD_SECTIONS):
        return group.name
    return f"{RECORD_SECTIONS[section]} · {label}" if section else str(label)


def make_roles() -> list[Group]:
    """Gives each role exactly its permissions, however often it is called."""
    groups = []
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(permissions_of(role))
        groups.append(group)
    make_section_roles()
    return groups


def make_section_roles() -> None:
    for section in PUBLISHED_IN:
        for role in Role:
            if role == Role.ADMINISTRATOR:
                continue
            group, _created = Group.objects.get_or_create(name=f"{section}.{role.value}")
            group.permissions.set(in_section(section, permissions_of(role)))


def in_section(section: str, permissions):
    """Without those for the pages and the reviews of the other sections."""
    others = [name for name in PUBLISHED_IN if name != section]
    steps = Q(content_type__app_label="publishing", codename__regex=f"_({'|'.join(others)})$")
    return permissions.exclude(content_type__app_label__in=others).exclude(steps)


def permissions_of(role: Role):
    everything = Permission.objects.filter(content_type__app_label__in=ADMINISTRATED)
    if role == Role.ADMINISTRATOR:
        groups = Q(content_type__app_label="auth", content_type__model="group")
        mine = everything.exclude(codename__regex=f"^({'|'.join(REVIEWS)})_")
        return mine | Permission.objects.filter(groups, codename="view_group")
    writing = authors_permissions()
    if role in REVIEWERS:
        searching = Q(content_type__app_label__in=("search", "gate", "weblinks"))
        return everything.filter(writing | searching | Q(codename__in=reviewing_codenames(role)))
    return everything.filter(writing)


def authors_permissions() -> Q:
    pages = Q(content_type__app_label__in=SECTIONS) | Q(
        content_type__app_label="site", content_type__model="page"
    )
    altering = Q(codename__startswith="change_") | Q(codename__startswith="delete_")
    return (
        pages
        & ~Q(codename__startswith="publish_")
        & ~(altering & Q(content_type__model__in=VOCABULARIES))
        & ~Q(content_type__model__in=ADMINISTRATORS_ONLY)
    ) | Q(codename__in=("view_wording", "view_weblink", "view_historyentry", "view_binentry"))


def reviewing_codenames(role: Role) -> list[str]:
    """A reviewer signs one step; the last one also publishes, takes away and sets free."""
    step = dict(zip(REVIEWERS, REVIEWS, strict=True))[role]
    names = [f"{step}_{section}" for section in PUBLISHED_IN]
    if role == Role.FINAL_REVIEWER:
        names += [f"withdraw_{section}" for section in PUBLISHED_IN]
        names += [*publishing_codenames(), "override_gate"]
        names += [f"{what}_releaseset" for what in ("view", "add", "change", "delete")]
    return names


def publishing_codenames() -> list[str]:
    return [
        f"publish_{model._meta.model_name}"
        for model in apps.get_models()
        if issubclass(model, Publishable)
    ]
