"""How long each column has been without anything new, against what inspections allow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scicity.site.desk import register_panel


@dataclass(frozen=True)
class Column:
    name: str
    url: str
    latest: datetime | None
    days: int

    @property
    def left(self) -> int | None:
        """Days until the limit, negative beyond it; None for an empty column."""
        if self.latest is None:
            return None
        age = (timezone.localdate() - timezone.localdate(self.latest)).days
        return self.days - age

    @property
    def late_by(self) -> int:
        return -self.left

    @property
    def level(self) -> str:
        if self.left is None or self.left < 0:
            return "late"
        return "soon" if self.left <= self.days // 4 else "fresh"


sources: list[Callable[[object], list[Column]]] = []


def register_columns(source: Callable[[object], list[Column]]):
    sources.append(source)
    return source


@register_panel("admin/freshness.html")
def freshness(request):
    columns = [column for source in sources for column in source(request)]
    return {"columns": columns} if columns else None
