from django.utils.translation import gettext_lazy as _

from projects.models import Indicator, Project
from scicity.site.home import register_block


@register_block("featured_projects", _("重点项目"), "projects/home_featured_projects.html")
def featured_projects(count):
    """`projects`, in the editors' order."""
    projects = list(Project.objects.visible().featured().for_list()[:count])
    return {"projects": projects} if projects else None


@register_block("key_figures", _("关键数据"), "projects/home_key_figures.html")
def key_figures(count):
    """`indicators` that have a value; `indicator.latest` has its value, source and date."""
    headline = Indicator.objects.visible().headline().with_observations()
    indicators = [indicator for indicator in headline[:count] if indicator.latest]
    return {"indicators": indicators} if indicators else None


@register_block("place", _("两山夹两江"), "projects/home_place.html")
def place(count):
    """`tunnels` through the two ridges, from north to south where the order is known."""
    tunnels = Project.objects.visible().tunnels()
    return {"tunnels": list(tunnels.order_by("north_south_order", "ridge", "pk")[:count])}
