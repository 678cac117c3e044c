"""The data sets that the site gives away; each section registers its own.

A data set says what its columns mean once: the download, the data page, the API's documents and
the catalogue all read it from here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scicity.opendata import formats


def with_remark(text, remark) -> str:
    return _("{text}（{remark}）").format(text=text, remark=remark)


@dataclass(frozen=True)
class Column:
    """One column: its name in every format, what it means, its unit, and how to read it.

    `value(row)` returns None or what `type` says: text, texts (a list), integer, number, boolean,
    date or moment.
    """

    name: str
    description: str | Promise
    value: Callable[[Any], Any]
    unit: str | Promise = ""
    type: str = "text"

    @property
    def meaning(self) -> str:
        """What it means, with its unit."""
        return with_remark(self.description, self.unit) if self.unit else str(self.description)


@dataclass(frozen=True)
class Format:
    """A way to write rows: `lines(dataset, rows, request)` yields text.

    `choose` leaves only those of the rows that the format has room for.
    """

    content_type: str
    lines: Callable[..., Iterable[str]]
    label: str
    choose: Callable[[QuerySet], QuerySet] = QuerySet.all


CSV = Format("text/csv; charset=utf-8", formats.csv_lines, "CSV")
JSON = Format("application/json", formats.json_lines, "JSON")
GEOJSON = Format("application/geo+json", formats.geojson_lines, "GeoJSON")


@dataclass(frozen=True)
class Dataset:
    """`queryset()` gives the public rows, with what the columns read already fetched."""

    slug: str
    title: str | Promise
    description: str | Promise
    queryset: Callable[[], QuerySet]
    columns: tuple[Column, ...]
    # The name of the page that shows the same rows to people.
    url_name: str
    filterset_class: type | None = None
    # The column of the time at which a row was last changed.
    changed: str = "updated_at"
    more_formats: dict[str, Format] = field(default_factory=dict)

    @property
    def formats(self) -> dict[str, Format]:
        return {"csv": CSV, "json": JSON} | self.more_formats

    def updated_at(self):
        """When a public row last changed; None without any."""
        rows = self.queryset().order_by().prefetch_related(None)
        return rows.aggregate(newest=Max(self.changed))["newest"]

    def record(self, row) -> dict:
        return {column.name: column.value(row) for column in self.columns}


datasets: dict[str, Dataset] = {}


def register(dataset: Dataset) -> Dataset:
    datasets[dataset.slug] = dataset
    return dataset
