"""The rows of a policy, edited with it."""

from scicity.publishing.admin import StackedPart, TabularPart
from talent.models import (
    ApplicationWindow,
    Benefit,
    Clause,
    Condition,
    Contact,
    EligibilityTrack,
    Material,
    PolicyFAQ,
    PolicyRelation,
    PolicyTestCase,
    SourceDocument,
    Step,
)


class OwnParts:
    """Choices among the rows of a policy are those of this policy, asked for once a request."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for name in ("clause", "document", "track"):
            if name in formset.form.base_fields:
                field = formset.form.base_fields[name]
                field.queryset = field.queryset.filter(policy=obj) if obj else field.queryset.none()
                field.choices = self.choices(request, field)
        return formset

    def choices(self, request, field) -> list:
        """Of a field that is copied into every row, and would ask for each of them."""
        known = request.__dict__.setdefault("own_parts", {})
        key = field.queryset.model
        if key not in known:
            rows = field.queryset
            known[key] = [(row.pk, field.label_from_instance(row)) for row in rows]
        empty = [("", field.empty_label)] if field.empty_label is not None else []
        return [*empty, *known[key]]


class BenefitInline(OwnParts, StackedPart):
    model = Benefit
    classes = ("collapse",)
    fields = (
        ("kind", "calculation", "order"),
        "recipient",
        ("amount_min", "amount_max", "ratio"),
        "ratio_base",
        ("unit", "period", "times"),
        ("cap", "tax", "loan_term_months"),
        "cap_scope",
        "instalments",
        "note",
        ("track", "clause"),
    )


class ApplicationWindowInline(TabularPart):
    model = ApplicationWindow
    classes = ("collapse",)
    fields = ("all_year", "opens_on", "closes_on", "is_habitual", "note")


class SourceDocumentInline(StackedPart):
    model = SourceDocument
    classes = ("collapse",)
    fields = (
        "title",
        ("document_number", "issued_on", "seen_on"),
        "publisher",
        ("file", "url"),
    )


class ClauseInline(OwnParts, StackedPart):
    model = Clause
    classes = ("collapse",)
    fields = (("number", "document", "order"), "text")


class StepInline(StackedPart):
    model = Step
    classes = ("collapse",)
    fields = ("title", "text", "order")


class MaterialInline(OwnParts, StackedPart):
    model = Material
    classes = ("collapse",)
    fields = (
        "name",
        ("form", "count", "is_required", "order"),
        "obtained_from",
        ("template", "clause"),
    )


class ContactInline(StackedPart):
    model = Contact
    classes = ("collapse",)
    fields = ("name", ("phone", "email", "order"), "address", "hours")


class PolicyFAQInline(StackedPart):
    model = PolicyFAQ
    classes = ("collapse",)
    fields = ("question", "answer", "order")


class PolicyRelationInline(OwnParts, TabularPart):
    model = PolicyRelation
    fk_name = "policy"
    classes = ("collapse",)
    fields = ("kind", "other", "clause", "note")
    autocomplete_fields = ("other",)


class EligibilityTrackInline(TabularPart):
    model = EligibilityTrack
    classes = ("collapse",)
    fields = ("name", "order")


class ConditionInline(OwnParts, StackedPart):
    model = Condition
    classes = ("collapse",)
    autocomplete_fields = ("attribute",)
    fields = (
        ("track", "group", "at_least", "order"),
        ("attribute", "operator", "negate"),
        ("value", "value_to", "options"),
        "words",
        ("hardness", "clause"),
    )


class PolicyTestCaseInline(StackedPart):
    model = PolicyTestCase
    classes = ("collapse",)
    fields = (("name", "order"), "answers", ("expected_verdict", "expected_amount"), "why")
