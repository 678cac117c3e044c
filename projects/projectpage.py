"""What a project's page works out from the project's parts."""

from dataclasses import dataclass, field
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.basemap import BASE
from projects.charts import Point, line_chart, schedule
from projects.maps import Window, is_on_map, project
from projects.models import ChangeRecord, ProjectDocument
from scicity.dates import date_label
from scicity.pagestore.keeping import keep


def plan_against_now(page):
    """Baseline, plan and fact on one scale."""
    return schedule(
        [
            (
                _("基准"),
                "baseline",
                page.baseline_start,
                date_label(page.baseline_start),
                page.baseline_end,
                date_label(page.baseline_end),
            ),
            (
                _("计划"),
                "planned",
                page.planned_start,
                page.planned_start_label,
                page.planned_end,
                page.planned_end_label,
            ),
            (
                _("实际"),
                "actual",
                page.actual_start,
                page.actual_start_label,
                page.actual_end,
                page.actual_end_label,
            ),
        ],
        timezone.localdate(),
    )


def reason_of_slip(page, changes):
    """The newest recorded change of the schedule; None when no reason is recorded."""
    if not page.slip_days:
        return None
    return next((row for row in changes if row.kind == ChangeRecord.Kind.DURATION), None)


def progress_chart(reports):
    """Physical and financial progress over time; None for fewer than two days."""
    series = [
        (_("形象进度"), "physical", "physical_percent"),
        (_("投资完成"), "financial", "financial_percent"),
    ]
    return line_chart(
        [
            (
                name,
                slug,
                [
                    Point(
                        row.as_of, getattr(row, column), f"{row.as_of_label} {percent(row, column)}"
                    )
                    for row in reports
                    if getattr(row, column) is not None
                ],
            )
            for name, slug, column in series
        ],
        low=0,
        high=100,
    )


def percent(row, column) -> str:
    return f"{getattr(row, column).normalize():f}%"


@dataclass
class Disclosure:
    """One of the eight groups that the law wants disclosed, with what is there."""

    label: str
    documents: list = field(default_factory=list)


def disclosures(documents) -> list[Disclosure]:
    groups = {value: Disclosure(label) for value, label in ProjectDocument.Group.choices}
    for document in documents:
        groups[document.group].documents.append(document)
    return list(groups.values())


def no_documents() -> str:
    """The eight groups with nothing in them, the same on every page."""
    groups = disclosures([])
    return keep(
        ("no documents", get_language()),
        lambda: render_to_string("projects/parts/disclosures.html", {"disclosures": groups}),
    )


def photo_series(photos) -> list[tuple[str, list]]:
    """[(viewpoint, photos by day)]: one viewpoint's photos can be compared."""
    return [(name, list(rows)) for name, rows in groupby(photos, key=lambda row: row.viewpoint)]


def base_drawing() -> str:
    """The map's ground, the same on every page."""
    return keep(
        ("base map", get_language()),
        lambda: render_to_string("projects/basemap.html", {"base": BASE}),
    )


def place_on_map(page) -> dict | None:
    """The schematic around the project; None when its place is not public or not on it."""
    place = page.public_point
    if not place or not is_on_map(place):
        return None
    x, y = project(*place)
    window = Window(1, x, y).kept_inside()
    return {"base": base_drawing(), "window": window, "x": x, "y": y, "scale": 1.3}
