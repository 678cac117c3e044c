from scicity.site.search import register_section
from talent.filters import PolicyFilterSet
from talent.models import TalentPolicy

register_section(TalentPolicy, "talent:policy_list", PolicyFilterSet)
