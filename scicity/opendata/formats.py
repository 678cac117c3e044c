"""Rows as CSV, JSON and GeoJSON, line by line."""

import csv
import datetime
import json
from collections.abc import Iterator
from decimal import Decimal

from scicity.site.models import SiteSettings

# Excel takes UTF-8 for something else without it.
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet runs a cell that starts with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Echo:
    """A file that gives back what is written to it."""

    def write(self, value):
        return value


def csv_lines(dataset, rows, request) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK + writer.writerow([column.name for column in dataset.columns])
    for row in rows:
        yield writer.writerow([cell(value) for value in dataset.record(row).values()])


def cell(value) -> str:
    """The value as a spreadsheet reads it; text that would run as a formula is quoted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return f"{Decimal(value).normalize():f}"
    text = "; ".join(value) if isinstance(value, list) else plain(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(value):
    """The value as JSON has it."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if isinstance(value, (bool, int, float, list, dict, type(None))) else str(value)


def plain_record(dataset, row) -> dict:
    return {name: plain(value) for name, value in dataset.record(row).items()}


def text(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def about(dataset, request) -> dict:
    """What stands at the head of a file, so that it can be understood without this site."""
    site = SiteSettings.load()
    newest = dataset.updated_at()
    return {
        "title": str(dataset.title),
        "publisher": site.name,
        "licence": site.data_license or None,
        "licence_url": site.data_license_url or None,
        "updated": newest and plain(newest),
        "url": request.build_absolute_uri(),
    }


def json_lines(dataset, rows, request) -> Iterator[str]:
    """`{"dataset": {…}, "columns": {…}, "rows": […]}`."""
    columns = {column.name: column.meaning for column in dataset.columns}
    yield f'{{"dataset": {text(about(dataset, request))},\n'
    yield f'"columns": {text(columns)},\n"rows": ['
    yield from separated(text(plain_record(dataset, row)) for row in rows)
    yield "\n]}\n"


def geojson_lines(dataset, rows, request) -> Iterator[str]:
    """A feature for every row; one whose place is unknown or withheld has no geometry."""
    head = text(about(dataset, request))
    yield f'{{"type": "FeatureCollection", "dataset": {head},\n"features": ['
    yield from separated(text(feature(dataset, row)) for row in rows)
    yield "\n]}\n"


def feature(dataset, row) -> dict:
    properties = plain_record(dataset, row)
    for name in ("longitude", "latitude"):
        properties.pop(name)
    return {
        "type": "Feature",
        "id": properties["id"],
        "geometry": row.public_geometry,
        "properties": properties,
    }


def separated(items) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f",\n{item}" if number else f"\n{item}"
