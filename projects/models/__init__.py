from projects.models.base_maps import BaseMap
from projects.models.duties import Call, CallQuerySet, ChainLead
from projects.models.indicators import Indicator, IndicatorQuerySet, Observation
from projects.models.institutions import Institution, InstitutionQuerySet
from projects.models.parts import (
    ChangeRecord,
    Milestone,
    Participation,
    Photo,
    ProgressReport,
    ProjectDocument,
    ProjectUpdate,
)
from projects.models.projects import Project, ProjectQuerySet
from projects.models.vocabulary import District, Located, Sector

__all__ = [
    "BaseMap",
    "Call",
    "CallQuerySet",
    "ChainLead",
    "ChangeRecord",
    "District",
    "Indicator",
    "IndicatorQuerySet",
    "Institution",
    "InstitutionQuerySet",
    "Located",
    "Milestone",
    "Observation",
    "Participation",
    "Photo",
    "ProgressReport",
    "Project",
    "ProjectDocument",
    "ProjectQuerySet",
    "ProjectUpdate",
    "Sector",
]
