from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy

from projects import projectpage
from projects.figures import published_and_listed
from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import Call, District, Institution, Project, Sector
from scicity.media.models import Picture
from scicity.pagestore.keeping import keep
from scicity.publishing import links
from scicity.publishing.views import Column, FilteredList, PageDetail, hide_unseen
from scicity.site import structured
from talent.models import TalentPolicy

# Most related pages of a kind that one page lists.
RELATED = 8

# Kinds of institution that schema.org has a word for.
SCHEMA_TYPES = {
    Institution.Kind.UNIVERSITY: "CollegeOrUniversity",
    Institution.Kind.RESEARCH_INSTITUTE: "ResearchOrganization",
    Institution.Kind.KEY_LAB: "ResearchOrganization",
    Institution.Kind.RND: "ResearchOrganization",
    Institution.Kind.COMPANY: "Corporation",
    Institution.Kind.AUTHORITY: "GovernmentOrganization",
    Institution.Kind.HOSPITAL: "Hospital",
    Institution.Kind.SCHOOL: "School",
}


class CountedList(FilteredList):
    """A list beside the published figures that count what it lists; `tallies` has both numbers."""

    def get_context_data(self, **kwargs):
        key = ("tallies", self.model._meta.label, get_language())
        tallies = keep(key, lambda: published_and_listed(self.model))
        return super().get_context_data(tallies=tallies, **kwargs)


class ProjectList(CountedList):
    model = Project
    filterset_class = ProjectFilterSet
    card = "components/card_project.html"
    column = Column(
        gettext_lazy("项目建设"),
        gettext_lazy("隧道、科技基础设施、园区和公共服务项目的阶段与进展。"),
    )


class ProjectDetail(PageDetail):
    """A project with all its parts, who takes part, and its newest articles."""

    model = Project
    section = (gettext_lazy("项目建设"), "projects:project_list")
    parts = (
        "milestones", "progressreports", "projectupdates", "changerecords", "photos",
        "projectdocuments", "participations",
    )  # fmt: skip
    relations = ("sectors", "districts", "calls", "policies")
    long_relations = ("articles",)

    def get_object(self):
        project = super().get_object()
        project.cover = links.row(Picture, project.cover_id)
        return project

    def get_keywords(self):
        return [self.object.get_kind_display(), *self.sectors]

    @cached_property
    def sectors(self):
        return links.rows(Sector, self.related["sectors"])

    def get_participations(self):
        """[(participation, link to the institution)] of those that a visitor may see."""
        taken = self.part("participations")
        keys = {participation.institution_id for participation in taken}
        public = {link.key: link for link in links.links(Institution, keys)}
        return [
            (each, public[each.institution_id]) for each in taken if each.institution_id in public
        ]

    def get_photos(self):
        """Those whose picture is still there: it is read after them."""
        pictures = links.rows(Picture, {photo.picture_id for photo in self.part("photos")})
        photos, keys = self.part("photos", picture=pictures), {picture.pk for picture in pictures}
        return [photo for photo in photos if photo.picture_id in keys]

    def get_context_data(self, **kwargs):
        page = self.object
        page.district_names = [str(d) for d in links.rows(District, self.related["districts"])]
        changes, reports = self.part("changerecords"), self.part("progressreports")
        documents = self.part("projectdocuments")
        return super().get_context_data(
            sectors=self.sectors,
            milestones=self.part("milestones"),
            reports=reports,
            progress=projectpage.progress_chart(reports),
            schedule=projectpage.plan_against_now(page),
            slip_reason=projectpage.reason_of_slip(page, changes),
            updates=self.part("projectupdates"),
            changes=changes,
            disclosures=projectpage.disclosures(documents) if documents else None,
            no_documents="" if documents else projectpage.no_documents(),
            photo_series=projectpage.photo_series(self.get_photos()),
            place=projectpage.place_on_map(page),
            calls=links.links(Call, self.related["calls"]),
            participations=self.get_participations(),
            articles=self.newest("articles", RELATED),
            policies=links.links(TalentPolicy, self.related["policies"])[:RELATED],
            more_projects=self.alike(RELATED, kind=page.kind),
            **kwargs,
        )


class InstitutionList(CountedList):
    model = Institution
    filterset_class = InstitutionFilterSet
    card = "components/card_institution.html"
    column = Column(
        gettext_lazy("机构"),
        gettext_lazy("在科学城的高校、科研院所、重点实验室、研发机构和企业。"),
    )


class InstitutionDetail(PageDetail):
    """An institution with its roles in projects, its parts, policies and newest articles."""

    model = Institution
    section = (gettext_lazy("机构"), "projects:institution_list")

    @staticmethod
    def with_others(pages):
        return pages.select_related("cover", "parent", "host").prefetch_related("sectors")

    def get_object(self):
        institution = super().get_object()
        hide_unseen(institution, "parent", "host")
        return institution

    def get_keywords(self):
        return [self.object.get_kind_display(), *self.object.sectors.all()]

    def get_structured_data(self, site):
        page, detail = self.object, self.detail
        institution = {
            "@context": "https://schema.org",
            "@type": SCHEMA_TYPES.get(page.kind, "Organization"),
            "name": page.name,
            "alternateName": page.short_name,
            "description": page.summary,
            "url": page.website or detail["url"],
            "mainEntityOfPage": detail["url"],
            "sameAs": [address for address in (page.website, page.ror) if address],
            "address": page.address,
            "foundingDate": structured.known_date(page.founded, page.founded_precision),
            "image": detail["image"],
        }
        return [institution]

    def get_participations(self):
        public = Project.objects.visible()
        return self.object.participations.filter(project__in=public).select_related(
            "project", "project__cover"
        )

    def get_context_data(self, **kwargs):
        page = self.object
        return super().get_context_data(
            sectors=page.sectors.all(),
            participations=self.get_participations(),
            children=links.links_to(page.children.visible(), RELATED),
            hosted=links.links_to(page.hosted.visible(), RELATED),
            calls=[links.link_to(call) for call in page.calls.visible().for_list()[:RELATED]],
            place=projectpage.place_on_map(page),
            policies=links.links_to(page.led_policies.visible(), RELATED),
            articles=links.links_to(page.articles.visible(), RELATED),
            **kwargs,
        )
