from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.basemap import BASE
from projects.filters import ProjectFilterSet
from projects.maps import (
    DEEPEST_ZOOM,
    EAST,
    HEIGHT,
    MARK_DISTANCE,
    NORTH,
    SOUTH,
    WEST,
    WIDTH,
    Window,
    is_on_map,
    marks,
    project,
)
from projects.models import BaseMap, Project
from projects.models.phases import Phase
from scicity.publishing.views import Column, FilteredList

# More than there are; beyond it the map would go on to a second page.
MOST_PROJECTS = 2000


@dataclass
class Underlay:
    """A reviewed map under the marks, with its place on the drawing."""

    base_map: BaseMap
    url: str
    x: float
    y: float
    width: float
    height: float


def underlay(zoom: int) -> Underlay | None:
    """The base map that editors chose; close up in full detail."""
    chosen = BaseMap.objects.filter(is_shown=True).select_related("picture").first()
    if not chosen:
        return None
    left, top = project(float(chosen.west), float(chosen.north))
    right, bottom = project(float(chosen.east), float(chosen.south))
    image = chosen.picture.image
    files = image.aspect_ratios[None]["WEBP"]
    url = files[max(files)].url if files and zoom < 2 else image.url
    return Underlay(chosen, url, left, top, round(right - left, 1), round(bottom - top, 1))


class WindowForm(forms.Form):
    """The part of the map that an address asks for."""

    zoom = forms.IntegerField(min_value=0, max_value=DEEPEST_ZOOM)
    lon = forms.FloatField(min_value=WEST, max_value=EAST)
    lat = forms.FloatField(min_value=SOUTH, max_value=NORTH)

    def window(self) -> Window:
        """The whole map when the address asks for nothing that exists."""
        if not self.is_valid():
            return Window()
        return Window.at(
            self.cleaned_data["zoom"], self.cleaned_data["lon"], self.cleaned_data["lat"]
        )


@dataclass
class Step:
    """A link to another window; `query` is empty when there is none further."""

    label: str
    sign: str
    query: str


class ProjectMap(FilteredList):
    """The projects of a filtered list on the schematic, with the same projects listed beside.

    The context also has `window`, `base` (our own drawing), `underlay` (a reviewed map instead),
    `marks`, `listed` (on this part of the map), `outside`
    (the schematic), `unplaced` (no place published), `elsewhere` (number on other parts).
    """

    model = Project
    filterset_class = ProjectFilterSet
    template_name = "projects/project_map.html"
    paginate_by = MOST_PROJECTS
    section = (_("项目建设"), "projects:project_list")
    column = Column(
        _("项目地图"), _("科学城的项目在哪里、到了哪一步。图是示意图，不表示准确位置和边界。")
    )

    def get_queryset(self):
        pages = self.model.objects.visible()
        self.filterset = self.filterset_class(self.request.GET, pages)
        return self.filterset.qs.only(
            "slug",
            "name",
            "name_zh_hans",
            "name_en",
            "phase",
            "kind",
            "suspended_since",
            "longitude",
            "latitude",
            "location_precision",
            "data_origin",
        )

    def query(self, window: Window) -> str:
        """The address of a window with the filters in force."""
        pairs = [self.filterset.query().removeprefix("?"), urlencode(window.parameters)]
        return f"?{'&'.join(filter(None, pairs))}#map"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        window = WindowForm(self.request.GET).window()
        below = underlay(window.zoom)
        if below:
            context["column"] = Column(
                context["column"].name, _("科学城的项目在哪里、到了哪一步。")
            )
        return (
            context
            | self.sorted_by_place(context["object_list"], window)
            | {
                "window": window,
                "base": BASE,
                "underlay": below,
                "phases": [*Phase.choices, ("", _("未公布"))],
                "steps": self.get_steps(window),
                "list_query": self.filterset.query(),
                "noindex": context["noindex"] or window.zoom > 0,
            }
        )

    def sorted_by_place(self, projects, window):
        placed = [p for p in projects if p.public_point]
        on_map = [(project(*p.public_point), p) for p in placed if is_on_map(p.public_point)]
        here = [(point, p) for point, p in on_map if window.shows(point)]
        here.sort(key=lambda item: (item[0][1], item[0][0], item[1].pk))
        found = marks(here, MARK_DISTANCE / window.factor)
        for mark in found:
            mark.query = self.nearer(window, mark)
        return {
            "marks": found,
            "listed": [thing for mark in found for thing in mark.things],
            "elsewhere": len(on_map) - len(here),
            "outside": [p for p in placed if not is_on_map(p.public_point)],
            "unplaced": [p for p in projects if not p.public_point],
            "scale": 1 / window.factor,
        }

    def nearer(self, window, mark) -> str:
        """Where a group's link leads: one zoom further in, at last to its place in the list."""
        if window.zoom == DEEPEST_ZOOM:
            return f"#p-{mark.first.slug}"
        inside = Window(window.zoom + 1, mark.x, mark.y).kept_inside()
        return self.query(inside)

    def get_steps(self, window):
        wishes = [
            (_("放大"), "+", window.zoomed(1)),
            (_("缩小"), "−", window.zoomed(-1)),
            (_("向北"), "↑", window.moved(0, -1)),
            (_("向南"), "↓", window.moved(0, 1)),
            (_("向西"), "←", window.moved(-1, 0)),
            (_("向东"), "→", window.moved(1, 0)),
        ]
        if window.zoom:
            wishes.append((_("全图"), "⤢", Window(0, WIDTH / 2, HEIGHT / 2)))
        return [
            Step(label, sign, "" if there == window else self.query(there))
            for label, sign, there in wishes
        ]
