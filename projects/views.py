from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from news.models import Article
from projects.models import Indicator, Institution, Participation, Photo, Project
from scicity.publishing.views import FilteredList, InSection, PageDetail
from scicity.site.languages import alternates
from talent.models import TalentPolicy

# Most related pages that one page lists.
RELATED = 8


def public(model):
    return model.objects.published().in_language()


def participations(side):
    """Roles whose other side the visitor may see."""
    model = {"institution": Institution, "project": Project}[side]
    others = public(model)
    return Prefetch(
        "participations",
        Participation.objects.filter(**{f"{side}__in": others}).select_related(
            side, f"{side}__cover"
        ),
    )


def newest_articles():
    return Prefetch("articles", public(Article).for_list()[:RELATED])


class ProjectList(FilteredList):
    model = Project
    column = (
        gettext_lazy("项目建设"),
        gettext_lazy("隧道、科技基础设施、园区和公共服务项目的阶段与进展。"),
    )


class ProjectDetail(PageDetail):
    """A project with all its parts, participations and newest articles."""

    model = Project
    section = (gettext_lazy("项目建设"), "projects:project_list")

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("cover")
            .prefetch_related(
                "sectors",
                "districts",
                "milestones",
                "progressreports",
                "projectupdates",
                "changerecords",
                "projectdocuments",
                Prefetch("photos", Photo.objects.select_related("picture")),
                participations("institution"),
                newest_articles(),
            )
        )

    def get_context_data(self, **kwargs):
        page = self.object
        alike = public(Project).filter(kind=page.kind).exclude(pk=page.pk)
        return super().get_context_data(
            sectors=page.sectors.all(),
            districts=page.districts.all(),
            milestones=page.milestones.all(),
            reports=page.progressreports.all(),
            updates=page.projectupdates.all(),
            changes=page.changerecords.all(),
            documents=page.projectdocuments.all(),
            photos=page.photos.all(),
            participations=page.participations.all(),
            articles=page.articles.all(),
            more_projects=alike[:RELATED],
            **kwargs,
        )


class InstitutionList(FilteredList):
    model = Institution
    column = (
        gettext_lazy("机构"),
        gettext_lazy("在科学城的高校、科研院所、重点实验室、研发机构和企业。"),
    )


class InstitutionDetail(PageDetail):
    """An institution with its roles in projects, its parts, policies and newest articles."""

    model = Institution
    section = (gettext_lazy("机构"), "projects:institution_list")

    def get_queryset(self):
        institutions = public(Institution)
        return (
            super()
            .get_queryset()
            .select_related("cover")
            .prefetch_related(
                "sectors",
                Prefetch("parent", institutions),
                Prefetch("host", institutions),
                Prefetch("children", institutions[:RELATED]),
                Prefetch("hosted", institutions[:RELATED]),
                participations("project"),
                Prefetch("led_policies", public(TalentPolicy)[:RELATED]),
                newest_articles(),
            )
        )

    def get_context_data(self, **kwargs):
        page = self.object
        return super().get_context_data(
            sectors=page.sectors.all(),
            participations=page.participations.all(),
            children=page.children.all(),
            hosted=page.hosted.all(),
            policies=page.led_policies.all(),
            articles=page.articles.all(),
            **kwargs,
        )


class FigureList(InSection, ListView):
    """Every figure with its definition and all its values, each with source and date."""

    model = Indicator
    template_name = "projects/figure_list.html"
    context_object_name = "indicators"

    def get_queryset(self):
        figures = Indicator.objects.published().in_language()
        return figures.select_related("sector").with_observations()

    def get_context_data(self, **kwargs):
        path = reverse("projects:figure_list")
        return super().get_context_data(
            column=(_("数据"), _("科学城公布的数字：定义、来源、截至日期和历次数值。")),
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=self.get_breadcrumbs(_("数据")),
            **kwargs,
        )
