"""The database's own guard: pages become public through the service alone.

A trigger on every table of pages refuses to make a row public (or to alter when it was first
public) unless the transaction carries a mark, which `opened()` sets for the length of a block.
Another trigger refuses to alter or delete history and versions.
See docs/decisions/0012-one-way-to-the-public.md.
"""

import hashlib
from contextlib import contextmanager

from django.apps import apps
from django.db import connections, router, transaction

MARK = "scicity.release"

FUNCTIONS = """
CREATE OR REPLACE FUNCTION publishing_guard() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF coalesce(current_setting('scicity.release', true), '') <> 'on' THEN
        RAISE EXCEPTION 'A page becomes public through scicity.publishing.transitions only.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$function$;
CREATE OR REPLACE FUNCTION publishing_keep() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'publishing_version' THEN
        IF OLD.published_at > clock_timestamp() THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % are never altered and never deleted.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$function$;
"""
PUBLIC = "NEW.status IN ('published', 'withdrawn', 'scheduled')"
ON_PAGES = (
    'CREATE OR REPLACE TRIGGER "publishing_guard_insert" BEFORE INSERT ON "{table}" FOR EACH ROW'
    f" WHEN ({PUBLIC}) EXECUTE FUNCTION publishing_guard()",
    'CREATE OR REPLACE TRIGGER "publishing_guard_update" BEFORE UPDATE ON "{table}" FOR EACH ROW'
    f" WHEN ({PUBLIC} AND (OLD.status IS DISTINCT FROM NEW.status"
    " OR OLD.published_at IS DISTINCT FROM NEW.published_at"
    " OR OLD.goes_live_at IS DISTINCT FROM NEW.goes_live_at))"
    " EXECUTE FUNCTION publishing_guard()",
)
ON_RECORDS = (
    'CREATE OR REPLACE TRIGGER "publishing_keep" BEFORE UPDATE OR DELETE ON "{table}"'
    " FOR EACH ROW EXECUTE FUNCTION publishing_keep()"
)
KEPT = ("publishing_historyentry", "publishing_version")


def page_models() -> list:
    from scicity.publishing.models import Publishable

    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def install(using="default", **kwargs) -> None:
    """Makes functions and triggers after `migrate`; quick when they are there."""
    connection = connections[using]
    if connection.vendor != "postgresql" or not router.allow_migrate(using, "publishing"):
        return
    with connection.cursor() as cursor:
        pages = {model._meta.db_table for model in page_models()}
        pages &= tables_with("goes_live_at", cursor)
        kept = set(KEPT) & tables_with("id", cursor)
        statements = [line.format(table=table) for table in sorted(pages) for line in ON_PAGES]
        statements += [ON_RECORDS.format(table=table) for table in sorted(kept)]
        sql = FUNCTIONS + ";\n".join(statements)
        version = hashlib.sha256(sql.encode()).hexdigest()
        cursor.execute("SELECT obj_description(to_regproc('publishing_guard'), 'pg_proc')")
        if cursor.fetchone()[0] != version:
            cursor.execute(sql)
            cursor.execute(f"COMMENT ON FUNCTION publishing_guard() IS '{version}'")


def tables_with(column: str, cursor) -> set[str]:
    """Migrations that stop half way leave tables whose columns are still to come."""
    cursor.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND column_name = %s",
        [column],
    )
    return {name for (name,) in cursor.fetchall()}


@contextmanager
def opened(using="default"):
    """Lets this block make pages public. For `transitions` and `system` only.

    The mark lasts no longer than the block: the transaction's end and a rollback take it away.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{MARK}', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute(f"SELECT set_config('{MARK}', 'on', true)")
        yield
        if connections[using].needs_rollback:
            return
        cursor.execute(f"SELECT set_config('{MARK}', %s, true)", [before])
