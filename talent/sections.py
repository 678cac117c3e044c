from scicity.site.sections import register_section
from talent.filters import PolicyFilterSet
from talent.models import TalentPolicy

register_section(TalentPolicy, "talent:policy_list", PolicyFilterSet)
