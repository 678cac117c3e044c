"""Projects in the open standard for infrastructure, OC4IDS 0.9.5.

The standard's dates are exact to the second. A date that is known only so far ("early 2022")
is never given as one: it is left out there and stands, in words, in a description.
"""

import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.models import Project
from projects.models.phases import OC4IDS_STATUS
from scicity.dates import DatePrecision

VERSION = "0.9"
CURRENCY = "CNY"
# Only where a code of the standard's open list means the same.
SECTORS = {
    Project.Kind.TUNNEL: ["transport"],
    Project.Kind.ROAD: ["transport"],
    Project.Kind.INDUSTRY: ["economy"],
    Project.Kind.PARK: ["economy"],
}
PERCENT = {"name": "%", "scheme": "UNCEFACT", "id": "P1"}


def filled(**values) -> dict:
    """The values without the empty ones, which the standard does not allow."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def moment(day: datetime.date | None, precision=DatePrecision.DAY) -> str | None:
    """The start of the day in Chongqing; None when the day is not known."""
    if day is None or precision != DatePrecision.DAY:
        return None
    start = datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone())
    return start.isoformat()


def period(start: str | None, end: str | None) -> dict:
    return filled(startDate=start, endDate=end)


def money(amount) -> dict | None:
    """Yuan from 万元."""
    return None if amount is None else {"amount": number(amount * 10_000), "currency": CURRENCY}


def number(value):
    return int(value) if value == int(value) else float(value)


def package(
    projects: list, uri: str, publisher: str, license_url="", prefix="", build_url=str
) -> dict:
    """A project package; `build_url` makes a path absolute.

    `prefix` is the one registered with the standard; each project's id begins with it.
    """
    newest = max((project.updated_at for project in projects), default=timezone.now())
    return filled(
        uri=uri,
        version=VERSION,
        publishedDate=timezone.localtime(newest).isoformat(),
        publisher={"name": publisher},
        license=license_url,
    ) | {"projects": [project_record(project, prefix, build_url) for project in projects]}


def project_record(project, prefix, build_url) -> dict:
    return filled(
        id="-".join(filter(None, [prefix, project.slug])),
        updated=timezone.localtime(project.updated_at).isoformat(),
        language="en" if get_language() == "en" else "zh",
        identifiers=project.code and [{"id": project.code, "scheme": "GB/T 40058"}],
        title=project.name,
        description=project.summary,
        status=OC4IDS_STATUS.get(project.phase),
        type=project.project_type,
        sector=SECTORS.get(project.kind),
        additionalClassifications=classifications(project),
        period=planned_period(project),
        implementationPeriod=actual_period(project),
        locations=locations(project),
        budget=budget(project),
        publicAuthority=public_authority(project),
        parties=parties(project),
        milestones=[milestone(row) for row in project.milestones.all()],
        forecasts=forecasts(project),
        metrics=metrics(project),
        completion=completion(project),
        documents=documents(project, build_url),
    )


def classifications(project) -> list[dict]:
    own = [("category", project.category, project.get_category_display())]
    own.append(("kind", project.kind, project.get_kind_display()))
    own.append(("phase", project.phase, project.get_phase_display()))
    own.append(("ridge", project.ridge, project.get_ridge_display()))
    own += [("sector", sector.slug, sector.name) for sector in project.sectors.all()]
    return [
        {"scheme": f"scicity-{scheme}", "id": code, "description": label}
        for scheme, code, label in own
        if code
    ]


def planned_period(project) -> dict:
    return period(
        moment(project.planned_start, project.planned_start_precision),
        moment(project.planned_end, project.planned_end_precision),
    )


def actual_period(project) -> dict:
    return period(
        moment(project.actual_start, project.actual_start_precision),
        moment(project.actual_end, project.actual_end_precision),
    )


def locations(project) -> list[dict]:
    """Where it is, as exactly as it may be known; a withheld place only in words."""
    words = [project.location_note]
    if project.location_precision:
        precision = project.get_location_precision_display()
        words.append(_("位置精度：%(precision)s") % {"precision": precision})
    place = filled(
        description=_("；").join(word for word in words if word), geometry=project.public_geometry
    )
    places = [{"id": "site"} | place] if place else []
    for district in project.districts.all():
        address = {"locality": district.name, "region": _("重庆市"), "countryName": _("中国")}
        places.append({"id": f"district-{district.slug}", "address": address})
    return places


def budget(project) -> dict:
    amount = money(project.investment)
    return filled(amount=amount, approvalDate=moment(project.budget_approved_on))


def public_authority(project) -> dict | None:
    for row in project.participations.all():
        if row.role == row.Role.PUBLIC_AUTHORITY:
            return {"id": row.institution.slug, "name": row.institution.name}
    return None


def parties(project) -> list[dict]:
    """Every institution once, with all its roles; roles beyond the standard's are ours."""
    found = {}
    for row in project.participations.all():
        institution = row.institution
        code = institution.credit_code
        party = found.setdefault(
            institution.pk,
            filled(
                id=institution.slug,
                name=institution.name,
                identifier=code and {"scheme": "GB 32100", "id": code},
            )
            | {"roles": []},
        )
        party["roles"].append(row.role)
    return list(found.values())


def milestone(row) -> dict:
    return filled(
        id=str(row.pk),
        title=row.name,
        dueDate=moment(row.due),
        dateMet=moment(row.met_on, row.met_on_precision),
        status=row.status,
        description=vague(row.met_on, row.met_on_precision, row.met_on_label),
    )


def vague(day, precision, label) -> str:
    """The date in words, when it is not known to the day."""
    if day is None or precision == DatePrecision.DAY:
        return ""
    return _("日期只知道大概：%(when)s") % {"when": label}


def forecasts(project) -> list[dict]:
    """The frozen baseline, and milestones' baseline dates, against which slips are counted."""
    baseline = period(moment(project.baseline_start), moment(project.baseline_end))
    seen = [{"id": "project", "period": baseline}] if baseline else []
    seen += [
        {"id": f"milestone-{row.pk}", "period": {"endDate": moment(row.due_baseline)}}
        | {"notes": row.name}
        for row in project.milestones.all()
        if row.due_baseline
    ]
    return [{"id": "baseline", "title": _("基准工期"), "observations": seen}] if seen else []


def metrics(project) -> list[dict]:
    rows = [
        progress(project, "physicalProgress", _("形象进度"), "physical_percent"),
        progress(project, "financialProgress", _("投资完成"), "financial_percent"),
    ]
    if project.tunnel_length:
        metre = {"name": "m", "scheme": "UNCEFACT", "id": "MTR"}
        seen = {"id": "1", "measure": project.tunnel_length, "unit": metre}
        rows.append({"id": "tunnelLength", "title": _("隧道长度"), "observations": [seen]})
    return [row for row in rows if row["observations"]]


def progress(project, code, title, field) -> dict:
    seen = [
        filled(
            id=str(report.pk),
            period=period(None, moment(report.as_of, report.as_of_precision)),
            measure=number(getattr(report, field)),
            unit=PERCENT,
            notes=sourced(report),
        )
        for report in project.progressreports.all()
        if getattr(report, field) is not None
    ]
    return {"id": code, "title": title, "observations": seen}


def sourced(row) -> str:
    """Who says so and as of when, for the many parts of the standard without a source field."""
    words = []
    if row.source:
        words.append(_("来源：%(source)s") % {"source": row.source})
    if row.as_of_label:
        words.append(_("情况截至%(when)s") % {"when": row.as_of_label})
    return _("；").join(words)


def completion(project) -> dict:
    return filled(
        endDate=moment(project.actual_end, project.actual_end_precision),
        endDateDetails=vague(
            project.actual_end, project.actual_end_precision, project.actual_end_label
        ),
        finalValue=money(project.final_cost),
    )


def documents(project, build_url) -> list[dict]:
    """The project's own page, which has the source; then the disclosed documents."""
    page = filled(
        id="page",
        title=project.name,
        description=sourced(project),
        url=build_url(project.get_absolute_url()),
        dateModified=timezone.localtime(project.updated_at).isoformat(),
    )
    return [page] + [
        filled(
            id=str(row.pk),
            title=row.title,
            description=row.get_group_display(),
            url=build_url(row.file.url) if row.file else row.url,
            datePublished=moment(row.issued_on),
        )
        for row in project.projectdocuments.all()
    ]
