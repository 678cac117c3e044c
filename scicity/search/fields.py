"""Text that is found by any part of it, in any script, on stock PostgreSQL.

The index holds every pair of neighbouring characters as one number; a part of the text is found
by looking up its pairs and then comparing the text itself, so that hits are exact.
"""

import zlib

from django.contrib.postgres.fields import ArrayField
from django.db import models


def pairs_of(text: str) -> list[int]:
    """What the function `search_pairs` of the database makes of a text."""
    return sorted({(ord(a) << 21) | ord(b) for a, b in zip(text, text[1:], strict=False)})


class PackedTextField(models.BinaryField):
    """Text that is only shown: zlib makes Chinese text half as long, PostgreSQL hardly shorter."""

    def from_db_value(self, value, expression, connection):
        return zlib.decompress(value).decode() if value else ""

    def get_prep_value(self, value):
        return zlib.compress(value.encode()) if value else b""


class FoldedField(models.TextField):
    """Folded text (`scicity.search.folding`); the lookups compare with folded text only."""


@FoldedField.register_lookup
class Pairs(models.Transform):
    lookup_name = "pairs"
    function = "search_pairs"

    @property
    def output_field(self):
        return ArrayField(models.BigIntegerField())


@FoldedField.register_lookup
class Holds(models.Lookup):
    """The text contains the value; compares row by row."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        text, params = self.process_lhs(compiler, connection)
        return f"strpos({text}, %s) > 0", [*params, self.rhs]


@FoldedField.register_lookup
class Paired(models.Lookup):
    """The text has the value's pairs somewhere: what may hold it, by the index alone.

    Of two characters there is one pair, and the answer is exact; of one character there is none.
    """

    lookup_name = "paired"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        if len(self.rhs) < 2:
            return "TRUE", []
        text, params = self.process_lhs(compiler, connection)
        return f"search_pairs({text}) @> %s::bigint[]", [*params, pairs_of(self.rhs)]


@FoldedField.register_lookup
class Has(models.Lookup):
    """The text contains the value; one of two or more characters is found by the index."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        tests = []
        if len(self.rhs) > 1:
            tests.append(Paired(self.lhs, self.rhs).as_sql(compiler, connection))
        if len(self.rhs) != 2:
            tests.append(Holds(self.lhs, self.rhs).as_sql(compiler, connection))
        sql = " AND ".join(text for text, _params in tests)
        return f"({sql})", [value for _text, params in tests for value in params]


@models.IntegerField.register_lookup
class Among(models.Lookup):
    """One of these numbers: as `in`, but one parameter for any number of them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        number, params = self.process_lhs(compiler, connection)
        # As text: the driver would look at the type of each number.
        return f"{number} = ANY(%s::bigint[])", [*params, f"{{{','.join(map(str, self.rhs))}}}"]
