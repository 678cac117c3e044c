"""Two contents of a page beside each other, field by field, with the words that differ marked."""

from dataclasses import dataclass
from difflib import SequenceMatcher

import rjieba
from django.apps import apps
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from scicity.fields import RichTextField
from scicity.publishing.snapshots import content_columns, content_links
from scicity.search.documents import plain
from scicity.site.translated_admin import LANGUAGES

# Longer texts are compared line by line first, so that a page never takes seconds.
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Difference:
    """One field, or one row of the page, as HTML on both sides; an empty side is not there."""

    label: str
    old: str
    new: str


def compare(model, old: dict, new: dict) -> list[tuple[str, list[Difference]]]:
    """[(heading, differences)]: the page's own fields, then each kind of row that differs."""
    groups = [("", fields_of(model, old, new))]
    for kind in sorted({*old["parts"], *new["parts"]}):
        part = apps.get_model(kind)
        rows = rows_of(part, old["parts"].get(kind, []), new["parts"].get(kind, []), old, new)
        groups.append((str(part._meta.verbose_name_plural), rows))
    return [(heading, differences) for heading, differences in groups if differences]


def fields_of(model, old, new) -> list[Difference]:
    found = []
    if old.get("slug") != new.get("slug"):
        found.append(difference(_("地址"), old.get("slug", ""), new.get("slug", "")))
    for field in content_columns(model):
        before, after = old["columns"].get(field.name), new["columns"].get(field.name)
        if before != after:
            found.append(difference(label(field), shown(field, before), shown(field, after)))
    for field in content_links(model):
        before, after = (set(side["links"].get(field.name, [])) for side in (old, new))
        if before != after:
            names = names_of(field.related_model, before | after)
            sides = ["\n".join(sorted(names[key] for key in keys)) for keys in (before, after)]
            found.append(difference(label(field), *sides))
    return found


def label(field) -> str:
    original = getattr(field, "translated_field", None)
    if original is None:
        return str(field.verbose_name)
    _code, language = LANGUAGES[field.name.removeprefix(f"{original.name}_")]
    return f"{original.verbose_name}（{language}）"


def shown(field, value) -> str:
    """The value as an editor reads it."""
    if value is None or value == "":
        return ""
    if isinstance(field, RichTextField):
        return plain(value)
    if isinstance(field, models.BooleanField):
        return _("是") if value else _("否")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return str(value)[:16].replace("T", " ")
    if field.related_model:
        return names_of(field.related_model, {value})[value]
    return str(value)


def names_of(model, keys) -> dict:
    """What rows are called now; one that is gone has its number only."""
    found = model._base_manager.in_bulk(keys)
    return {key: str(found[key]) if key in found else f"#{key}" for key in keys}


# Rows


def rows_of(part, old_rows, new_rows, old, new) -> list[Difference]:
    """Rows by their keys; where a row's key was lost, by the same content, then by place."""
    pairs = paired(old_rows, new_rows)
    return [
        Difference(str(part._meta.verbose_name), *marked(text(part, a, old), text(part, b, new)))
        for a, b in pairs
        if a is None or b is None or text(part, a, old) != text(part, b, new)
    ]


def paired(old_rows, new_rows) -> list[tuple]:
    left = {row["key"]: row for row in new_rows}
    pairs, waiting = [], []
    for row in old_rows:
        other = left.pop(row["key"], None)
        pairs.append((row, other)) if other else waiting.append(row)
    for row in waiting:
        same = next((r for r in left.values() if r["columns"] == row["columns"]), None)
        if same:
            left.pop(same["key"])
        pairs.append((row, same))
    return [*pairs, *((None, row) for row in left.values())]


def text(part, row, data) -> str:
    """A row as lines `field: value`, without what is empty."""
    if row is None:
        return ""
    lines = []
    for field in content_columns(part):
        value = row["columns"].get(field.name)
        if value in (None, "", [], {}) or field.name == "created_at":
            continue
        lines.append(f"{label(field)}：{cell(field, value, data)}")
    return "\n".join(lines)


def cell(field, value, data) -> str:
    """A reference to another row of the page is said by that row's place."""
    kind = field.related_model._meta.label_lower if field.related_model else ""
    if kind in data["parts"]:
        keys = [row["key"] for row in data["parts"][kind]]
        return f"#{keys.index(value) + 1}" if value in keys else ""
    return shown(field, value)


# Words


def difference(name, old: str, new: str) -> Difference:
    return Difference(name, *marked(old, new))


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts as HTML, with <del> and <ins> around the words that the other does not have."""
    before, after = words(old), words(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left, right = [], []
    for what, a, b, c, d in matcher.get_opcodes():
        tag_a, tag_b = ("", "") if what == "equal" else ("del", "ins")
        left.append(wrapped(tag_a, "".join(before[a:b])))
        right.append(wrapped(tag_b, "".join(after[c:d])))
    return join(left), join(right)


def words(value: str) -> list[str]:
    """Chinese by word; other scripts come out by word as well."""
    found = rjieba.cut(value)
    return value.splitlines(keepends=True) if len(found) > MOST_WORDS else found


def wrapped(tag: str, value: str) -> str:
    if not value:
        return ""
    if not tag:
        return format_html("{}", value)
    return format_html("<{}>{}</{}>", mark_safe(tag), value, mark_safe(tag))


def join(parts) -> str:
    return format_html_join("", "{}", ((part,) for part in parts))
