"""The desk: what an editor sees first in the back office.

Its lists go through all kinds of pages that the person may view; each list is one query for its
rows and one for its count, however many kinds there are, and has a page of its own with all rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scicity.publishing.models import Publishable, Status

ROWS = 6


@dataclass(frozen=True)
class DeskList:
    """`choose(model, person)` gives the rows of one kind of page, None for a kind without any.

    `moment` is the column or expression that the rows are sorted by and that is shown.
    """

    name: str
    title: str | Promise
    when: str | Promise
    choose: Callable
    moment: object
    newest_first: bool = False
    moment_format: str = "Y-m-d H:i"
    # Shown also when it is empty; and as a warning when it is not.
    is_always_shown: bool = False
    is_warning: bool = False


@dataclass(frozen=True)
class Tile:
    label: str
    count: int
    url: str
    is_warning: bool = False


@dataclass(frozen=True)
class Panel:
    """A part that a section adds to the desk; `context(request)` is None when it has nothing."""

    template: str
    context: Callable[[object], dict | None]


lists: list[DeskList] = []
panels: list[Panel] = []
tiles: list[Callable[[object], Tile | None]] = []


def register_list(desk_list: DeskList) -> DeskList:
    lists.append(desk_list)
    return desk_list


def register_tile(tile: Callable[[object], Tile | None]):
    tiles.append(tile)
    return tile


def register_panel(template: str):
    def register(context: Callable[[object], dict | None]):
        panels.append(Panel(template, context))
        return context

    return register


def desk(request, registry) -> dict:
    models = viewable(request, registry)
    parts = [part for each in lists if (part := part_of(each, models, request.user))]
    own = [Tile(str(p["title"]), p["count"], p["url"], p["is_warning"]) for p in parts]
    return {
        "quick": quick_links(request, registry, models),
        "tiles": own + [found for tile in tiles if (found := tile(request))],
        "lists": [part for part in parts if part["rows"] or part["is_always_shown"]],
        "panels": [
            {"template": panel.template, "context": context}
            for panel in panels
            if (context := panel.context(request)) is not None
        ],
    }


def viewable(request, registry) -> list[type[Publishable]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Publishable)
        and model in registry
        and registry[model].has_view_permission(request)
    ]


def part_of(desk_list: DeskList, models, person) -> dict | None:
    """None where the list can have nothing for this person."""
    rows = rows_of(desk_list, models, person)
    if rows is None:
        return None
    count = rows.count()
    return {
        "title": desk_list.title,
        "when": desk_list.when,
        "count": count,
        "rows": [*map(shown, rows[:ROWS])] if count else [],
        "url": reverse("admin:desk_list", args=[desk_list.name]),
        "moment_format": desk_list.moment_format,
        "is_always_shown": desk_list.is_always_shown,
        "is_warning": desk_list.is_warning and count > 0,
    }


def rows_of(desk_list: DeskList, models, person):
    """The pages of all kinds, in their order, as one query."""
    parts = [
        rows.order_by()
        .annotate(
            model_label=Value(model._meta.label, output_field=CharField()),
            heading=F(f"{model.title_field}_zh_hans"),
            moment=F(desk_list.moment) if isinstance(desk_list.moment, str) else desk_list.moment,
            is_change=ExpressionWrapper(Q(live__isnull=False), output_field=BooleanField()),
        )
        .values("model_label", "pk", "heading", "moment", "status", "is_change")
        for model in models
        if (rows := desk_list.choose(model, person)) is not None
    ]
    if not parts:
        return None
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    order = F("moment").desc() if desk_list.newest_first else F("moment").asc()
    return rows.order_by(order, "model_label", "pk")


def shown(row: dict) -> dict:
    model = apps.get_model(row["model_label"])
    return row | {
        "url": address(model, "change", row["pk"]),
        "kind": model._meta.verbose_name,
        "state": Status(row["status"]).label,
    }


def quick_links(request, registry, models) -> list[dict]:
    return [
        {"label": _("新建%s") % model._meta.verbose_name, "url": address(model, "add")}
        for model in sorted(models, key=lambda m: (m._meta.app_label, registry[m].menu_order))
        if hasattr(model, "cover") and registry[model].has_add_permission(request)
    ]


def address(model, action: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)
