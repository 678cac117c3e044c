"""The rules of many policies, compiled once for a state of the database and a language."""

from functools import lru_cache

from django.db import connection
from django.utils.translation import get_language

from scicity.pagestore.reading import reading
from talent.matching import RuleBook
from talent.models import (
    Attribute,
    AttributeOption,
    Benefit,
    Clause,
    Condition,
    EligibilityTrack,
    TalentPolicy,
)
from talent.rules import load_book

# What a rule is read from.
SOURCES = (
    TalentPolicy,
    EligibilityTrack,
    Condition,
    Clause,
    Benefit,
    Attribute,
    AttributeOption,
)
# Most books that a process keeps.
KEPT = 12


def book_of(keys) -> RuleBook:
    """The rules of these policies in the active language; one query once it is known.

    The book is shared by all visitors and threads, holds nothing about anybody, and is made anew
    as soon as any row that it was read from is another.
    """
    return kept_book(get_language(), stamp(), frozenset(keys))


def stamp() -> tuple:
    """Differs whenever a row that rules are read from was added, changed or deleted.

    A row's place and transaction change with every update, whoever makes it and however.
    """
    counts = " UNION ALL ".join(
        f"SELECT {number}, count(*), sum(hashtext(ctid::text || xmin::text)) "
        f"FROM {connection.ops.quote_name(model._meta.db_table)}"
        for number, model in enumerate(SOURCES)
    )
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return tuple(sorted(cursor.fetchall()))


@lru_cache(maxsize=KEPT)
def kept_book(language: str, stamp: tuple, keys: frozenset) -> RuleBook:
    policies = TalentPolicy.objects.filter(pk__in=keys)
    # As all that is kept, from the primary: a standby may be older than the stamp.
    with reading():
        return load_book(policies.defer("body", "body_zh_hans", "body_en"))
