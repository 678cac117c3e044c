from modeltranslation.translator import TranslationOptions, register

from projects.models import (
    BaseMap,
    Call,
    ChainLead,
    ChangeRecord,
    District,
    Indicator,
    Institution,
    Milestone,
    Observation,
    Participation,
    Photo,
    ProgressReport,
    Project,
    ProjectDocument,
    ProjectUpdate,
    Sector,
)


@register(Sector)
class SectorOptions(TranslationOptions):
    fields = ("name", "description")


@register(District)
class DistrictOptions(TranslationOptions):
    fields = ("name",)


@register(Institution)
class InstitutionOptions(TranslationOptions):
    fields = ("name", "short_name", "summary", "body", "address", "source")


@register(Project)
class ProjectOptions(TranslationOptions):
    fields = (
        "name",
        "summary",
        "body",
        "lead",
        "suspension_reason",
        "location_note",
        "east_portal",
        "west_portal",
        "source",
    )


@register(Milestone)
class MilestoneOptions(TranslationOptions):
    fields = ("name",)


@register(ProgressReport)
class ProgressReportOptions(TranslationOptions):
    fields = ("text", "source")


@register(ProjectUpdate)
class ProjectUpdateOptions(TranslationOptions):
    fields = ("title", "text", "source")


@register(Photo)
class PhotoOptions(TranslationOptions):
    fields = ("viewpoint", "caption")


@register(ChangeRecord)
class ChangeRecordOptions(TranslationOptions):
    fields = ("old_value", "new_value", "reason", "source")


@register(Participation)
class ParticipationOptions(TranslationOptions):
    fields = ("note",)


@register(ProjectDocument)
class ProjectDocumentOptions(TranslationOptions):
    fields = ("title",)


@register(Indicator)
class IndicatorOptions(TranslationOptions):
    fields = ("name", "definition", "unit", "method", "limits", "owner", "prefix")


@register(Observation)
class ObservationOptions(TranslationOptions):
    fields = ("note", "source")


@register(Call)
class CallOptions(TranslationOptions):
    fields = ("title", "summary", "body", "reward_note", "contact", "winner", "source")


@register(ChainLead)
class ChainLeadOptions(TranslationOptions):
    fields = ("name", "lead", "office", "contact", "duty", "source")


@register(BaseMap)
class BaseMapOptions(TranslationOptions):
    fields = ("name", "publisher")
