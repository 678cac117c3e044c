from talent.models.attributes import Attribute, AttributeOption
from talent.models.benefits import Benefit
from talent.models.cases import PolicyTestCase
from talent.models.conditions import Condition, EligibilityTrack
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
from talent.models.tallies import QuestionTally

__all__ = [
    "ApplicationWindow",
    "Attribute",
    "AttributeOption",
    "Benefit",
    "Clause",
    "Condition",
    "Contact",
    "EligibilityTrack",
    "Material",
    "PolicyFAQ",
    "PolicyRelation",
    "PolicyTestCase",
    "QuestionTally",
    "SourceDocument",
    "Step",
    "TalentPolicy",
    "TalentPolicyQuerySet",
    "Validity",
    "WindowState",
]
