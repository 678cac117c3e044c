"""Where a picture of the library is used: by any row that points to it, and in any text."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from scicity.fields import RichTextField
from scicity.media.models import Picture


@dataclass(frozen=True)
class Use:
    """One row that shows the picture, with the address where an editor can change that."""

    label: str
    kind: str
    url: str


def uses_of(picture) -> list[Use]:
    return [use(row) for model in apps.get_models() for row in rows_with(model, picture)]


def rows_with(model, picture):
    wanted = Q()
    for field in model._meta.get_fields():
        if getattr(field, "related_model", None) is Picture and field.concrete:
            wanted |= Q(**{field.name: picture})
        elif isinstance(field, RichTextField):
            wanted |= Q(**{f"{field.name}__contains": f'data-picture="{picture.pk}"'})
    return model._base_manager.filter(wanted) if wanted else []


def use(row) -> Use:
    """Of a part (a project's photo), the page that it is edited with."""
    page = row
    while not (url := admin_address(page)):
        owner = next((f for f in page._meta.fields if f.is_relation and f.name in OWNERS), None)
        if owner is None:
            break
        page = getattr(page, owner.name)
    return Use(str(page), str(page._meta.verbose_name), url)


# The names of the foreign keys by which a part belongs to its page.
OWNERS = ("project", "policy", "article", "indicator")


def admin_address(row) -> str:
    try:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return ""
