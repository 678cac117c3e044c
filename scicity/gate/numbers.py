"""Identity-card and mobile-phone numbers in texts."""

import datetime
import re
import unicodedata
from collections.abc import Iterator

from scicity.gate.words import seen

# Groups of digits with single blanks or hyphens between; not a part of a word or a decimal.
RUN = re.compile(r"(?<![0-9A-Za-z._])[0-9]+(?:[ -][0-9]+)*[Xx]?(?![0-9A-Za-z_])")
# How people write the eleven digits of a mobile number.
MOBILE_GROUPS = {(11,), (3, 4, 4), (4, 3, 4), (3, 8), (7, 4), (4, 7)}
MOBILE = re.compile(r"1[3-9][0-9]{9}")
COUNTRY = re.compile(r"(?:0086|86)(?=1[3-9][0-9]{9}$)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
IDENTITY_LENGTH = 18


def identity_numbers(text: str) -> list[str]:
    """Numbers of GB 11643: 18 places with a date of birth and a right check digit."""
    return [
        number
        for groups in runs(text)
        for window in windows(groups)
        if is_identity(number := "".join(window).upper())
    ]


def mobile_numbers(text: str) -> list[str]:
    return [
        number
        for groups in runs(text)
        for window in windows([COUNTRY.sub("", group) for group in groups])
        if tuple(map(len, window)) in MOBILE_GROUPS and MOBILE.fullmatch(number := "".join(window))
    ]


def runs(text: str) -> Iterator[list[str]]:
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if seen(c) or c.isspace())
    for match in RUN.finditer(re.sub(r"[\u2010-\u2015]", "-", plain)):
        yield re.split("[ -]", match.group())


def windows(groups: list[str]) -> Iterator[list[str]]:
    """Neighbouring groups that together are no longer than an identity number."""
    for start in range(len(groups)):
        length = 0
        for end in range(start, len(groups)):
            length += len(groups[end])
            if length > IDENTITY_LENGTH:
                break
            yield groups[start : end + 1]


def is_identity(number: str) -> bool:
    if not re.fullmatch(r"[1-8][0-9]{16}[0-9X]", number):
        return False
    try:
        datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK_DIGITS[total % 11] == number[17]


def masked(number: str) -> str:
    """For messages and logs, which must not repeat what they complain about."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
