"""Filters and facet counts against the plainest way to say the same: sets in Python."""

import pytest

from news.filters import ArticleFilterSet
from news.models import Article
from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import Institution, Project
from talent.filters import PolicyFilterSet
from talent.models import TalentPolicy

pytestmark = pytest.mark.django_db

SETS = {
    Article: ArticleFilterSet,
    Project: ProjectFilterSet,
    Institution: InstitutionFilterSet,
    TalentPolicy: PolicyFilterSet,
}
