from django.utils.translation import pgettext_lazy

from projects.models import Call, ChainLead, Indicator, Institution, Project
from scicity.search.documents import Document, plain, register


def categories():
    return dict(Project.Category.choices)


def with_parts(projects):
    return projects.prefetch_related(
        "milestones", "progressreports", "projectupdates", "changerecords", "projectdocuments"
    )


@register(Project, pgettext_lazy("search", "项目"), "projects:project_list", categories, with_parts)
def describe_project(project) -> Document:
    return Document(
        title=project.name,
        date=project.as_of,
        summary=project.summary,
        names=[project.code],
        texts=[
            plain(project.body),
            *part_texts(project),
            project.lead,
            project.location_note,
            project.suspension_reason,
            project.east_portal,
            project.west_portal,
            project.source,
        ],
        section=project.category,
    )


def part_texts(project):
    for milestone in project.milestones.all():
        yield milestone.name
    for report in project.progressreports.all():
        yield from (report.text, report.source)
    for update in project.projectupdates.all():
        yield from (update.title, update.text)
    for change in project.changerecords.all():
        yield from (change.old_value, change.new_value, change.reason)
    for document in project.projectdocuments.all():
        yield document.title


def institution_kinds():
    return dict(Institution.Kind.choices)


@register(
    Institution, pgettext_lazy("search", "机构"), "projects:institution_list", institution_kinds
)
def describe_institution(institution) -> Document:
    return Document(
        title=institution.name,
        date=institution.as_of,
        summary=institution.summary,
        names=[institution.short_name, institution.credit_code],
        texts=[plain(institution.body), institution.address, institution.source],
        section=institution.kind,
    )


def with_values(indicators):
    return indicators.prefetch_related("observations")


@register(Indicator, pgettext_lazy("search", "数据"), "projects:figure_list", pages=with_values)
def describe_indicator(indicator) -> Document:
    values = indicator.observations.all()
    return Document(
        title=indicator.name,
        date=max((value.as_of for value in values), default=None),
        summary=indicator.definition,
        texts=[
            indicator.method,
            indicator.limits,
            indicator.owner,
            *value_texts(indicator, values),
        ],
    )


def value_texts(indicator, values):
    for value in values:
        value.indicator = indicator
        yield f"{indicator.prefix}{value.display_value}{indicator.unit}"
        yield from (value.note, value.source)


def with_owner(calls):
    return calls.select_related("owner")


@register(Call, pgettext_lazy("search", "揭榜挂帅"), "projects:call_list", pages=with_owner)
def describe_call(call) -> Document:
    owner = call.owner if call.owner and call.owner.is_public else None
    return Document(
        title=call.title,
        date=call.opens_on,
        summary=call.summary,
        texts=[
            plain(call.body),
            owner and owner.name,
            call.reward_note,
            call.contact,
            call.winner,
            call.source,
        ],
    )


@register(ChainLead, pgettext_lazy("search", "链长"), "projects:lead_list")
def describe_lead(chain) -> Document:
    return Document(
        title=chain.name,
        date=chain.appointed_on,
        summary=chain.duty,
        names=[chain.lead],
        texts=[chain.office, chain.contact, chain.source],
    )
