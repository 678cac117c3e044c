"""What becomes public later: working copies with a time, and sets of pages at one instant.

No process waits for the time. `release_due` is asked before any page is made for a visitor, and
does what is due: the first request after the time sees the new text, and so does every later one.
See docs/decisions/0012-one-way-to-the-public.md.
"""

import logging
import time
from contextlib import suppress

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from scicity.pagestore.deadlines import RELEASE, next_turns
from scicity.pagestore.keeping import is_possible
from scicity.publishing import guard, transitions
from scicity.publishing.changes import gathered
from scicity.publishing.journal import (
    database_now,
    keep_present,
    note,
    record_version,
    versions_of,
)
from scicity.publishing.models import Action, ReleaseItem, ReleaseSet, Status, Version
from scicity.publishing.people import Refused, require
from scicity.publishing.releasing import release, when
from scicity.publishing.reviewing import signatures_hold, void
from scicity.publishing.snapshots import check_targets, content_hash, snapshot, write
from scicity.publishing.steps import check_content, lock, move

logger = logging.getLogger(__name__)


def release_due() -> int:
    """Does all releases whose time has come; one that can't be is put back, with the reason."""
    if is_known_that_nothing_is_due():
        return 0
    done = 0
    due = list(ReleaseSet.objects.filter(state=ReleaseSet.State.SCHEDULED, at__lte=Now()))
    for release_set in due:
        done += attempt(release_planned_set, put_set_back, release_set)
    for page in due_pages():
        done += attempt(release_planned, put_back, page)
    return done


def is_known_that_nothing_is_due() -> bool:
    """Without asking the database, where all changes are heard; a set's pages have its time."""
    return is_possible() and next_turns()[RELEASE] > time.time()


def due_pages() -> list:
    """Scheduled rows whose time has come and that no set holds; one query when there are none."""
    tables = {model._meta.label_lower: model._meta.db_table for model in guard.page_models()}
    sql = " UNION ALL ".join(
        f"SELECT '{label}', id FROM \"{table}\" WHERE status = 'scheduled'"
        " AND goes_live_at <= statement_timestamp()"
        for label, table in tables.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    pages = [apps.get_model(label)._base_manager.filter(pk=pk).first() for label, pk in rows]
    return [page for page in pages if page is not None and scheduled_set(page) is None]


def scheduled_set(page):
    items = ReleaseItem.objects.about(page).filter(release_set__state=ReleaseSet.State.SCHEDULED)
    item = items.select_related("release_set").first()
    return item.release_set if item else None


def attempt(do, put_back, what) -> bool:
    """`do` in one transaction; what can't be done is put back, so that nobody tries for ever."""
    try:
        with gathered(), transaction.atomic():
            return do(what)
    except OperationalError:
        raise
    except (ValidationError, DatabaseError) as error:
        logger.exception("A planned release failed: %s", what)
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        with gathered(), transaction.atomic():
            put_back(what, reason)
        return False


def release_planned(page) -> bool:
    """The page, or the copy, becomes public; false when another process was quicker."""
    with suppress(Refused):
        page = lock(page)
        if page.status == Status.SCHEDULED:
            return bool(release_signed(page, page.goes_live_at))
    return False


def release_signed(page, at) -> Version:
    if not signatures_hold(page):
        raise ValidationError(_("签字不全或内容有修改。"))
    check_content(page)
    before = page.status
    by = last_publisher(page)
    version = release(page, by, Version.Way.REVIEWED, at)
    note(page, None, Action.PUBLISHED, before, when(at))
    return version


def last_publisher(page):
    """Who decided that it becomes public at its time."""
    from scicity.publishing.models import HistoryEntry

    entry = HistoryEntry.objects.about(page).filter(action=Action.SCHEDULED).first()
    return entry.actor if entry and entry.actor_id else None


def put_back(page, reason) -> None:
    with suppress(Refused):
        page = lock(page)
        if page.status == Status.SCHEDULED:
            move(page, Status.APPROVED, goes_live_at=None)
            note(page, None, Action.FAILED, Status.SCHEDULED, reason)
            if not signatures_hold(page):
                void(page, None, reason)


# Sets


def rows_of_set(release_set) -> list:
    """The rows to be released: the working copy of a page that has one, else the page."""
    found = []
    for item in release_set.items.all():
        page = item.page
        if page is not None:
            found.append(page.open_copy or page)
    return found


def problems(release_set, by) -> list[tuple[object, str]]:
    """A dry run: what stands in the way, row by row; "" where nothing does. Changes nothing."""
    return [(page, problem_of(page, by)) for page in rows_of_set(release_set)]


def problem_of(page, by) -> str:
    try:
        require(by, "publish", page)
        if page.status != Status.APPROVED:
            raise Refused(_("还没有通过三审（现在是“%s”）。") % page.get_status_display())
        if not signatures_hold(page):
            raise Refused(_("签字不全或内容有修改，请重新审核。"))
        check_content(page)
        check_place(page)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def check_place(page) -> None:
    """Tries the release itself and takes it back."""
    with transaction.atomic():
        release(lock(page), None, Version.Way.REVIEWED, database_now())
        transaction.set_rollback(True)


@transaction.atomic
def release_set(chosen, by) -> None:
    """All pages of the set become public now, or at its time; none if one of them can't."""
    chosen = ReleaseSet.objects.select_for_update().get(pk=chosen.pk)
    if chosen.state != ReleaseSet.State.OPEN:
        raise Refused(_("这个批次已发布或已定时。"))
    found = problems(chosen, by)
    if not found:
        raise Refused(_("批次里还没有页面。"))
    lines = [f"{page}：{problem}" for page, problem in found if problem]
    if lines:
        raise Refused(lines)
    now = database_now()
    with gathered():
        if chosen.at and chosen.at > now:
            plan_set(chosen, by)
        else:
            release_all(chosen, by, now)


def plan_set(chosen, by) -> None:
    for page in rows_of_set(chosen):
        page = lock(page)
        before = page.status
        with guard.opened():
            move(page, Status.SCHEDULED, goes_live_at=chosen.at)
        note(page, by, Action.SCHEDULED, before, f"{chosen} {when(chosen.at)}")
    chosen.state, chosen.released_by = ReleaseSet.State.SCHEDULED, by
    chosen.save()


def release_planned_set(chosen) -> bool:
    chosen = ReleaseSet.objects.select_for_update().get(pk=chosen.pk)
    if chosen.state != ReleaseSet.State.SCHEDULED:
        return False
    release_all(chosen, chosen.released_by, chosen.at)
    return True


def release_all(chosen, by, at) -> None:
    for item in chosen.items.all():
        page = item.page
        if page is None:
            raise Refused(_("批次中的一个页面已被删除。"))
        keep_present(page)
        item.before = versions_of(page).first()
        row = lock(page.open_copy or page)
        if row.status not in (Status.APPROVED, Status.SCHEDULED):
            raise Refused(f"{row}：{row.get_status_display()}")
        item.after = release_signed(row, at)
        item.save()
    chosen.state, chosen.released_at, chosen.released_by = ReleaseSet.State.RELEASED, at, by
    chosen.save()


def put_set_back(chosen, reason) -> None:
    for page in rows_of_set(chosen):
        put_back(page, f"{chosen} {reason}")
    chosen.state = ReleaseSet.State.OPEN
    chosen.save()


@transaction.atomic
def cancel_set(chosen, by) -> None:
    """Gives the plan up before its time; the pages stay approved."""
    chosen = ReleaseSet.objects.select_for_update().get(pk=chosen.pk)
    if chosen.state != ReleaseSet.State.SCHEDULED:
        raise Refused(_("这个批次没有定时。"))
    for page in rows_of_set(chosen):
        transitions.unschedule(page, by, str(chosen))
    chosen.state = ReleaseSet.State.OPEN
    chosen.save()


@transaction.atomic
def undo_set(chosen, by) -> None:
    """All pages say again what they said before the set; new ones are drafts again."""
    chosen = ReleaseSet.objects.select_for_update().get(pk=chosen.pk)
    if chosen.state != ReleaseSet.State.RELEASED:
        raise Refused(_("只有已发布的批次可以撤销。"))
    with gathered():
        for item in chosen.items.select_related("before", "after"):
            undo_item(item, by, chosen)
    chosen.state = ReleaseSet.State.UNDONE
    chosen.save()


def undo_item(item, by, chosen) -> None:
    if item.page is None:
        raise Refused(_("批次中的一个页面已被删除。"))
    page = lock(item.page)
    require(by, "publish", page)
    if content_hash(snapshot(page)) != item.after.content_hash or page.status != Status.PUBLISHED:
        raise Refused(_("“%s”在批次发布之后又有变动，不能一键撤销。") % page)
    before = page.status
    if item.before is None:
        move(page, Status.DRAFT)
    else:
        data = item.before.content
        check_targets(type(page), data)
        keys = {k: {str(r["key"]): r["key"] for r in rows} for k, rows in data["parts"].items()}
        write(page, data, keys)
        version = record_version(page, by, Version.Way.UNDO, database_now(), item.before.signatures)
        page.refresh_from_db()
        if version.content_hash != item.before.content_hash:
            raise Refused(_("“%s”的旧版引用了已删除的内容，不能一键撤销。") % page)
    note(page, by, Action.UNDONE, before, str(chosen))
