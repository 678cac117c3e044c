"""Every way from one status to the next. Nothing else makes a page public.

Forms, bulk actions, imports, schedules and commands all call these functions. Each one locks the
page, checks the person and the page, does one thing in one transaction, and writes the history.
They raise `Refused` (or `NotAllowed`) with words for the person who tried. The page that is
passed in is brought up to date.

    submit → sign (first, second, final) → publish
    send_back, remark; edited: tells of a change, which ends all signatures
    emergency → review_afterwards
    withdraw, archive, replace; hide_version, show_version (what visitors may look back at)
    `copies.start` to change a page that was public

Working copies are in `copies`, plans and release sets in `releases`, the loaders' own way in
`system`.
"""

from scicity.publishing.addresses import change_address
from scicity.publishing.copies import discard, restore, start_copy
from scicity.publishing.people import NotAllowed, Refused
from scicity.publishing.releasing import emergency, publish, review_afterwards, unschedule
from scicity.publishing.retiring import (
    archive,
    hide_version,
    replace,
    show_version,
    withdraw,
)
from scicity.publishing.reviewing import (
    created,
    edited,
    imported,
    remark,
    send_back,
    sign,
    submit,
)

__all__ = [
    "NotAllowed",
    "Refused",
    "archive",
    "change_address",
    "created",
    "discard",
    "edited",
    "emergency",
    "hide_version",
    "imported",
    "publish",
    "remark",
    "replace",
    "restore",
    "review_afterwards",
    "send_back",
    "show_version",
    "sign",
    "start_copy",
    "submit",
    "unschedule",
    "withdraw",
]
