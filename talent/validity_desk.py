"""What the desk shows of policies: those that soon hold no longer, and how long none was new."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.site.desk import DeskList, address, register_list
from scicity.site.freshness import Column, register_columns
from talent.models import TalentPolicy
from talent.models.policies import EXPIRING_DAYS

# 通知公告、政策文件: what inspections of public sites allow.
FRESH_DAYS = 180


def expiring(model, person):
    """In force, but not for long: the public should learn what comes after."""
    if model is not TalentPolicy:
        return None
    today = timezone.localdate()
    soon = today + timedelta(days=EXPIRING_DAYS)
    return model.objects.published().filter(
        effective_to__gte=today, effective_to__lte=soon, repealed_on=None, superseded_on=None
    )


register_list(
    DeskList(
        "expiring-policies",
        gettext_lazy("将到期的政策"),
        gettext_lazy("有效期至"),
        expiring,
        "effective_to",
        moment_format="Y-m-d",
        is_warning=True,
    )
)


@register_columns
def policies(request):
    if not request.user.has_perm("talent.view_talentpolicy"):
        return []
    latest = TalentPolicy.objects.published().aggregate(latest=Max("published_at"))["latest"]
    return [Column(_("政策文件"), address(TalentPolicy, "changelist"), latest, FRESH_DAYS)]
