"""The five roles, as groups of permissions; `manage.py make_roles` writes them."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicity.publishing.models import Publishable


class Role(models.TextChoices):
    """The value is the group's name in the database and never changes."""

    AUTHOR = "author", _("作者/编辑")
    FIRST_REVIEWER = "first_reviewer", _("初审")
    SECOND_REVIEWER = "second_reviewer", _("复审")
    FINAL_REVIEWER = "final_reviewer", _("终审")
    ADMINISTRATOR = "administrator", _("管理员")


REVIEWERS = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
SECTIONS = ("news", "projects", "talent", "media")
ADMINISTRATED = (*SECTIONS, "site", "search", "gate", "weblinks", "accounts")
# Lists of words that all pages share: authors may lengthen them, only administrators alter them.
VOCABULARIES = ("topic", "sector", "district", "attribute", "attributeoption")
# What needs a number from the authorities before it may be seen.
ADMINISTRATORS_ONLY = ("basemap",)


def role_label(group) -> str:
    return str(dict(Role.choices).get(group.name, group.name))


def make_roles() -> list[Group]:
    """Gives each role exactly its permissions, however often it is called."""
    groups = []
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(permissions_of(role))
        groups.append(group)
    return groups


def permissions_of(role: Role):
    everything = Permission.objects.filter(content_type__app_label__in=ADMINISTRATED)
    if role == Role.ADMINISTRATOR:
        groups = Q(content_type__app_label="auth", content_type__model="group")
        return everything | Permission.objects.filter(groups, codename="view_group")
    writing = authors_permissions()
    if role in REVIEWERS:
        searching = Q(content_type__app_label__in=("search", "gate", "weblinks"))
        return everything.filter(writing | searching | Q(codename__in=publishing_codenames()))
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
    ) | Q(codename__in=("view_wording", "view_weblink"))


def publishing_codenames() -> list[str]:
    return [
        f"publish_{model._meta.model_name}"
        for model in apps.get_models()
        if issubclass(model, Publishable)
    ]
