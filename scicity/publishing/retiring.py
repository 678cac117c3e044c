"""How a page ends (withdrawn with a reason, gone, or replaced), and an earlier version of one."""

from django.utils.translation import gettext as _

from scicity.publishing import addresses, guard
from scicity.publishing.journal import database_now, note, version_on, versions_of
from scicity.publishing.models import Action, HiddenVersion, Status, Version
from scicity.publishing.people import Refused, require
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


@transition
def hide_version(page, by, number, reason) -> None:
    """Visitors that look back find that it is not public any more; the back office keeps it."""
    require(by, "publish", page)
    version, reason = numbered(page, number), need_reason(reason)
    now = database_now()
    if version.published_at > now or version == version_on(page, now):
        raise Refused(_("这一版是现在或将要公开的内容。请先修改页面并发布，再隐藏旧版。"))
    if version.is_hidden:
        raise Refused(_("这一版已经隐藏。"))
    HiddenVersion.objects.create(version=version, reason=reason)
    note(page, by, Action.HIDDEN, page.status, about_version(version, reason))


@transition
def show_version(page, by, number, reason) -> None:
    """Takes `hide_version` back."""
    require(by, "publish", page)
    version, reason = numbered(page, number), need_reason(reason)
    if not version.is_hidden:
        raise Refused(_("这一版没有隐藏。"))
    version.hiding.delete()
    note(page, by, Action.SHOWN, page.status, about_version(version, reason))


def numbered(page, number) -> Version:
    version = versions_of(page).filter(number=number).select_related("hiding").first()
    if version is None:
        raise Refused(_("没有这一版。"))
    return version


def about_version(version, reason) -> str:
    return _("第 %(number)d 版：%(reason)s") % {"number": version.number, "reason": reason}
