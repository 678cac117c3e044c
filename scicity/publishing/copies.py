"""Working copies: how a page that was public is changed without the public seeing it half done."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scicity.publishing.changes import changed
from scicity.publishing.journal import keep_present, note
from scicity.publishing.models import (
    COPY_PREFIX,
    EDITABLE,
    ONCE_PUBLIC,
    Action,
    Contribution,
    Status,
)
from scicity.publishing.people import Refused, open_signatures, require
from scicity.publishing.snapshots import check_targets, fill, snapshot, write
from scicity.publishing.steps import expect, lock, transition


@transaction.atomic
def start_copy(page, by):
    """The page's one working copy, made if there is none: two at the same moment get the same."""
    require(by, "change", page)
    page = lock(page.live or page)
    if copy := page.open_copy:
        return copy
    expect(page, *ONCE_PUBLIC)
    keep_present(page)
    copy = make_copy(page, snapshot(page))
    note(copy, by, Action.COPIED, page.status)
    return copy


def make_copy(page, data):
    """A second row with the content, which remembers which rows of the page its own stand for."""
    copy = type(page)(
        live=page,
        slug=f"{COPY_PREFIX}{page.pk}",
        status=Status.DRAFT,
        published_at=page.published_at,
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )
    fill(copy, data["columns"])
    copy.save_base(raw=True, force_insert=True)
    written = write(copy, data)
    copy.origins = {
        kind: {str(new): int(old) for old, new in rows.items()} for kind, rows in written.items()
    }
    copy.save_base(raw=True, force_update=True)
    return copy


def take_place(copy) -> None:
    """The page gets the copy's content; afterwards `copy` is the page.

    Key, address, inbound links and first publication stay the page's, and its rows keep their
    keys. Part of a transaction that `guard` has opened.
    """
    page = lock(copy.live)
    write(page, snapshot(copy), copy.origins)
    page.status, page.notice, page.goes_live_at = Status.PUBLISHED, "", None
    page.updated_at = timezone.now()
    page.save_base(raw=True, force_update=True)
    type(page)._base_manager.filter(pk=copy.pk).delete()
    changed(type(page), [page.pk])
    copy.__dict__.clear()
    copy.__dict__.update(page.__dict__)


def keyed_as_live(copy, data: dict) -> dict:
    """The copy's content with its rows called as the page's rows that they stand for."""
    for kind, rows in data["parts"].items():
        origins = copy.origins.get(kind, {})
        for row in rows:
            row["key"] = origins.get(str(row["key"]), row["key"])
    return data


@transition
def discard(page, by, reason="") -> None:
    """Gives the working copy up; the page stays as it is."""
    require(by, "change", page)
    if page.live_id is None:
        raise Refused(_("这不是修改稿。"))
    expect(page, *EDITABLE)
    before = page.status
    open_signatures(page).update(voided_at=timezone.now())
    Contribution.objects.about(page).open().delete()
    note(page, by, Action.DISCARDED, before, reason.strip())
    type(page)._base_manager.filter(pk=page.pk).delete()


@transaction.atomic
def restore(version, by):
    """The working copy of the version's page with what the page said then."""
    page = version.page
    if page is None:
        raise Refused(_("页面已被删除，请先从回收站恢复。"))
    require(by, "change", page)
    page = lock(page)
    data = version.content
    check_targets(type(page), data)
    if page.status in EDITABLE:
        target, keys = page, {}
    else:
        if (copy := page.open_copy) and copy.status not in EDITABLE:
            raise Refused(_("修改稿已定时发布，请先取消定时。"))
        target = copy or start_copy(page, by)
        keys = {}
    rewrite(target, page, data, keys)
    from scicity.publishing.reviewing import edited

    note(target, by, Action.RESTORED, target.status, _("第 %d 版") % version.number)
    edited(target, by)
    return target


def rewrite(target, page, data, keys) -> None:
    """Puts a version's content into a copy, its rows standing for the page's where these exist."""
    if target.pk == page.pk:
        write(target, data, {kind: own_keys(rows) for kind, rows in data["parts"].items()})
        return
    to_copy = {
        kind: {str(old): int(new) for new, old in rows.items()}
        for kind, rows in target.origins.items()
    }
    written = write(target, data, to_copy)
    present = {kind: {int(old) for old in rows} for kind, rows in to_copy.items()}
    target.origins = {
        kind: {str(new): int(old) for old, new in rows.items() if int(old) in present.get(kind, ())}
        for kind, rows in written.items()
    }
    type(target)._base_manager.filter(pk=target.pk).update(origins=target.origins)


def own_keys(rows) -> dict[str, int]:
    return {str(row["key"]): row["key"] for row in rows}
