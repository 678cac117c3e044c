"""Checks a project package against the schema beside this file, strictly."""

import json
from pathlib import Path

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

HERE = Path(__file__).parent
PROJECT = json.loads((HERE / "project-schema.json").read_text())
PACKAGE = json.loads((HERE / "project-package-schema.json").read_text())


def problems(package: dict) -> list[str]:
    """What the schema forbids, and every key that it does not know (which it lets pass)."""
    found = list(schema_errors(package))
    for position, project in enumerate(package.get("projects", [])):
        found += stray_keys(project, PROJECT, f"projects/{position}")
    found += [f"{key}: unknown key" for key in package if key not in PACKAGE["properties"]]
    return found


def schema_errors(package):
    registry = Registry().with_resources(
        (schema["id"], Resource.from_contents(schema, default_specification=DRAFT4))
        for schema in (PROJECT, PACKAGE)
    )
    validator = Draft4Validator(PACKAGE, registry=registry, format_checker=FormatChecker())
    for error in validator.iter_errors(package):
        yield f"{'/'.join(map(str, error.path))}: {error.message[:200]}"


def stray_keys(value, schema, path):
    if "$ref" in schema:
        schema = PROJECT["definitions"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from stray_keys(item, schema.get("items", {}), f"{path}/{position}")
    elif isinstance(value, dict) and "properties" in schema:
        for key, item in value.items():
            if key not in schema["properties"]:
                yield f"{path}/{key}: unknown key"
            else:
                yield from stray_keys(item, schema["properties"][key], f"{path}/{key}")
