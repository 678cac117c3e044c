from talent.models.benefits import Benefit
from talent.models.documents import Clause, SourceDocument
from talent.models.parts import (
    ApplicationWindow,
    Contact,
    Material,
    PolicyFAQ,
    PolicyRelation,
    Step,
)
from talent.models.policies import TalentPolicy, TalentPolicyQuerySet, Validity, WindowState

__all__ = [
    "ApplicationWindow",
    "Benefit",
    "Clause",
    "Contact",
    "Material",
    "PolicyFAQ",
    "PolicyRelation",
    "SourceDocument",
    "Step",
    "TalentPolicy",
    "TalentPolicyQuerySet",
    "Validity",
    "WindowState",
]
