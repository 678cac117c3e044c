"""The figures: a list of all, and a page for each with everything that it is made of."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from projects.charts import Point, line_chart
from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import Indicator, Institution, Observation, Project
from projects.multiples import small_multiples
from scicity.pagestore.addresses import WithoutParameters
from scicity.publishing.links import links_to
from scicity.publishing.models import DataOrigin
from scicity.publishing.views import Column, InSection, PageDetail
from scicity.site.languages import alternates

# The list of ours that a published number can be held against: its filters.
COUNTED = {
    Indicator.Compute.PROJECTS: (Project, "phase=construction"),
    Indicator.Compute.TUNNELS: (Project, "kind=tunnel"),
    Indicator.Compute.UNIVERSITIES: (Institution, "kind=university&kind=research_institute"),
    Indicator.Compute.KEY_LABS: (Institution, "kind=key_lab"),
    Indicator.Compute.RND: (Institution, "kind=rnd"),
    Indicator.Compute.INCUBATORS: (Institution, "kind=incubator"),
}
FILTERSETS = {Project: ProjectFilterSet, Institution: InstitutionFilterSet}


@dataclass
class Listed:
    """How many of what a figure counts are on this site, and where."""

    count: int
    # Of these, made up to show the site.
    demo: int
    url: str


def listed(indicator) -> Listed | None:
    """Counted by the very filters that its link leads to."""
    if not indicator.compute:
        return None
    model, query = COUNTED[indicator.compute]
    rows = FILTERSETS[model](QueryDict(query), model.objects.visible()).qs
    return Listed(
        rows.count(), rows.filter(data_origin=DataOrigin.DEMO).count(), list_url(model, query)
    )


def list_url(model, query) -> str:
    return f"{reverse(f'projects:{model._meta.model_name}_list')}?{query}"


def published_and_listed(model) -> list[tuple[Indicator, Listed]]:
    """[(figure with a value, what is listed here)] for the figures that count rows of the model.

    Takes three queries, however many figures there are.
    """
    computes = [compute for compute, (counted, _query) in COUNTED.items() if counted is model]
    figures = Indicator.objects.visible().filter(compute__in=computes).with_observations()
    columns = ("kind", "phase", "data_origin") if model is Project else ("kind", "data_origin")
    groups = model.objects.visible().order_by().values(*columns).annotate(count=Count("pk"))
    rows = list(groups)
    return [(figure, summed(figure, rows)) for figure in figures if figure.latest]


def summed(figure, groups) -> Listed:
    model, query = COUNTED[figure.compute]
    wanted = QueryDict(query)
    counted = [row for row in groups if all(row[name] in values for name, values in wanted.lists())]
    demo = [row for row in counted if row["data_origin"] == DataOrigin.DEMO]
    return Listed(
        sum(row["count"] for row in counted),
        sum(row["count"] for row in demo),
        list_url(model, query),
    )


def history(indicator):
    """The values in force over time, a line for each basis and one for goals; None for one day."""
    lines = {}
    for row in indicator.observations.all():
        if not row.is_superseded:
            target = row.status == Observation.Status.TARGET
            key = (
                ("old", row.get_status_display())
                if target
                else (row.basis, row.get_basis_display())
            )
            lines.setdefault(key, []).append(point(indicator, row))
    return line_chart([(label, slug, row) for (slug, label), row in lines.items()])


def point(indicator, row) -> Point:
    title = f"{row.when} · {row.display_value}{indicator.unit}"
    return Point(row.period_end or row.as_of, row.value, title, row.break_before)


class FigureList(WithoutParameters, InSection, ListView):
    """Every figure with its definition and its newest value, with source and date."""

    model = Indicator
    template_name = "projects/figure_list.html"
    context_object_name = "indicators"

    def get_queryset(self):
        figures = Indicator.objects.visible()
        return figures.select_related("sector").with_observations()

    def get_context_data(self, **kwargs):
        path = reverse("projects:figure_list")
        growth = [row for row in self.object_list if row.kind == Indicator.Kind.GROWTH]
        return super().get_context_data(
            column=Column(_("数据"), _("科学城公布的数字：定义、来源、截至日期和历次数值。")),
            growth=small_multiples(growth),
            others=[row for row in self.object_list if row.kind != Indicator.Kind.GROWTH],
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=self.get_breadcrumbs(_("数据")),
            **kwargs,
        )


class FigureDetail(PageDetail):
    """One figure: what it means, where it comes from, and all its values, the revised ones too."""

    model = Indicator
    template_name = "projects/figure_detail.html"
    section = (gettext_lazy("数据"), "projects:figure_list")

    @staticmethod
    def with_others(pages):
        return pages.select_related("sector").with_observations()

    def get_structured_data(self, site):
        page, latest = self.object, self.object.latest
        data = {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": page.name,
            "description": page.definition or page.name,
            "url": self.detail["url"],
            "creator": {"@type": "Organization", "name": latest.source} if latest else None,
            "license": site.data_license_url,
            "measurementTechnique": page.method,
        }
        return [{name: value for name, value in data.items() if value}]

    def get_context_data(self, **kwargs):
        page = self.object
        same_sector = Indicator.objects.visible().exclude(pk=page.pk)
        return super().get_context_data(
            listed=listed(page),
            history=history(page),
            related=links_to(same_sector.filter(kind=page.kind), 8),
            **kwargs,
        )
