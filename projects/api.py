"""Projects, institutions and figures in the API."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from projects.datasets import FIGURES, INSTITUTIONS, PROJECTS
from projects.models import (
    ChangeRecord,
    Indicator,
    Institution,
    Milestone,
    Participation,
    ProgressReport,
    ProjectDocument,
    ProjectUpdate,
)
from scicity.opendata.api import DatasetViewSet, PublicViewSet, record_serializer, router

STATEMENT = ("source", "source_url", "as_of", "as_of_precision")

ProjectRecord = record_serializer(PROJECTS, "Project")
InstitutionRecord = record_serializer(INSTITUTIONS, "Institution")
ObservationRecord = record_serializer(FIGURES, "Observation")


class MilestoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ("name", "status", "due_baseline", "due", "met_on", "met_on_precision")


class ProgressSerializer(serializers.ModelSerializer):
    physical_percent = serializers.FloatField(
        read_only=True, allow_null=True, help_text=_("形象进度（%）")
    )
    financial_percent = serializers.FloatField(
        read_only=True, allow_null=True, help_text=_("投资完成（%）")
    )

    class Meta:
        model = ProgressReport
        fields = ("physical_percent", "financial_percent", "text", *STATEMENT)


class UpdateSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProjectUpdate
        fields = ("title", "text", *STATEMENT)


class ChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChangeRecord
        fields = ("kind", "old_value", "new_value", "reason", "decided_on", *STATEMENT)


class ParticipationSerializer(serializers.ModelSerializer):
    institution = serializers.SlugField(source="institution.slug", read_only=True)
    name = serializers.CharField(source="institution.name", read_only=True)

    class Meta:
        model = Participation
        fields = ("institution", "name", "role", "note")


class DocumentSerializer(serializers.ModelSerializer):
    file = serializers.FileField(read_only=True, allow_null=True, use_url=True)

    class Meta:
        model = ProjectDocument
        fields = ("group", "title", "file", "url", "issued_on")


class ProjectDetailSerializer(ProjectRecord):
    milestones = MilestoneSerializer(many=True, read_only=True)
    progress = ProgressSerializer(many=True, read_only=True, source="progressreports")
    updates = UpdateSerializer(many=True, read_only=True, source="projectupdates")
    changes = ChangeSerializer(many=True, read_only=True, source="changerecords")
    participants = ParticipationSerializer(many=True, read_only=True, source="participations")
    documents = DocumentSerializer(many=True, read_only=True, source="projectdocuments")

    PARTS = ("milestones", "progress", "updates", "changes", "participants", "documents")

    def to_representation(self, project):
        parts = {
            name: self.fields[name].to_representation(self.fields[name].get_attribute(project))
            for name in self.PARTS
        }
        return super().to_representation(project) | parts


class ProjectViewSet(DatasetViewSet):
    """Construction, research and service projects."""

    dataset = PROJECTS

    def get_serializer_class(self):
        return ProjectDetailSerializer if self.detail else ProjectRecord

    def get_queryset(self):
        projects = super().get_queryset()
        if not self.detail:
            return projects
        public = Institution.objects.visible()
        roles = Participation.objects.filter(institution__in=public).select_related("institution")
        return projects.prefetch_related(Prefetch("participations", roles))


class InstitutionViewSet(DatasetViewSet):
    """Universities, institutes, laboratories, incubators and companies."""

    dataset = INSTITUTIONS
    serializer_class = InstitutionRecord


class FigureSerializer(serializers.ModelSerializer):
    id = serializers.SlugField(source="slug", read_only=True, help_text=_("标识；不会改变"))
    name_zh = serializers.CharField(source="name_zh_hans", read_only=True)
    name_en = serializers.CharField(read_only=True, allow_null=True)
    sector = serializers.SlugField(
        source="sector.slug", read_only=True, default=None, allow_null=True
    )
    page = serializers.CharField(source="get_absolute_url", read_only=True)
    is_stale = serializers.BooleanField(
        read_only=True, help_text=_("最新数值已超过有效期，可能过时")
    )
    observations = ObservationRecord(
        many=True, read_only=True, help_text=_("历次数值，新的在前；修订前的数值保留")
    )

    class Meta:
        model = Indicator
        fields = (
            "id",
            "name_zh",
            "name_en",
            "definition",
            "unit",
            "kind",
            "scope",
            "sector",
            "method",
            "limits",
            "owner",
            "prefix",
            "decimals",
            "max_age_days",
            "is_stale",
            "data_origin",
            "page",
            "updated_at",
            "observations",
        )


class FigureViewSet(PublicViewSet):
    """Indicators with all their values."""

    about = _("科学城公布的指标：定义、单位、方法和历次数值，每个数值带来源和截至日期。")
    serializer_class = FigureSerializer

    def get_queryset(self):
        return Indicator.objects.visible().select_related("sector").with_observations()


router.register("projects", ProjectViewSet, "project")
router.register("institutions", InstitutionViewSet, "institution")
router.register("figures", FigureViewSet, "figure")
