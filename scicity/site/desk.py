"""The desk: what an editor sees first in the back office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db.models import CharField, F, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from scicity.publishing.models import Publishable, Status

ROWS = 8
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Panel:
    """A part that a section adds to the desk; `context(request)` is None when it has nothing."""

    template: str
    context: Callable[[object], dict | None]


panels: list[Panel] = []


def register_panel(template: str):
    def register(context: Callable[[object], dict | None]):
        panels.append(Panel(template, context))
        return context

    return register


def desk(request, registry) -> dict:
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, Publishable)
        and model in registry
        and registry[model].has_view_permission(request)
    ]
    return {
        "quick": quick_links(request, registry, models),
        "lists": [
            {"title": _("最近的草稿"), "when": _("修改于"), "rows": drafts(models)},
            {"title": _("定时发布"), "when": _("公开时间"), "rows": scheduled(models)},
            {"title": _("30 天内下线"), "when": _("下线时间"), "rows": expiring(models)},
        ],
        "panels": [
            {"template": panel.template, "context": context}
            for panel in panels
            if (context := panel.context(request)) is not None
        ],
    }


def quick_links(request, registry, models) -> list[dict]:
    return [
        {"label": _("新建%s") % model._meta.verbose_name, "url": address(model, "add")}
        for model in sorted(models, key=lambda m: (m._meta.app_label, registry[m].menu_order))
        if hasattr(model, "cover") and registry[model].has_add_permission(request)
    ]


def drafts(models):
    return pages(models, lambda rows: rows.drafts(), "updated_at", newest_first=True)


def scheduled(models):
    return pages(models, lambda rows: rows.scheduled(), "published_at")


def expiring(models):
    def soon(rows):
        return rows.filter(
            status=Status.PUBLISHED, expires_at__gt=Now(), expires_at__lte=Now() + SOON
        )

    return pages(models, soon, "expires_at")


def pages(models, choose, moment: str, newest_first: bool = False) -> list[dict]:
    """The first few pages of all kinds that `choose(queryset)` leaves, in one query."""
    parts = [
        choose(model.objects.order_by())
        .annotate(
            model_label=Value(model._meta.label, output_field=CharField()),
            heading=F(f"{model.title_field}_zh_hans"),
            moment=F(moment),
        )
        .values("model_label", "pk", "heading", "moment")
        for model in models
    ]
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True)
    return [
        row
        | {
            "url": address(model := apps.get_model(row["model_label"]), "change", row["pk"]),
            "kind": model._meta.verbose_name,
        }
        for row in rows.order_by("-moment" if newest_first else "moment")[:ROWS]
    ]


def address(model, action: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)
