"""What this section gives away as data: projects, institutions and figures, column by column."""

import json
from operator import attrgetter

from django.db.models import F, Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from projects import oc4ids
from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import Indicator, Institution, Observation, Participation, Project
from scicity.opendata.columns import (
    coded,
    column,
    dated,
    day,
    in_both_languages,
    public_slug,
    slugs,
)
from scicity.opendata.datasets import GEOJSON, Column, Dataset, Format, register
from scicity.site.models import SiteSettings

IDENTITY = Column("id", _("标识，即页面地址的最后一段；不会改变"), attrgetter("slug"))
PLACE = (
    Column(
        "longitude",
        _("经度（CGCS2000）；未公布则为空"),
        lambda row: row.public_point and row.public_point[0],
        _("度"),
        "number",
    ),
    Column(
        "latitude",
        _("纬度（CGCS2000）；未公布则为空"),
        lambda row: row.public_point and row.public_point[1],
        _("度"),
        "number",
    ),
    *coded(Project, "location_precision", _("位置精度")),
)
STATEMENT = (
    column("source", _("来源：谁公布的")),
    column("source_url", _("来源网址")),
    *dated("as_of", _("情况截至的日期")),
)
RECORD = (
    *coded(Project, "data_origin", _("数据来源类型；demo 是演示数据，不是事实")),
    Column("page", _("网页地址（本站路径）"), lambda row: row.get_absolute_url()),
    column("updated_at", _("本站最近修改时间"), type="moment"),
)

PROJECT_COLUMNS = (
    IDENTITY,
    *in_both_languages("name", _("名称")),
    *in_both_languages("summary", _("摘要")),
    column("code", _("全国投资项目统一代码（GB/T 40058）")),
    *coded(Project, "kind", _("项目类型")),
    *coded(Project, "category", _("类别")),
    *coded(Project, "phase", _("阶段；由责任单位公布，不由日期推算")),
    *coded(Project, "project_type", _("建设性质")),
    day("suspended_since", _("停缓建起始日")),
    column("suspension_reason", _("停缓建原因")),
    slugs("sectors", _("领域")),
    slugs("districts", _("区县")),
    column("lead", _("项目长")),
    *PLACE,
    column("location_note", _("位置说明")),
    day("baseline_start", _("基准开工日")),
    day("baseline_end", _("基准完工日")),
    *dated("planned_start", _("计划开工日")),
    *dated("planned_end", _("计划完工日")),
    *dated("actual_start", _("实际开工日")),
    *dated("actual_end", _("实际完工日")),
    column("slip_days", _("与基准完工日相比推迟的天数，提前为负"), unit=_("天"), type="integer"),
    column("investment", _("总投资"), unit=_("万元"), type="number"),
    column("final_cost", _("竣工决算"), unit=_("万元"), type="number"),
    *coded(Project, "ridge", _("隧道穿越的山脉")),
    column("tunnel_length", _("隧道长度"), unit=_("米"), type="integer"),
    column("north_south_order", _("隧道自北向南的序号"), type="integer"),
    day("opened_on", _("隧道通车日期")),
    *STATEMENT,
    *RECORD,
)

INSTITUTION_COLUMNS = (
    IDENTITY,
    *in_both_languages("name", _("名称")),
    *in_both_languages("summary", _("摘要")),
    *coded(Institution, "kind", _("机构类型")),
    *coded(Institution, "level", _("级别")),
    slugs("sectors", _("领域")),
    Column("parent", _("上级单位的标识"), lambda row: public_slug(row.parent)),
    Column("host", _("依托单位的标识"), lambda row: public_slug(row.host)),
    column("credit_code", _("统一社会信用代码")),
    column("ror", _("ROR 标识")),
    *dated("founded", _("成立时间")),
    *dated("moved_in", _("落户科学城时间")),
    column("website", _("网站")),
    column("address", _("地址")),
    *PLACE,
    *STATEMENT,
    *RECORD,
)

FIGURE_COLUMNS = (
    column("id", _("数值的编号；修订是新的一行，旧行不删"), "pk", type="integer"),
    column("indicator", _("指标的标识"), "indicator.slug"),
    *(
        Column(f"name_{end}", _("指标名称"), attrgetter(f"indicator.name_{suffix}"))
        for end, suffix in (("zh", "zh_hans"), ("en", "en"))
    ),
    column("unit", _("数值的单位"), "indicator.unit"),
    column("kind", _("指标类型：stock 存量、flow 流量、growth 增速、share 占比"), "indicator.kind"),
    column("scope", _("范围：whole 全域、core 核心区"), "indicator.scope"),
    column("prefix", _("数值前的限定词，例如“超过”"), "indicator.prefix"),
    column("value", _("数值；单位见 unit 一列"), type="number"),
    day("period_start", _("统计期起")),
    day("period_end", _("统计期止")),
    *coded(Observation, "basis", _("口径")),
    *coded(Observation, "status", _("性质：实际、初步、修订、估计、目标")),
    column("break_before", _("与此前的数值不可比"), type="boolean"),
    column("superseded", _("已有同一时期的新数值"), "is_superseded", type="boolean"),
    column("note", _("备注")),
    *STATEMENT,
    Column(
        "data_origin",
        _("数据来源类型；demo 是演示数据，不是事实"),
        attrgetter("indicator.data_origin"),
    ),
    column("created_at", _("录入时间"), type="moment"),
)


def projects():
    return Project.objects.visible().prefetch_related("sectors", "districts")


def fetch_for_oc4ids(projects):
    """Fetches all that the open standard shows of the projects, in a fixed number of queries."""
    public = Institution.objects.visible()
    roles = Participation.objects.filter(institution__in=public).select_related("institution")
    prefetch_related_objects(
        projects,
        "milestones",
        "progressreports",
        "projectdocuments",
        Prefetch("participations", roles),
    )


def oc4ids_lines(dataset, rows, request):
    fetch_for_oc4ids(rows)
    site = SiteSettings.load()
    package = oc4ids.package(
        rows,
        uri=request.build_absolute_uri(),
        publisher=site.organizer or site.name,
        license_url=site.data_license_url,
        prefix=site.oc4ids_prefix,
        build_url=request.build_absolute_uri,
    )
    yield json.dumps(package, ensure_ascii=False, indent=1)


def institutions():
    return (
        Institution.objects.visible().select_related("parent", "host").prefetch_related("sectors")
    )


def figures():
    return (
        Observation.objects.filter(indicator__in=Indicator.objects.visible())
        .select_related("indicator")
        .with_superseded()
        .order_by(F("indicator__headline_order").asc(nulls_last=True), "indicator", "-as_of", "-pk")
    )


PROJECTS = register(
    Dataset(
        slug="projects",
        title=_("建设项目"),
        description=_("本站收录的项目：类型、阶段、工期、投资、位置和来源。"),
        queryset=projects,
        columns=PROJECT_COLUMNS,
        url_name="projects:project_list",
        filterset_class=ProjectFilterSet,
        more_formats={
            "geojson": GEOJSON,
            "oc4ids.json": Format("application/json", oc4ids_lines, "OC4IDS 0.9.5"),
        },
    )
)
INSTITUTIONS = register(
    Dataset(
        slug="institutions",
        title=_("机构"),
        description=_("本站收录的高校、科研院所、重点实验室、研发机构、孵化器和企业。"),
        queryset=institutions,
        columns=INSTITUTION_COLUMNS,
        url_name="projects:institution_list",
        filterset_class=InstitutionFilterSet,
        more_formats={"geojson": GEOJSON},
    )
)
FIGURES = register(
    Dataset(
        slug="figures",
        title=_("指标与历次数值"),
        description=_(
            "科学城公布的数字，每个数值一行，带来源和截至日期；修订另起一行，旧数值保留。"
        ),
        queryset=figures,
        columns=FIGURE_COLUMNS,
        url_name="projects:figure_list",
        changed="created_at",
    )
)
