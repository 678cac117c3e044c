"""The board of all planned east–west tunnels, from north to south."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from projects.models import Indicator, ProgressReport, Project
from scicity.publishing.views import InSection
from scicity.site.languages import alternates


@dataclass
class Bore:
    """A tunnel as it is drawn: how long it is beside the longest, how far it is dug."""

    project: Project
    # Share of the longest known length, in percent; None when the length is not known.
    share: float | None
    # Physical progress in percent; None when no report says.
    percent: Decimal | None

    @property
    def left(self) -> float:
        return round(50 - (self.share or 100) / 2, 1)

    @property
    def width(self) -> float:
        return round(self.share or 100, 1)

    @property
    def dug(self) -> float:
        return round(self.width * float(self.percent or 0) / 100, 1)


@dataclass
class Slot:
    """A place in the order from north to south, with the tunnel there, if it is known."""

    number: int
    bores: list[Bore] = field(default_factory=list)


@dataclass
class Board:
    slots: list[Slot]
    # Tunnels that we know, but not where they stand in the order.
    unordered: list[Bore]

    @property
    def known(self) -> int:
        return len(self.unordered) + sum(len(slot.bores) for slot in self.slots)

    @property
    def empty(self) -> int:
        return sum(not slot.bores for slot in self.slots)


def board(tunnels: list, planned: int) -> Board:
    """Slots 1 to `planned`, or to the highest order that a tunnel has.

    Two tunnels that claim one place are both shown there; none is ever left out.
    """
    lengths = [tunnel.tunnel_length for tunnel in tunnels if tunnel.tunnel_length]
    longest = max(lengths, default=0)
    highest = max((tunnel.north_south_order or 0 for tunnel in tunnels), default=0)
    slots = {number: Slot(number) for number in range(1, max(planned, highest) + 1)}
    result = Board(list(slots.values()), [])
    for tunnel in tunnels:
        bore = drawn(tunnel, longest)
        slot = slots.get(tunnel.north_south_order)
        (slot.bores if slot else result.unordered).append(bore)
    return result


def drawn(tunnel, longest: int) -> Bore:
    share = tunnel.tunnel_length and 100 * tunnel.tunnel_length / longest
    percent = Decimal(100) if tunnel.opened_on else tunnel.latest_percent
    return Bore(tunnel, share or None, percent)


class TunnelBoard(InSection, TemplateView):
    template_name = "projects/tunnel_board.html"
    section = (gettext_lazy("项目建设"), "projects:project_list")

    def get_tunnels(self):
        reports = ProgressReport.objects.filter(
            project=OuterRef("pk"), physical_percent__isnull=False
        ).order_by("-as_of", "-pk")
        return (
            Project.objects.visible()
            .tunnels()
            .defer("body", "body_zh_hans", "body_en")
            .annotate(latest_percent=Subquery(reports.values("physical_percent")[:1]))
            .order_by("north_south_order", "ridge", "name_zh_hans", "pk")
        )

    def get_context_data(self, **kwargs):
        path = reverse("projects:project_tunnels")
        figures = Indicator.objects.visible().filter(compute=Indicator.Compute.TUNNELS)
        indicator = figures.with_observations().first()
        planned = indicator and indicator.latest
        return super().get_context_data(
            column=(pgettext("board", "隧道"), _("规划中穿越两山的东西向隧道，从北到南。")),
            indicator=indicator,
            planned=planned,
            board=board(list(self.get_tunnels()), int(planned.value) if planned else 0),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=self.get_breadcrumbs(pgettext("board", "隧道")),
            **kwargs,
        )
