"""Values and answers in their one spelling, whether they come from a form, a URL, JSON or YAML."""

import datetime
from decimal import Decimal, InvalidOperation


def read_value(kind: str, text: str):
    """The value of a condition: Decimal, date, or an option's code. Raises ValueError."""
    if kind == "number":
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(text) from error
        if not number.is_finite():
            raise ValueError(text)
        return number
    if kind == "date":
        return datetime.date.fromisoformat(text)
    return text


def value_text(value) -> str:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
