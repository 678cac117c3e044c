"""Large round numbers in the words of the reader's language: 140万, 5000亿; 1.4 million."""

from decimal import Decimal

from django.utils.translation import get_language

CHINESE = ((10**8, "亿"), (10**4, "万"))
ENGLISH = ((10**9, " billion"), (10**6, " million"))


def large_number(value: Decimal) -> str:
    """The number in the largest word that leaves at most two decimals; '' where none does."""
    words = CHINESE if (get_language() or "zh-hans").startswith("zh") else ENGLISH
    for size, word in words:
        if abs(value) >= size and value % (size // 100) == 0:
            return f"{(Decimal(value) / size).normalize():f}{word}"
    return ""
