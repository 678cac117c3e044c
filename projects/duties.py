"""The pages of calls (揭榜挂帅) and of who leads what (项目长, 链长)."""

from django.db.models import Case, CharField, DateField, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from projects.models import Call, ChainLead, Project, Sector
from scicity.facets import ChoiceFacet, VocabularyFacet
from scicity.filters import PublicFilterSet, SearchFilter, SortFilter, by_name
from scicity.publishing.views import Column, FilteredList, InSection, PageDetail, hide_unseen
from scicity.site.languages import alternates


def state_today() -> Case:
    """`Call.state` as the database works it out, for filters and counts."""
    today, state = timezone.localdate(), Call.State
    return Case(
        When(withdrawn_on__isnull=False, then=Value(state.WITHDRAWN)),
        When(awarded_on__isnull=False, then=Value(state.AWARDED)),
        When(opens_on__gt=today, then=Value(state.UPCOMING)),
        When(deadline__lt=today, then=Value(state.CLOSED)),
        default=Value(state.OPEN),
        output_field=CharField(),
    )


class StateFacet(ChoiceFacet):
    """The state of a call, which no column has."""

    def filter(self, qs, value):
        return qs.alias(state_now=state_today()).filter(state_now__in=value) if value else qs

    def condition(self, values) -> Q:
        return Q(state_now__in=values)

    def columns(self):
        return super().columns() | {"value": state_today()}


def open_first(calls):
    """Those that can be answered, the next to close first; then the coming ones; then the rest."""
    state = Call.State
    rank = Case(
        When(state_now=state.OPEN, then=Value(0)),
        When(state_now=state.UPCOMING, then=Value(1)),
        default=Value(2),
    )
    ahead = Case(When(rank__lt=2, then="deadline"), output_field=DateField())
    return (
        calls.alias(state_now=state_today())
        .alias(rank=rank)
        .order_by("rank", ahead.asc(nulls_last=True), F("deadline").desc(nulls_last=True), "pk")
    )


class CallFilterSet(PublicFilterSet):
    q = SearchFilter("title", "summary", "body")
    state = StateFacet("pk", choices=Call.State.choices, label=pgettext_lazy("call", "状态"))
    sector = VocabularyFacet(
        "sectors", Sector.objects.all(), position="order", to_many=True, label=gettext_lazy("领域")
    )
    sort = SortFilter(
        {
            "deadline": (gettext_lazy("截止日期"), open_first),
            "name": (pgettext_lazy("sort", "名称"), by_name("title")),
        }
    )

    class Meta:
        model = Call
        fields = ()


class CallList(FilteredList):
    model = Call
    filterset_class = CallFilterSet
    card = "components/card_call.html"
    section = (gettext_lazy("项目建设"), "projects:project_list")
    column = Column(
        gettext_lazy("揭榜挂帅"),
        gettext_lazy("把难题张榜公布，谁能解决就由谁来做。"),
    )

    def get_queryset(self):
        pages = self.model.objects.visible()
        self.filterset = self.filterset_class(self.request.GET, pages)
        return self.filterset.qs.select_related("owner").prefetch_related("sectors")

    def get_context_data(self, **kwargs):
        nothing = _("科学城试行揭榜挂帅，榜单还没有公布，或本站还没有收录。可以订阅，有了就知道。")
        return super().get_context_data(nothing_yet=nothing, **kwargs)


class CallDetail(PageDetail):
    model = Call
    section = (gettext_lazy("揭榜挂帅"), "projects:call_list")

    @staticmethod
    def with_others(pages):
        return pages.select_related("owner", "project").prefetch_related("sectors")

    def get_object(self):
        call = super().get_object()
        hide_unseen(call, "owner", "project")
        return call


class LeadList(InSection, TemplateView):
    """Who answers for each industry chain and for each project."""

    template_name = "projects/lead_list.html"
    section = (gettext_lazy("项目建设"), "projects:project_list")

    def get_context_data(self, **kwargs):
        path = reverse("projects:lead_list")
        led = Project.objects.visible().exclude(lead="").exclude(lead=None)
        return super().get_context_data(
            column=Column(_("链长与项目长"), _("每条产业链、每个项目由谁负责。")),
            chains=ChainLead.objects.visible().select_related("sector"),
            projects=led.order_by("name_zh_hans", "pk").only(
                "slug", "name", "name_zh_hans", "name_en", "lead", "phase", "data_origin"
            ),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=self.get_breadcrumbs(_("链长与项目长")),
            **kwargs,
        )
