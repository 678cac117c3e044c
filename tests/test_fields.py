import pytest
from django.db.models import Model
from django.utils import translation

from scicity.fields import choice_label
from talent.models import TalentPolicy


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_label_of_a_choice_is_what_django_would_show_in_the_language(language):
    policy = TalentPolicy(category="housing", level="", delivery="not a choice")

    with translation.override(language):
        for name in ("category", "level", "delivery", "completeness"):
            field = policy._meta.get_field(name)
            assert choice_label(policy, name) == Model._get_FIELD_display(policy, field)
