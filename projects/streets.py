"""The street map: on one page of its own, and only where the operator has a key of Tianditu."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from projects.mapviews import ProjectMap
from projects.models.phases import Phase
from scicity.publishing.views import Column

TILES = "https://t{s}.tianditu.gov.cn"
SERVERS = "01234567"
HOSTS = [TILES.format(s=server) for server in SERVERS]


def is_on() -> bool:
    return bool(settings.TIANDITU_KEY)


@method_decorator(csp_update({"img-src": HOSTS}), name="dispatch")
class StreetMap(ProjectMap):
    """The projects of a filtered list on the streets of Tianditu; as a list without JavaScript.

    Only this page lets pictures come from elsewhere, and it is not stored.
    """

    template_name = "projects/street_map.html"
    get_stored_query = None
    column = Column(_("街道图"), _("项目在街道图上的位置，底图来自天地图。"))

    def dispatch(self, request, *args, **kwargs):
        if not is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        projects = context["object_list"]
        return context | {
            "placed": [project for project in projects if project.public_point],
            "unplaced": [project for project in projects if not project.public_point],
            "phases": [*Phase.choices, ("", _("未公布"))],
            "tiles": TILES,
            "servers": SERVERS,
            "key": settings.TIANDITU_KEY,
            "review_number": settings.TIANDITU_REVIEW_NUMBER,
        }
