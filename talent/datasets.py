"""What this section gives away as data: the policies, for spreadsheets, calendars and readers."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from scicity.opendata.columns import (
    coded,
    column,
    day,
    in_both_languages,
    public_slug,
    with_meanings,
)
from scicity.opendata.datasets import Column, Dataset, Format, register
from talent.feeds import atom_lines, ics_lines, newest
from talent.filters import PolicyFilterSet
from talent.models import TalentPolicy, Validity, WindowState


def derived(name, choices, description):
    """Two columns of what follows from the dates on the day that is asked about."""
    return (
        column(name, with_meanings(description, choices.choices)),
        Column(f"{name}_label", _("上一列的文字"), lambda row: choices(getattr(row, name)).label),
    )


def application_times(policy):
    return [
        _("预计%(when)s") % {"when": when.text} if when.is_expected else when.text
        for when in policy.application_times
    ]


COLUMNS = (
    Column("id", _("标识，即页面地址的最后一段；不会改变"), attrgetter("slug")),
    *in_both_languages("title", _("名称")),
    *in_both_languages("summary", _("一句话说明")),
    *coded(TalentPolicy, "category", _("类别")),
    *coded(TalentPolicy, "level", _("层级")),
    column("subjects", _("适用对象的代码"), type="texts"),
    Column("subjects_label", _("上一列的文字"), attrgetter("subject_labels"), type="texts"),
    Column(
        "benefits",
        _("支持内容，每项一句，由字段生成"),
        lambda row: [benefit.sentence for benefit in row.benefits.all()],
        type="texts",
    ),
    Column("largest_benefit", _("最大的一项支持"), lambda row: row.headline_amount or None),
    *derived("window_state", WindowState, _("申报状态，按当天推算")),
    Column("application_times", _("申报时间"), application_times, type="texts"),
    *derived("validity", Validity, _("有效性，按当天推算")),
    day("effective_from", _("施行日期")),
    day("effective_to", _("有效期至")),
    *coded(TalentPolicy, "delivery", _("兑现方式")),
    column("promised_days", _("承诺办结"), unit=_("工作日"), type="integer"),
    column("issuer", _("发布机构")),
    Column("lead_agency", _("牵头部门的标识"), lambda row: public_slug(row.lead_agency)),
    column("index_number", _("索引号")),
    column("document_number", _("发文字号")),
    day("written_on", _("成文日期")),
    day("issued_on", _("发布日期")),
    *coded(TalentPolicy, "completeness", _("数据完整度")),
    day("verified_on", _("核对日期")),
    column("service_url", _("网上办理")),
    column("source", _("来源：谁公布的")),
    column("source_url", _("来源网址")),
    *coded(TalentPolicy, "data_origin", _("数据来源类型；demo 是演示数据，不是事实")),
    Column("page", _("网页地址（本站路径）"), lambda row: row.get_absolute_url()),
    column("updated_at", _("本站最近修改时间"), type="moment"),
)

register(
    Dataset(
        slug="policies",
        title=_("人才政策"),
        description=_("本站收录的政策：给谁、给什么、何时申报、依据什么文件。"),
        queryset=lambda: TalentPolicy.objects.visible().for_list(),
        columns=COLUMNS,
        url_name="talent:policy_list",
        filterset_class=PolicyFilterSet,
        more_formats={
            "atom": Format("application/atom+xml; charset=utf-8", atom_lines, "Atom", newest),
            "ics": Format("text/calendar; charset=utf-8", ics_lines, "iCalendar"),
        },
    )
)
