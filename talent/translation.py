from modeltranslation.translator import TranslationOptions, register

from talent.models import (
    ApplicationWindow,
    Attribute,
    AttributeOption,
    Benefit,
    Clause,
    Condition,
    Contact,
    EligibilityTrack,
    Material,
    PolicyFAQ,
    PolicyRelation,
    SourceDocument,
    Step,
    TalentPolicy,
)


@register(TalentPolicy)
class TalentPolicyOptions(TranslationOptions):
    fields = ("title", "short_title", "summary", "body", "issuer", "service_address", "source")


@register(SourceDocument)
class SourceDocumentOptions(TranslationOptions):
    fields = ("title", "publisher")


@register(Clause)
class ClauseOptions(TranslationOptions):
    fields = ("text",)


@register(Benefit)
class BenefitOptions(TranslationOptions):
    fields = ("recipient", "ratio_base", "cap_scope", "instalments", "note")


@register(ApplicationWindow)
class ApplicationWindowOptions(TranslationOptions):
    fields = ("note",)


@register(Step)
class StepOptions(TranslationOptions):
    fields = ("title", "text")


@register(Material)
class MaterialOptions(TranslationOptions):
    fields = ("name", "obtained_from")


@register(Contact)
class ContactOptions(TranslationOptions):
    fields = ("name", "address", "hours")


@register(PolicyFAQ)
class PolicyFAQOptions(TranslationOptions):
    fields = ("question", "answer")


@register(PolicyRelation)
class PolicyRelationOptions(TranslationOptions):
    fields = ("note",)


@register(Attribute)
class AttributeOptions(TranslationOptions):
    fields = ("name", "question", "help", "unit")


@register(AttributeOption)
class AttributeOptionOptions(TranslationOptions):
    fields = ("label",)


@register(EligibilityTrack)
class EligibilityTrackOptions(TranslationOptions):
    fields = ("name",)


@register(Condition)
class ConditionOptions(TranslationOptions):
    fields = ("words",)
