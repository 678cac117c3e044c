from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from scicity.numbers import large_number


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("1198", "", ""),
        ("10000", "1万", ""),
        ("12345", "", ""),
        ("1400000.0000", "140万", "1.4 million"),
        ("500000000000.0000", "5000亿", "500 billion"),
        ("-1400000", "-140万", "-1.4 million"),
        ("1000000", "100万", "1 million"),
    ],
)
def test_large_number_uses_the_words_of_the_language(value, chinese, english):
    with translation.override("zh-hans"):
        in_chinese = large_number(Decimal(value))
    with translation.override("en"):
        in_english = large_number(Decimal(value))

    assert (in_chinese, in_english) == (chinese, english)


@pytest.mark.parametrize(
    ("prefix", "unit", "shown"),
    [
        ("超过", "个", "超过300个"),
        ("more than", "projects", "more than 300 projects"),
        ("", "%", "300%"),
    ],
)
def test_words_stand_apart_from_a_number_where_the_language_wants_it(prefix, unit, shown):
    template = Template("{{ prefix|before_number }}300{{ unit|after_number }}")

    assert template.render(Context({"prefix": prefix, "unit": unit})) == shown
