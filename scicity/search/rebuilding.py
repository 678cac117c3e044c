"""Makes a whole new index beside the one in use, and puts it in its place in one moment.

The new table has the old one's name, in a schema of its own: with the schema first in the search
path, all code writes to the new one. Batches are committed, so that an interrupted rebuild goes
on where it stopped. Pages that change meanwhile are noted (`writing.refresh`) and written again
at the end.
"""

import re
from collections.abc import Callable
from contextlib import contextmanager

from django.db import connection, transaction

from scicity.pagestore import triggers
from scicity.search import writing
from scicity.search.documents import Kind, kinds
from scicity.search.models import Change, Entry, Rebuild

SCHEMA = "search_rebuild"
TABLE = Entry._meta.db_table
BATCH = 200


def rebuild(say: Callable[[str], None], batch: int = BATCH, restart: bool = False) -> int:
    """Returns the number of entries of the new index. Only one may run at a time."""
    if restart:
        abandon()
    state = Rebuild.objects.first() or begin()
    names = sorted(kinds)
    for kind in (kinds[name] for name in names if name >= state.kind):
        fill(kind, state, batch, say)
    say("Indexes …")
    make_indexes()
    return swap()


def begin() -> Rebuild:
    """From its commit on every change is noted: it waits for the changes under way."""
    with transaction.atomic():
        run(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
        run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        run(f"DROP TABLE IF EXISTS {SCHEMA}.{TABLE}")
        run(
            f"CREATE TABLE {SCHEMA}.{TABLE}"
            f" (LIKE {TABLE} INCLUDING ALL EXCLUDING INDEXES) WITH ({options()})"
        )
        run(f"ALTER TABLE {SCHEMA}.{TABLE} ADD CONSTRAINT {TABLE}_pkey PRIMARY KEY (key)")
        Change.objects.all().delete()
        return Rebuild.objects.create()


def abandon() -> None:
    with transaction.atomic():
        run(f"DROP TABLE IF EXISTS {SCHEMA}.{TABLE}")
        Rebuild.objects.all().delete()
        Change.objects.all().delete()


def fill(kind: Kind, state: Rebuild, batch: int, say) -> None:
    """Writes the pages of a kind, beginning after the last one that is there."""
    last = state.last_pk if state.kind == kind.name else 0
    rows = kind.model._base_manager.filter(live=None).order_by("pk")
    total, done = rows.count(), rows.filter(pk__lte=last).count()
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
        last = pks[-1]
        with transaction.atomic():
            with new_table():
                Entry.objects.bulk_create(writing.entries_of(kind, pks))
            state.kind, state.last_pk = kind.name, last
            state.save()
        done += len(pks)
        say(f"{kind.model._meta.verbose_name} {done}/{total}")


def make_indexes() -> None:
    for name, definition in definitions().items():
        if definition.startswith("CREATE UNIQUE"):
            continue
        definition = re.sub(r" ON \S+ USING ", f" ON {SCHEMA}.{TABLE} USING ", definition)
        with transaction.atomic():
            run("SET LOCAL maintenance_work_mem = '256MB'")
            run(definition.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
            if "search_pairs" in definition:
                run(f"ALTER INDEX {SCHEMA}.{name} ALTER COLUMN 1 SET STATISTICS 0")


def swap() -> int:
    """Visitors wait for the moment that this transaction takes."""
    with transaction.atomic():
        run(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        with new_table():
            catch_up()
        home = row("SELECT current_schema()")[0]
        # Its trigger tells the page store that every row may be another one now.
        run(f"TRUNCATE {TABLE}")
        run(f"DROP TABLE {TABLE}")
        run(f"ALTER TABLE {SCHEMA}.{TABLE} SET SCHEMA {home}")
        for statement in triggers.statements(Entry):
            run(statement)
        run(f"DROP SCHEMA {SCHEMA}")
        Rebuild.objects.all().delete()
        Change.objects.all().delete()
        number = Entry.objects.count()
    run(f"ANALYZE {TABLE}")
    return number


def catch_up() -> None:
    changed: dict[str, set[int]] = {}
    for name, pk in Change.objects.values_list("kind", "object_id"):
        changed.setdefault(name, set()).add(pk)
    for name, pks in changed.items():
        writing.write(kinds[name], pks)


@contextmanager
def new_table():
    """Inside, `Entry` is the table in the making. Needs a transaction."""
    path = row("SHOW search_path")[0]
    run(f"SET LOCAL search_path = {SCHEMA}, {path}")
    yield
    run(f"SET LOCAL search_path = {path}")


def definitions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = current_schema() AND tablename = %s ORDER BY indexname",
            [TABLE],
        )
        return dict(cursor.fetchall())


def options() -> str:
    """The storage parameters of the table, which LIKE does not copy."""
    found = row("SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = %s::regclass")
    return found[0] or "fillfactor = 100"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def row(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql, [TABLE] if "%s" in sql else None)
        return cursor.fetchone()
