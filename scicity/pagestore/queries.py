"""What the answer to an SQL statement depends on, read from its text.

It knows the SQL that Django writes: quoted names, each column with its table. A statement that
does not look so depends on every change of its tables.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from scicity.pagestore.triggers import scopes, watched_models

SOURCE = re.compile(
    r'(?P<join>FROM|INNER JOIN|LEFT OUTER JOIN|JOIN) "(?P<table>\w+)"(?!\.)'
    r"(?: (?P<alias>[A-Z]+\d+)\b)?"
    r'(?: ON \("?(?P<left>\w+)"?\."(?P<left_column>\w+)" = '
    r'"?(?P<right>\w+)"?\."(?P<right_column>\w+)"\))?'
)
COLUMN = re.compile(r'(?:"(\w+)"|\b([A-Z]+\d+))\."(\w+)"')
FOREIGN_SOURCE = re.compile(r"\b(?:FROM|JOIN) (?![\"(]|'|CURRENT)\w+", re.IGNORECASE)
CONDITION = re.compile(r'"(\w+)"\."(\w+)" (?:= (%s)|IN \((%s(?:, %s)*)\))$')
CLAUSE = re.compile(r" (?:GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|FOR) ")
# Two of the forms of a tag: one row, and a parent's rows.
ROW = re.compile(r"(?P<table>\w+):(?P<value>.*)")
NARROWED = re.compile(r"(?P<table>\w+)\[(?P<column>\w+)=(?P<value>.*?)\]")


@dataclass(frozen=True)
class Table:
    """`parents` has the tables that columns refer to by their keys."""

    key: str
    scopes: frozenset[str]
    parents: dict[str, str]


@cache
def watched_tables() -> dict[str, Table]:
    return {
        model._meta.db_table: Table(
            model._meta.pk.column, frozenset(scopes(model)), parents_of(model)
        )
        for model in watched_models()
    }


def parents_of(model) -> dict[str, str]:
    return {
        field.column: field.related_model._meta.db_table
        for field in model._meta.concrete_fields
        if field.is_relation and field.target_field.primary_key
    }


def refers_to(table: str, column: str, parent: str) -> bool:
    return watched_tables()[table].parents.get(column) == parent


@dataclass(frozen=True)
class Statement:
    """`shown` are columns of rows that may become objects; `compared` are all others.

    `narrowed` has (table, column, positions of the parameters) where the statement asks only for
    rows with these values. A table `by_key` takes part only with rows that another table refers
    to: a new row of it changes nothing before such a reference does.
    """

    tables: frozenset[str]
    is_foreign: bool = False
    base: str = ""
    shown: frozenset[tuple[str, str]] = frozenset()
    compared: frozenset[tuple[str, str]] = frozenset()
    narrowed: tuple[tuple[str, str, range], ...] = ()
    by_key: frozenset[str] = frozenset()

    def tags(self, params, are_objects: bool) -> set[str]:
        """The tags that the answer depends on, beside those of the objects made from it."""
        tags = {f"{table}!" for table in self.tables}
        if self.is_foreign:
            return tags | self.tables
        columns = self.compared if are_objects else self.compared | self.shown
        for table in self.tables:
            key, places = self.places(table, params)
            if key:
                tags |= {f"{table}:{value}" for value in key}
                continue
            names = {f".{column}" for owner, column in columns if owner == table}
            if table not in self.by_key:
                names.add("+")
            tags |= {f"{table}{place}{name}" for place in places for name in names}
        return tags

    def places(self, table, params) -> tuple[list, list[str]]:
        """The keys that are asked for, or the narrowest scope: `[project_id=3]`, else all rows."""
        scoped = [""]
        for owner, column, positions in self.narrowed:
            if owner == table:
                values = [params[position] for position in positions]
                if column == watched_tables()[table].key:
                    return values, []
                scoped = [f"[{column}={str(value).replace(' ', '%20')}]" for value in values]
        return [], scoped


@dataclass(frozen=True)
class Union:
    """Several statements in one; no row of it becomes an object."""

    parts: tuple[Statement, ...]
    # Where the parameters of each part begin and end.
    places: tuple[slice, ...]
    shown = frozenset()

    @property
    def tables(self) -> frozenset[str]:
        return frozenset().union(*(part.tables for part in self.parts))

    def tags(self, params, are_objects: bool) -> set[str]:
        pairs = zip(self.parts, self.places, strict=True)
        return set().union(*(part.tags(params[place], False) for part, place in pairs))


@lru_cache(maxsize=2000)
def read(sql: str) -> Statement | Union:
    if texts := united(sql):
        ends = list(accumulate(text.count("%s") for text in texts))
        places = tuple(slice(start, end) for start, end in pairwise([0, *ends]))
        return Union(tuple(read_one(text) for text in texts), places)
    return read_one(sql)


def united(sql: str) -> list[str]:
    """The statements of a plain `(SELECT …) UNION ALL (SELECT …)`; none of anything else."""
    cuts = [m for m in re.finditer(" UNION ALL ", sql) if depth(sql, m.start()) == 0]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(sql)]
    bounds = list(zip(starts, ends, strict=True))
    if not cuts or not all(is_in_brackets(sql, *pair) for pair in bounds):
        return []
    return [sql[start + 1 : end - 1] for start, end in bounds]


def is_in_brackets(sql: str, start: int, end: int) -> bool:
    return sql.startswith("(SELECT ", start) and min(depths(sql)[start : end - 1]) > 0


def read_one(sql: str) -> Statement:
    sources = list(SOURCE.finditer(sql))
    aliases = {match["alias"] or match["table"]: match["table"] for match in sources}
    tables = frozenset(aliases.values())
    head = main_from(sql)
    if FOREIGN_SOURCE.search(without_extracts(sql)) or not tables:
        return Statement(tables, is_foreign=True)
    columns = [
        (match.start(), aliases.get(match[1] or match[2]), match[3])
        for match in COLUMN.finditer(sql)
    ]
    columns = [(at, table, column) for at, table, column in columns if table in watched_tables()]
    if head is None:
        compared = frozenset((table, column) for _at, table, column in columns)
        return Statement(tables, compared=compared)
    top = [match for match in sources if depth(sql, match.start()) == 0]
    keys = {
        table
        for at, table, column in columns
        if at < head and column == watched_tables()[table].key and depth(sql, at) == 0
    }
    shown = frozenset(
        (table, column)
        for at, table, column in columns
        if at < head and table in keys and (table == top[0]["table"] or depth(sql, at) == 0)
    )
    compared = frozenset(
        (table, column)
        for at, table, column in columns
        if at > head or table not in keys or (table, column) not in shown
    )
    occurrences = Counter(match["table"] for match in sources)
    return Statement(
        tables,
        base=top[0]["table"],
        shown=shown,
        compared=compared,
        narrowed=tuple(narrowings(sql, head, occurrences)),
        by_key=frozenset(reached_by_key(top, aliases, occurrences)),
    )


def without_extracts(sql: str) -> str:
    return re.sub(r"EXTRACT\((\w+) FROM", r"EXTRACT(\1 OF", sql)


@lru_cache(maxsize=64)
def depths(sql: str) -> list[int]:
    result, level = [], 0
    for character in sql:
        level += (character == "(") - (character == ")")
        result.append(level)
    return result


def depth(sql: str, at: int) -> int:
    return depths(sql)[at]


def main_from(sql: str) -> int | None:
    """Where the FROM of a plain SELECT stands; None for a union."""
    if not sql.startswith("SELECT ") or re.search(r" (?:UNION|EXCEPT|INTERSECT) ", sql):
        return None
    for match in re.finditer(r' FROM "', sql):
        if depth(sql, match.start()) == 0:
            return match.start()
    return None


def narrowings(sql, head, occurrences):
    """Conditions that hold for all rows: one of the column's values is asked for."""
    for at, text in conditions(sql, head):
        match = CONDITION.match(text)
        if not match or occurrences[match[1]] != 1:
            continue
        table = watched_tables().get(match[1])
        if table and (match[2] == table.key or match[2] in table.scopes):
            first = sql.count("%s", 0, at)
            yield match[1], match[2], range(first, first + text.count("%s"))


def conditions(sql: str, head: int) -> list[tuple[int, str]]:
    """[(position, text)] of what the WHERE joins by AND."""
    starts = [m.end() for m in re.finditer(" WHERE ", sql) if depth(sql, m.start()) == 0]
    if not starts:
        return []
    ends = (m.start() for m in CLAUSE.finditer(sql, starts[0]) if depth(sql, m.start()) == 0)
    return list(conjuncts(sql, starts[0], next(ends, len(sql))))


def conjuncts(sql: str, start: int, end: int):
    level = depth(sql, start - 1)
    if any(
        depth(sql, m.start()) == level for m in re.finditer(" OR ", sql[:end]) if m.start() > start
    ):
        return
    cuts = [m for m in re.finditer(" AND ", sql[:end]) if m.start() > start]
    cuts = [m for m in cuts if depth(sql, m.start()) == level]
    bounds = zip([start, *(m.end() for m in cuts)], [*(m.start() for m in cuts), end], strict=True)
    for first, last in bounds:
        inner = sql[first] == "(" and min(depths(sql)[first : last - 1]) > level
        if inner:
            yield from conjuncts(sql, first + 1, last - 1)
        else:
            yield first, sql[first:last]


def reached_by_key(top, aliases, occurrences):
    found = Counter()
    for match in top:
        if not match["left"]:
            continue
        joined = match["alias"] or match["table"]
        sides = [(match["left"], match["left_column"]), (match["right"], match["right_column"])]
        for (name, column), (other, other_column) in (sides, sides[::-1]):
            table, referrer = aliases.get(name), aliases.get(other)
            if (
                table in watched_tables()
                and referrer in watched_tables()
                and column == watched_tables()[table].key
                and other_column in watched_tables()[referrer].scopes
                and (match["join"] == "INNER JOIN" or name == joined)
            ):
                found[table] += 1
    return {table for table, number in found.items() if number >= occurrences[table]}
