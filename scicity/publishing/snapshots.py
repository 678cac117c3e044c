"""A page as plain data: its columns in both languages, its links, its rows.

One form serves all that moves a page's content: working copies, publication, versions, the bin,
and the hash that signatures are bound to. Rows of a page may refer to each other (a condition to
its track): in the data they do so by the keys that they had, and `write` gives them new ones.
"""

import datetime
import hashlib
import json
from functools import cache

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from scicity.publishing.changes import changed
from scicity.publishing.models import PagePart, Publishable

# Of a page: what is about its publication, not its content.
NOT_CONTENT = {
    "slug", "status", "published_at", "goes_live_at", "live", "origins", "notice", "flagged_at",
    "created_at", "updated_at",
}  # fmt: skip


class Encoder(DjangoJSONEncoder):
    """Django's own cuts a moment to milliseconds."""

    def default(self, o):
        return o.isoformat() if isinstance(o, datetime.datetime) else super().default(o)


@cache
def translated_names(model) -> frozenset[str]:
    try:
        return frozenset(translator.get_options_for_model(model).get_field_names())
    except NotRegistered:
        return frozenset()


@cache
def content_columns(model) -> tuple[models.Field, ...]:
    """The columns that hold content; a translated one by its two languages only."""
    left_out = translated_names(model) | (
        NOT_CONTENT if issubclass(model, Publishable) else {model.page_of_row}
    )
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in left_out
    )


def content_links(model) -> list[models.ManyToManyField]:
    """Links to many; where a link is a row of its own (a participation), it is a part."""
    return [f for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]


@cache
def part_models(model) -> tuple[type[PagePart], ...]:
    """The models of a page's rows; what others refer to comes first."""
    found = {
        relation.related_model
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, PagePart)
        and relation.field.name == relation.related_model.page_of_row
    }

    def depth(part) -> int:
        return 1 + max(map(depth, siblings(part, found)), default=0)

    return tuple(sorted(found, key=lambda part: (depth(part), part._meta.label_lower)))


def siblings(part, found) -> set:
    return {f.related_model for f in part._meta.concrete_fields if f.related_model in found} - {
        part
    }


def rows_of(page, part) -> models.QuerySet:
    return part._base_manager.filter(**{part.page_of_row: page.pk}).order_by("pk")


def snapshot(page) -> dict:
    """What is in the database of the page now, as JSON; two queries and one for each part."""
    page = type(page)._base_manager.get(pk=page.pk)
    data = {
        "kind": page._meta.label_lower,
        "slug": (page.live or page).slug,
        "columns": values_of(page),
        "links": {
            field.name: sorted(getattr(page, field.name).order_by().values_list("pk", flat=True))
            for field in content_links(type(page))
        },
        "parts": {
            part._meta.label_lower: [
                {"key": row.pk, "columns": values_of(row)} for row in rows_of(page, part)
            ]
            for part in part_models(type(page))
        },
    }
    return json.loads(json.dumps(data, cls=Encoder))


def values_of(row) -> dict:
    return {field.name: value_of(field, row) for field in content_columns(type(row))}


def value_of(field, row):
    value = field.value_from_object(row)
    return value.name or "" if isinstance(field, models.FileField) else value


def content_hash(data: dict) -> str:
    """The same for a page and its unchanged copy: rows count by their place, not by their key."""
    places = {
        kind: {row["key"]: place for place, row in enumerate(rows)}
        for kind, rows in data["parts"].items()
    }
    parts = {
        kind: [placed(row["columns"], references(kind, data), places) for row in rows]
        for kind, rows in data["parts"].items()
    }
    text = json.dumps(data | {"parts": parts}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(page) -> str:
    return content_hash(snapshot(page))


def references(kind: str, data: dict) -> dict[str, str]:
    """The columns of a part that refer to other rows of the page: {column: kind}."""
    from django.apps import apps

    return {
        field.name: field.related_model._meta.label_lower
        for field in content_columns(apps.get_model(kind))
        if field.related_model and field.related_model._meta.label_lower in data["parts"]
    }


def placed(columns: dict, references: dict, places: dict) -> dict:
    moved = {name: places[kind].get(columns.get(name)) for name, kind in references.items()}
    # When a row was written is kept, and says nothing.
    return {n: v for n, v in (columns | moved).items() if n != "created_at"}


# Writing


def write(page, data: dict, keys: dict | None = None) -> dict[str, dict[str, int]]:
    """Gives a saved page the content of a snapshot; `page` is changed as well.

    `keys` says which of the page's own rows a row of the snapshot stands for:
    {kind: {key in the snapshot: the page's}}; such rows keep their keys, others get new ones and
    rows that the snapshot does not have go. Returns where each row went.
    """
    keys = keys or {}
    fill(page, data["columns"])
    page.save_base(raw=True, force_update=True)
    for field in content_links(type(page)):
        wanted = data["links"].get(field.name, [])
        present = field.related_model._base_manager.filter(pk__in=wanted)
        getattr(page, field.name).set(present)
    remove_others(page, data, keys)
    written: dict[str, dict[str, int]] = {}
    for part in part_models(type(page)):
        kind = part._meta.label_lower
        written[kind] = write_rows(page, part, data, keys.get(kind, {}), written)
    changed(type(page), [page.pk])
    return written


def remove_others(page, data, keys) -> None:
    for part in reversed(part_models(type(page))):
        kind = part._meta.label_lower
        rows = data["parts"].get(kind, [])
        kept = [key for row in rows if (key := keys.get(kind, {}).get(str(row["key"])))]
        part._base_manager.filter(**{part.page_of_row: page.pk}).exclude(pk__in=kept).delete()


def write_rows(page, part, data, keys, written) -> dict[str, int]:
    rows = data["parts"].get(part._meta.label_lower, [])
    links = references(part._meta.label_lower, data)
    wanted = [(str(row["key"]), new_row(page, part, row, keys, links, written)) for row in rows]
    make_way(page, part, [row for _key, row in wanted])
    present = set(rows_of(page, part).values_list("pk", flat=True))
    for _key, row in wanted:
        is_there = row.pk in present
        row.save_base(raw=True, force_update=is_there, force_insert=not is_there)
    return {key: row.pk for key, row in wanted}


def new_row(page, part, row, keys, links, written):
    made = part(**{part.page_of_row: page})
    made.pk = keys.get(str(row["key"]))
    columns = dict(row["columns"])
    for name, kind in links.items():
        columns[name] = written.get(kind, {}).get(str(columns.get(name)))
    fill(made, columns)
    return made


def make_way(page, part, wanted) -> None:
    """Deletes rows that will be written anew and whose old values could be in another's way."""
    names = {
        name
        for constraint in part._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for name in constraint.fields
    } - {part.page_of_row}
    if not names:
        return
    present = rows_of(page, part).in_bulk()
    moved = [
        row.pk
        for row in wanted
        if row.pk in present and any(getattr(row, n) != getattr(present[row.pk], n) for n in names)
    ]
    part._base_manager.filter(pk__in=moved).delete()


def fill(row, columns: dict) -> None:
    """Sets the columns; what a model has got since the snapshot was made stays as it is."""
    for field in content_columns(type(row)):
        if field.name in columns:
            value = columns[field.name]
            setattr(row, field.attname, field.to_python(value) if value is not None else None)


def check_targets(model, data: dict) -> None:
    """Empties links to rows that are gone. Raises ValidationError for one that can't be empty."""
    from django.apps import apps

    tables = [(model, [data])]
    tables += [(apps.get_model(kind), rows) for kind, rows in data["parts"].items()]
    for table, rows in tables:
        inner = references(table._meta.label_lower, data) if table is not model else {}
        for field in content_columns(table):
            if field.related_model is None or field.name in inner:
                continue
            wanted = {row["columns"].get(field.name) for row in rows} - {None}
            manager = field.related_model._base_manager
            gone = wanted - set(manager.filter(pk__in=wanted).values_list("pk", flat=True))
            for row in rows:
                if row["columns"].get(field.name) in gone:
                    if not field.null:
                        raise ValidationError(
                            _("“%(field)s”所指的内容已被删除，不能恢复这一版。")
                            % {"field": field.verbose_name}
                        )
                    row["columns"][field.name] = None
