"""The content files as rows, checked as far as that goes without a database."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from scicity.fields import RichTextField
from scicity.starter import columns, texts
from scicity.starter.problems import ContentError, messages


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML without its surprises: `no` is a word, 02368 a text; a date is read by its column."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("null", r"|~|null", ["", "~", "n"]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(0|[1-9]\d*)", list("-0123456789")),
    ("float", r"-?(0|[1-9]\d*)\.\d+", list("-0123456789")),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


@dataclass
class Row:
    """One row of a file, its values sorted by how they are loaded."""

    model: type[models.Model]
    place: str
    written: dict = field(default_factory=dict)
    key: str = ""
    plain: dict = field(default_factory=dict)
    rich: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)
    many: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def without_links_to(self, target) -> "Row":
        names = {
            name for name in self.links if self.model._meta.get_field(name).related_model is target
        }
        return replace(
            self,
            written={k: v for k, v in self.written.items() if k not in names},
            links={k: v for k, v in self.links.items() if k not in names},
        )


def read_files(directory: Path) -> dict[str, list[Row]]:
    """The rows of each file, by name. Raises ContentError with every problem found."""
    problems, files = [], {}
    for path in sorted(directory.glob("*.yaml")):
        files[path.name] = read_file(path, problems)
    seen = {}
    for row in (row for rows in files.values() for row in rows):
        if (first := seen.setdefault((row.label, row.key), row)) is not row:
            problems.append(f"{row.place}: the same row as {first.place}")
    if problems:
        raise ContentError(problems)
    return files


def read_file(path: Path, problems: list[str]) -> list[Row]:
    try:
        text = yaml.load(path.read_text(encoding="utf-8"), Loader)
        model = apps.get_model(text["model"])
        rows = list(enumerate(text["rows"], 1))
    except yaml.YAMLError as error:
        problems.append(f"{path.name}: {' '.join(str(error).split())}")
    except (TypeError, KeyError, ValueError):
        problems.append(f"{path.name}: must be `model: app.model` and `rows:`, a list of mappings")
    except LookupError as error:
        problems.append(f"{path.name}: {error}")
    else:
        return [read_row(model, path.name, number, row, problems) for number, row in rows]
    return []


def read_row(model, file: str, number: int, written, problems: list[str]) -> Row:
    row = Row(model, f"{file} row {number}")
    if not isinstance(written, dict):
        problems.append(f"{row.place}: must be a mapping")
        return row
    name = columns.natural_key(model)
    row.key = str(written.get(name, ""))
    row.place += f" ({row.key})"
    if not row.key:
        problems.append(f"{row.place}: {name}: is missing")
    row.written = written
    sort_values(row, {k: v for k, v in written.items() if k != "pk"}, problems)
    return row


def sort_values(row: Row, values: dict, problems: list[str]) -> None:
    """Puts each value where the loader takes it from; says what fits no column."""
    translated, own = columns.translated_names(row.model), columns.own_columns(row.model)
    many = columns.many_links(row.model)
    parts = columns.parts(row.model)
    for name, value in values.items():
        where = f"{row.place}: {name}"
        if name in translated:
            sort_translated(row, name, value, where, problems)
        elif name in parts:
            row.parts[name] = read_parts(parts[name], value, where, problems)
        elif name in many:
            row.many[name] = [str(key) for key in value or []]
        elif name not in own or name in columns.translation_columns(row.model):
            problems.append(f"{where}: there is no such column")
        elif own[name].is_relation:
            row.links[name] = value if value is None else str(value)
        else:
            row.plain[name] = clean_value(own[name], value, where, problems)


def sort_translated(row: Row, name: str, value, where: str, problems: list[str]) -> None:
    if not isinstance(value, dict) or not set(value) <= set(columns.LANGUAGES):
        problems.append(f"{where}: must be {{zh: …, en: …}}")
        return
    for language, text in value.items():
        column = f"{name}_{columns.LANGUAGES[language]}"
        field = row.model._meta.get_field(column)
        if text is not None and not isinstance(text, str):
            problems.append(f"{where}: {language}: must be a text (put it in quotes)")
        elif isinstance(field, RichTextField):
            row.rich[column] = text or ""
        elif text and texts.has_own_link(text):
            problems.append(f"{where}: {language}: links work in formatted texts only")
        elif text:
            row.plain[column] = clean_value(field, text.strip(), f"{where}: {language}", problems)


def read_parts(model, rows, where: str, problems: list[str]) -> list[Row]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.append(f"{where}: must be a list of mappings")
        return []
    found = []
    for number, values in enumerate(rows, 1):
        part = Row(model, f"{where} {number}", values)
        sort_values(part, values, problems)
        found.append(part)
    return found


def clean_value(field: models.Field, value, where: str, problems: list[str]):
    if isinstance(field, models.DecimalField) and isinstance(value, float):
        value = str(value)
    try:
        return field.clean(field.get_default() if value is None else value, None)
    except ValidationError as error:
        if field.choices and value not in dict(field.flatchoices):
            known = ", ".join(map(str, dict(field.flatchoices)))
            problems.append(f"{where}: {value!r} is none of {known}")
        else:
            problems.extend(messages(error, where))
