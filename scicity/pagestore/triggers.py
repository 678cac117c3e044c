"""The triggers that tell which rows changed: on each table of our own models."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.db import models, router
from django.db.backends.utils import truncate_name

from scicity.publishing.models import Publishable

FUNCTION = Path(__file__).with_suffix(".sql")
EVENTS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows",
    "truncate": "AFTER TRUNCATE ON {table}",
}
# What visitors never see; a page that reads such a table is not stored.
UNWATCHED_APPS = {
    "admin",
    "auth",
    "accounts",
    "axes",
    "contenttypes",
    "otp_static",
    "otp_totp",
    "sessions",
    "spreadsheets",
    "starter",
}


def watched_models() -> list[type[models.Model]]:
    """Every model with a table whose changes are told, the tables of many-to-many columns too."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in UNWATCHED_APPS
    ]


def scopes(model) -> list[str]:
    """The columns whose value narrows a change to one parent's rows, or to one row."""
    return [
        field.column
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.unique or field.many_to_one)
    ]


def arguments(model) -> list[str]:
    kind = "pages" if issubclass(model, Publishable) else "rows"
    return [model._meta.pk.column, kind, *scopes(model)]


def statements(model) -> list[str]:
    table = model._meta.db_table
    values = ", ".join(f"'{argument}'" for argument in arguments(model))
    return [
        f'CREATE OR REPLACE TRIGGER "{truncate_name(f"pagestore_{event}", 63)}" '
        + clause.format(table=f'"{table}"')
        + f" FOR EACH STATEMENT EXECUTE FUNCTION pagestore_tell({values})"
        for event, clause in EVENTS.items()
    ]


def install(using="default", **kwargs) -> None:
    """Makes function and triggers as the models are now; quick when they are so already."""
    from django.db import connections

    connection = connections[using]
    if connection.vendor != "postgresql" or not router.allow_migrate(using, "pagestore"):
        return
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        sql = ";\n".join(
            [FUNCTION.read_text().strip().rstrip(";")]
            + [
                line
                for model in watched_models()
                if model._meta.db_table in tables
                for line in statements(model)
            ]
        )
        version = hashlib.sha256(sql.encode()).hexdigest()
        cursor.execute("SELECT obj_description(to_regproc('pagestore_tell'), 'pg_proc')")
        if cursor.fetchone()[0] != version:
            cursor.execute(sql)
            cursor.execute(f"COMMENT ON FUNCTION pagestore_tell() IS '{version}'")
