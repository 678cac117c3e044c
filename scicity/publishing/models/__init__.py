"""What it means to be a page: its status, who sees it, and what belongs to it.

A page is written as a draft, signed by three reviewers, and then public. A public page is not
edited in place: its changes are made on its working copy, a second row (`page.working_copy`,
`copy.live`), which takes its place when it is published. `transitions` has every way from one
status to the next; `records` has what is kept about them.
"""

from scicity.publishing.models.pages import Publishable, PublishableQuerySet, VisibleQuerySet
from scicity.publishing.models.parts import PagePart, PagePartQuerySet, Sourced
from scicity.publishing.models.records import (
    Action,
    BinEntry,
    Contribution,
    Dimension,
    HiddenVersion,
    HistoryEntry,
    ReviewSignature,
    Step,
    Version,
)
from scicity.publishing.models.releases import ReleaseItem, ReleaseSet
from scicity.publishing.models.status import (
    COPY_PREFIX,
    EDITABLE,
    IN_REVIEW,
    ONCE_PUBLIC,
    PAGES,
    DataOrigin,
    Status,
    Visibility,
)

__all__ = [
    "COPY_PREFIX",
    "EDITABLE",
    "IN_REVIEW",
    "ONCE_PUBLIC",
    "PAGES",
    "Action",
    "BinEntry",
    "Contribution",
    "DataOrigin",
    "Dimension",
    "HiddenVersion",
    "HistoryEntry",
    "PagePart",
    "PagePartQuerySet",
    "Publishable",
    "PublishableQuerySet",
    "ReleaseItem",
    "ReleaseSet",
    "ReviewSignature",
    "Sourced",
    "Status",
    "Step",
    "Version",
    "Visibility",
    "VisibleQuerySet",
]
