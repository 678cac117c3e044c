"""Makes a large site of a small one inside PostgreSQL: articles with other dates and addresses.

Each copy of all articles is committed by itself, with their tags, links and search entries: what
was interrupted goes on where it ended. Triggers are off meanwhile (nobody listens), and the large
indexes of the search table are made at the end: row by row would take hours.
"""

from django.db import connection, transaction

from news.models import Article, ArticleCount
from scicity.search.models import Entry

# So many articles were written, and each copy has as many; keys follow one another, as they do
# where editors write.
STEP = 10_000
LATER = "interval '1 second' * (({n} * 7919) %% 94608000)"
LINKS = ("tags", "projects", "institutions", "policies")
NOTES = "bench_dropped_index"


def copy_articles(times: int, tell) -> None:
    """Until there are `times` as many as were written."""
    first = Article._base_manager.filter(slug__startswith="demo-").earliest("pk").pk
    newest = newest_copy(first)
    if newest >= times:
        raise SystemExit("This site was filled in another way: delete its folder and begin anew.")
    drop_indexes()
    for n in range(newest + 1, times):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            copy(cursor, first, n)
        if n % 10 == 9:
            tell(f"{n + 1} of {times} times the articles")
    ArticleCount.objects.recount()
    for definition in dropped():
        tell(definition)
        make_again(definition)


def newest_copy(first: int) -> int:
    return (Article._base_manager.latest("pk").pk - first) // STEP


def copy(cursor, first: int, n: int) -> None:
    """The n-th copy of the articles whose keys begin with `first`."""
    later = LATER.format(n=n)
    own = f"id BETWEEN {first} AND {first + STEP - 1}"
    insert(cursor, Article._meta, own, {
        "id": f"id + {n * STEP}",
        "slug": f"slug || '-{n}'",
        "published_at": f"published_at - {later}",
        "featured_order": "NULL",
    })  # fmt: skip
    keys = f"pg_get_serial_sequence('{Article._meta.db_table}', 'id')"
    cursor.execute(f"SELECT setval({keys}, {first + (n + 1) * STEP})")
    for name in LINKS:
        through = Article._meta.get_field(name).remote_field.through._meta
        mine = f"article_id IN (SELECT id FROM news_article WHERE {own})"
        link = {"id": f"nextval(pg_get_serial_sequence('{through.db_table}', 'id'))"}
        insert(cursor, through, mine, link | {"article_id": f"article_id + {n * STEP}"})
    entries = f"kind = 'news.article' AND object_{own}"
    insert(cursor, Entry._meta, entries, {
        "key": f"'news.article/' || (object_id + {n * STEP}) || '/' || language",
        "object_id": f"object_id + {n * STEP}",
        "path": f"path || '-{n}'",
        "published_at": f"published_at - {later}",
        "date": f"(published_at - {later})::date",
        "year": f"extract(year FROM published_at - {later})",
    })  # fmt: skip


def insert(cursor, options, which: str, changed: dict[str, str]) -> None:
    """Rows of the table once more, with other values in some columns."""
    columns = [field.column for field in options.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    cursor.execute(
        f"INSERT INTO {options.db_table} ({names})"
        f" SELECT {values} FROM {options.db_table} WHERE {which}",
        [],
    )


# The notes stand in the database, so that an interrupted run does not forget an index.


def drop_indexes() -> None:
    run(f"CREATE TABLE IF NOT EXISTS {NOTES} (definition text)")
    run(
        f"INSERT INTO {NOTES} SELECT indexdef FROM pg_indexes"
        f" WHERE schemaname = current_schema() AND tablename = '{Entry._meta.db_table}'"
        " AND indexdef LIKE '%% USING gin %%'"
    )
    run(
        "DO $$ DECLARE name text; BEGIN FOR name IN SELECT indexname FROM pg_indexes"
        f" WHERE schemaname = current_schema() AND indexdef IN (SELECT definition FROM {NOTES})"
        " LOOP EXECUTE format('DROP INDEX %%I', name); END LOOP; END $$"
    )


def dropped() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT definition FROM {NOTES} ORDER BY definition")
        return [definition for (definition,) in cursor.fetchall()]


def make_again(definition: str) -> None:
    run("SET maintenance_work_mem = '1GB'")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(definition)
        cursor.execute(f"DELETE FROM {NOTES} WHERE definition = %s", [definition])


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
