"""The rows of a project or an indicator, edited with it."""

from projects.models import (
    ChangeRecord,
    Milestone,
    Observation,
    Participation,
    Photo,
    ProgressReport,
    ProjectDocument,
    ProjectUpdate,
)
from scicity.publishing.admin import StackedPart, TabularPart

PART_SOURCE = ("source", "source_url", ("as_of", "as_of_precision"))


class MilestoneInline(StackedPart):
    model = Milestone
    fields = ("name", ("status", "due_baseline", "due", "met_on", "met_on_precision", "order"))
    classes = ("collapse",)


class ParticipationInline(TabularPart):
    model = Participation
    fields = ("institution", "role", "note")
    autocomplete_fields = ("institution",)
    classes = ("collapse",)


class ProgressReportInline(StackedPart):
    model = ProgressReport
    fields = (("physical_percent", "financial_percent"), "text", *PART_SOURCE)
    classes = ("collapse",)


class ProjectUpdateInline(StackedPart):
    model = ProjectUpdate
    fields = ("title", "text", *PART_SOURCE)
    classes = ("collapse",)


class PhotoInline(StackedPart):
    model = Photo
    fields = (("picture", "taken_on"), "viewpoint", "caption")
    autocomplete_fields = ("picture",)
    classes = ("collapse",)


class ChangeRecordInline(StackedPart):
    model = ChangeRecord
    fields = (("kind", "decided_on"), "old_value", "new_value", "reason", *PART_SOURCE)
    classes = ("collapse",)


class ProjectDocumentInline(StackedPart):
    model = ProjectDocument
    fields = ("title", ("group", "issued_on"), ("file", "url"))
    classes = ("collapse",)


class ObservationInline(StackedPart):
    """Values are added, never altered: a revision is a new row, and the old one stays."""

    model = Observation
    can_delete = False
    fields = (
        ("value", "basis", "status"),
        *PART_SOURCE,
        ("period_start", "period_end", "break_before"),
        "note",
    )

    def has_change_permission(self, request, obj=None):
        return False
