from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.models import District, Institution, Project, Sector
from projects.models.phases import Phase
from scicity.facets import ChoiceFacet, VocabularyFacet, YearFacet
from scicity.filters import PublicFilterSet, SearchFilter, SortFilter, by_name


def by_status_date(projects):
    return projects.order_by(F("as_of").desc(nulls_last=True), "-updated_at", "pk")


def by_start(projects):
    start = Coalesce("actual_start", "planned_start")
    return projects.order_by(start.desc(nulls_last=True), "pk")


class ProjectFilterSet(PublicFilterSet):
    q = SearchFilter("name", "summary", "body", "location_note")
    phase = ChoiceFacet("phase", choices=Phase.choices, label=_("阶段"))
    category = ChoiceFacet("category", choices=Project.Category.choices, label=_("类别"))
    kind = ChoiceFacet("kind", choices=Project.Kind.choices, label=_("项目类型"))
    sector = VocabularyFacet(
        "sectors", Sector.objects.all(), position="order", to_many=True, label=_("领域")
    )
    ridge = ChoiceFacet("ridge", choices=Project.Ridge.choices, label=_("山脉"))
    district = VocabularyFacet(
        "districts", District.objects.all(), position="order", to_many=True, label=_("区县")
    )
    year = YearFacet("actual_start", label=_("开工年份"))
    institution = VocabularyFacet(
        "institutions",
        Institution.objects.published(),
        to_many=True,
        limit=30,
        label=_("参与机构"),
    )
    sort = SortFilter(
        {
            "updated": (_("最近更新"), by_status_date),
            "name": (pgettext_lazy("sort", "名称"), by_name("name")),
            "start": (_("开工时间"), by_start),
        }
    )

    class Meta:
        model = Project
        fields = ()


class InstitutionFilterSet(PublicFilterSet):
    q = SearchFilter("name", "short_name", "summary", "body")
    kind = ChoiceFacet("kind", choices=Institution.Kind.choices, label=_("机构类型"))
    level = ChoiceFacet("level", choices=Institution.Level.choices, label=_("级别"))
    sector = VocabularyFacet(
        "sectors", Sector.objects.all(), position="order", to_many=True, label=_("领域")
    )
    sort = SortFilter(
        {
            "name": (pgettext_lazy("sort", "名称"), by_name("name")),
            "newest": (
                _("最近落户"),
                lambda qs: qs.order_by(F("moved_in").desc(nulls_last=True), "pk"),
            ),
        }
    )

    class Meta:
        model = Institution
        fields = ()
