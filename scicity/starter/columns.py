"""What a content file may say about a model, asked of the model itself."""

import hashlib
import json
from functools import cache

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modeltranslation.translator import NotRegistered, translator

LANGUAGES = {"zh": "zh_hans", "en": "en"}


@cache
def natural_key(model) -> str:
    """The column that names a row in the files: slug, key, another unique one, or pk."""
    unique = [f.name for f in model._meta.concrete_fields if f.unique and not f.primary_key]
    for name in ("slug", "key"):
        if name in unique:
            return name
    return unique[0] if unique else "pk"


@cache
def translated_names(model) -> set[str]:
    try:
        return set(translator.get_options_for_model(model).get_field_names())
    except NotRegistered:
        return set()


def translation_columns(model) -> set[str]:
    return {f"{name}_{code}" for name in translated_names(model) for code in LANGUAGES.values()}


@cache
def own_columns(model) -> dict[str, models.Field]:
    """The columns that hold content: no primary key, no clock, no copy of a translated column."""
    return {
        f.name: f
        for f in model._meta.concrete_fields
        if not f.primary_key
        and not getattr(f, "auto_now", False)
        and not getattr(f, "auto_now_add", False)
        and f.name not in translated_names(model)
    }


def many_links(model) -> dict[str, models.ManyToManyField]:
    """Links to many rows; where a link is a row of its own (a participation), it is a part."""
    return {
        f.name: f for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created
    }


def is_clocked(model) -> bool:
    """Whether its rows are pages that are published."""
    return {"status", "published_at"} <= {f.name for f in model._meta.concrete_fields}


def parent_link(model) -> models.ForeignKey | None:
    """The column that makes a row part of another: the first one that deletes it along."""
    return next(
        (
            f
            for f in model._meta.concrete_fields
            if f.many_to_one and f.remote_field.on_delete is models.CASCADE
        ),
        None,
    )


@cache
def parts(model) -> dict[str, type[models.Model]]:
    """The models of the rows that belong to one row of this one, by accessor; needed ones first."""
    found = {
        relation.get_accessor_name(): relation.related_model
        for relation in model._meta.related_objects
        if relation.one_to_many and parent_link(relation.related_model) is relation.field
    }
    siblings = set(found.values())

    def depth(part) -> int:
        return 1 + max(
            (depth(f.related_model) for f in sibling_links(part, siblings)),
            default=0,
        )

    return dict(sorted(found.items(), key=lambda item: depth(item[1])))


def sibling_links(part, siblings) -> list[models.ForeignKey]:
    return [
        f
        for f in part._meta.concrete_fields
        if f.many_to_one and f.related_model in siblings and f.related_model is not part
    ]


def digest(value) -> str:
    text = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def content(row) -> dict:
    """What editors see of a saved row: its columns, links and parts, without what is empty.

    Empty values and defaults are left out, so that a column added later changes no digest.
    """
    model = type(row)
    found = plain_content(row, own_columns(model))
    for name in many_links(model):
        found[name] = sorted(getattr(row, name).order_by().values_list("pk", flat=True))
    for accessor, part in parts(model).items():
        parent = parent_link(part).name
        columns = {name: f for name, f in own_columns(part).items() if name != parent}
        found[accessor] = [
            plain_content(child, columns) for child in getattr(row, accessor).order_by("pk")
        ]
    return {name: value for name, value in found.items() if value not in ([], None)}


def plain_content(row, columns: dict[str, models.Field]) -> dict:
    values = {name: field.value_from_object(row) for name, field in columns.items()}
    return {
        name: str(value) if isinstance(columns[name], models.FileField) else value
        for name, value in values.items()
        if value not in (None, "") and value != columns[name].get_default()
    }


def content_digest(row) -> str:
    return digest(content(type(row)._base_manager.get(pk=row.pk)))
