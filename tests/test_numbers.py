from decimal import Decimal

import pytest
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
