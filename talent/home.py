from django.utils.translation import gettext_lazy as _

from scicity.site.home import register_block
from talent.filters import ENDED
from talent.models import TalentPolicy


@register_block("open_policies", _("可用政策"), "talent/home_open_policies.html")
def open_policies(count):
    """`policies` that have not ended, with their states: the editors' choice, then the newest."""
    policies = (
        TalentPolicy.objects.visible()
        .with_states()
        .exclude(validity__in=ENDED)
        .for_list()
        .order_by("featured_order", "-issued_on", "-published_at", "-pk")
    )
    policies = list(policies[:count])
    return {"policies": policies} if policies else None
