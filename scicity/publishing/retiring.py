"""How a page ends: withdrawn with a reason, gone, or replaced by another."""

from scicity.publishing import addresses, guard
from scicity.publishing.journal import note
from scicity.publishing.models import Action, Status
from scicity.publishing.people import require
from scicity.publishing.steps import expect, move, need_reason, transition


@transition
def withdraw(page, by, reason) -> None:
    """Takes it out of all lists; at its address it stands with the reason on top."""
    require(by, "withdraw", page)
    expect(page, Status.PUBLISHED)
    before, reason = page.status, need_reason(reason)
    with guard.opened():
        move(page, Status.WITHDRAWN, notice=reason[:300])
    note(page, by, Action.WITHDRAWN, before, reason)


@transition
def archive(page, by, reason="") -> None:
    """Gone for visitors: its address says so (410)."""
    require(by, "withdraw", page)
    expect(page, Status.PUBLISHED, Status.WITHDRAWN, Status.REPLACED)
    before = page.status
    move(page, Status.ARCHIVED, notice="")
    addresses.lead(page, "")
    note(page, by, Action.ARCHIVED, before, reason.strip())


@transition
def replace(page, by, target, reason="") -> None:
    """Its address leads to another page of the site from now on; `target` is that one's path."""
    require(by, "withdraw", page)
    expect(page, Status.PUBLISHED, Status.WITHDRAWN, Status.ARCHIVED)
    before = page.status
    move(page, Status.REPLACED, notice="")
    addresses.lead(page, target)
    note(page, by, Action.REPLACED, before, "\n".join(filter(None, [target, reason.strip()])))
