import datetime
from functools import lru_cache, partial

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import F, Max, Min, Q
from django.forms import DateField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.facets import ArrayFacet, ChoiceFacet, SlugsField
from scicity.filters import PublicFilterSet, SearchFilter, SortFilter, by_name
from talent.models import Benefit, TalentPolicy, Validity, WindowState
from talent.sentences import NOT_GRANTS

# What no one can apply for any more: shown only when asked for.
ENDED = (Validity.EXPIRED, Validity.REPEALED, Validity.SUPERSEDED)


def by_date(policies):
    return policies.order_by(F("issued_on").desc(nulls_last=True), "-published_at", "-pk")


def by_deadline(policies, on=None):
    """The next day on which applications close; policies without one come last."""
    ahead = Q(windows__closes_on__gte=on or timezone.localdate())
    deadline = Min("windows__closes_on", filter=ahead)
    return policies.alias(deadline=deadline).order_by(F("deadline").asc(nulls_last=True), "pk")


def by_amount(policies):
    """The largest grant; what is lent or invested is no grant."""
    amount = Max("benefits__amount_max", filter=~Q(benefits__kind__in=NOT_GRANTS))
    return policies.alias(amount=amount).order_by(F("amount").desc(nulls_last=True), "pk")


class DayField(DateField):
    """A day in one spelling, between the years that a policy may speak of."""

    FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)
    default_error_messages = {
        "invalid": _("请按年-月-日填写日期，例如 2024-01-31。"),
        "out_of_range": _("只能查看1990年到2099年之间的日期。"),
    }

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and not self.FIRST <= day <= self.LAST:
            raise ValidationError(self.error_messages["out_of_range"], "out_of_range")
        return day


class AsOfFilter(django_filters.Filter):
    """The day on which states are derived; the FilterSet reads it before it filters."""

    field_class = DayField
    # For the API's document: a day of the years that can be looked at.
    schema = {"type": "string", "format": "date", "pattern": "^(199[0-9]|20[0-9]{2})-"}

    def filter(self, qs, value):
        return qs


class ThesePolicies(django_filters.Filter):
    """Policies by their slugs: those that somebody chose."""

    field_class = SlugsField
    # For the API: an unknown value is a page that is not there.
    names_pages = True
    # For subscriptions: rows chosen one by one are followed for what changes in them.
    names_rows = True
    schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}

    def filter(self, qs, value):
        return qs.filter(pk__in=[policy.pk for policy in value]) if value else qs

    def chosen(self, value) -> dict[str, str]:
        return {policy.slug: str(policy) for policy in value or ()}


@lru_cache(maxsize=20)
def with_states(policies, day):
    """The same for the same QuerySet, as lists give it: it takes longer to write than to run."""
    return policies.with_states(day)


class PolicyFilterSet(PublicFilterSet):
    """Leaves out policies that have ended, unless a validity or the policies are chosen.

    States are those of the day `on`, by default today. What was issued after it is left out.
    """

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
    policy = ThesePolicies(
        label=_("政策"),
        queryset=TalentPolicy.objects.none(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": _("没有“%(value)s”这项政策。")},
    )
    on = AsOfFilter(label=_("状态日期"), required=False)
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
        super().__init__(data, queryset, **kwargs)
        self.filters["policy"].extra["queryset"] = queryset.select_related(None).only(
            "slug", "title", "title_zh_hans", "title_en"
        )
        self.queryset = with_states(queryset, self.as_of)
        sort = self.filters["sort"]
        sort.orders = sort.orders | {
            "deadline": (sort.orders["deadline"][0], partial(by_deadline, on=self.day))
        }

    @property
    def day(self) -> datetime.date | None:
        """The day to look at; None for today, also where the day was not understood."""
        return self.cleaned.get("on")

    @property
    def as_of(self) -> datetime.date:
        return self.day or timezone.localdate()

    @property
    def shows_ended(self) -> bool:
        return bool(self.data.getlist("validity") or self.data.getlist("policy"))

    def narrowed(self, without=None, within=None):
        within = None if within is None else within.with_states(self.day)
        policies = super().narrowed(without, within)
        if self.day:
            policies = policies.exclude(issued_on__gt=self.day)
        if without == "validity" or self.shows_ended:
            return policies
        return policies.exclude(validity__in=ENDED)

    @property
    def ended(self) -> tuple[int, str]:
        """How many ended policies are left out, and the query that shows them."""
        if self.shows_ended:
            return 0, ""
        validity = next((facet for facet in self.facets if facet.name == "validity"), None)
        left_out = [o for o in validity.options if o.value in ENDED] if validity else []
        query = self.query(validity=[option.value for option in left_out])
        return sum(option.count for option in left_out), query
