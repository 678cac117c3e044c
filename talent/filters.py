from django.db.models import F, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.facets import ArrayFacet, ChoiceFacet
from scicity.filters import PublicFilterSet, SearchFilter, SortFilter, by_name
from talent.models import Benefit, TalentPolicy, Validity, WindowState
from talent.sentences import NOT_GRANTS

# What no one can apply for any more: shown only when asked for.
ENDED = (Validity.EXPIRED, Validity.REPEALED, Validity.SUPERSEDED)


def by_date(policies):
    return policies.order_by(F("issued_on").desc(nulls_last=True), "-published_at", "-pk")


def by_deadline(policies):
    """The next day on which applications close; policies without one come last."""
    ahead = Q(windows__closes_on__gte=timezone.localdate())
    deadline = Min("windows__closes_on", filter=ahead)
    return policies.alias(deadline=deadline).order_by(F("deadline").asc(nulls_last=True), "pk")


def by_amount(policies):
    """The largest grant; what is lent or invested is no grant."""
    amount = Max("benefits__amount_max", filter=~Q(benefits__kind__in=NOT_GRANTS))
    return policies.alias(amount=amount).order_by(F("amount").desc(nulls_last=True), "pk")


class PolicyFilterSet(PublicFilterSet):
    """Leaves out policies that have ended, unless a validity is chosen."""

    q = SearchFilter("title", "short_title", "summary", "body")
    category = ChoiceFacet("category", choices=TalentPolicy.Category.choices, label=_("类别"))
    benefit = ChoiceFacet(
        "benefits__kind", choices=Benefit.Kind.choices, to_many=True, label=_("支持类型")
    )
    subject = ArrayFacet("subjects", choices=TalentPolicy.Subject.choices, label=_("适用对象"))
    window = ChoiceFacet("window_state", choices=WindowState.choices, label=_("申报状态"))
    level = ChoiceFacet("level", choices=TalentPolicy.Level.choices, label=_("层级"))
    delivery = ChoiceFacet("delivery", choices=TalentPolicy.Delivery.choices, label=_("兑现方式"))
    validity = ChoiceFacet("validity", choices=Validity.choices, label=_("有效性"))
    sort = SortFilter(
        {
            "newest": (_("最新发布"), by_date),
            "deadline": (_("截止时间"), by_deadline),
            "amount": (_("金额从高到低"), by_amount),
            "name": (pgettext_lazy("sort", "名称"), by_name("title")),
        }
    )

    class Meta:
        model = TalentPolicy
        fields = ()

    def __init__(self, data, queryset, **kwargs):
        super().__init__(data, queryset.with_states(), **kwargs)

    def narrowed(self, without=None, within=None):
        within = None if within is None else within.with_states()
        policies = super().narrowed(without, within)
        if without == "validity" or self.data.getlist("validity"):
            return policies
        return policies.exclude(validity__in=ENDED)

    @property
    def ended(self) -> tuple[int, str]:
        """How many ended policies are left out, and the query that shows them."""
        if self.data.getlist("validity"):
            return 0, ""
        validity = next((facet for facet in self.facets if facet.name == "validity"), None)
        left_out = [o for o in validity.options if o.value in ENDED] if validity else []
        query = self.query(validity=[option.value for option in left_out])
        return sum(option.count for option in left_out), query
