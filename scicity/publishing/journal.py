"""Writes the history of pages and keeps their versions."""

import datetime

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from scicity.publishing.models import (
    Contribution,
    HistoryEntry,
    ReviewSignature,
    Status,
    Version,
)
from scicity.publishing.snapshots import content_hash, snapshot


def note(page, by, action, before="", reason="") -> HistoryEntry:
    """One line of the history. `by` is None for what happens by itself."""
    entry = entry_of(page, by, action, before, reason)
    entry.save()
    return entry


def entry_of(page, by, action, before="", reason="") -> HistoryEntry:
    """The line, not saved yet."""
    public = page.live or page
    return HistoryEntry(
        kind=page._meta.label_lower,
        object_id=page.live_id or page.pk or 0,
        actor=by,
        actor_name=str(by) if by else str(_("系统")),
        action=action,
        from_status=before,
        to_status=page.status,
        title=str(page)[:200],
        address=public.get_absolute_url() if public.slug else "",
        reason=reason,
        is_copy=page.live_id is not None,
    )


def database_now() -> datetime.datetime:
    """By the clock that decides what is public."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def versions_of(page):
    """What was or will be public of the page, the newest first."""
    return Version.objects.about(page)


def version_on(page, moment: datetime.datetime):
    """The version that the public saw at the moment; None before the first one.

    It may be one that is hidden from the public since.
    """
    found = versions_of(page).filter(published_at__lte=moment).select_related("hiding")
    return found.order_by("-published_at", "-number").first()


def record_version(page, by, way, published_at, signed=None) -> Version:
    """Keeps the page as it is now, with the signatures on it, which are spent by this.

    `signed` are the signatures of an older version that is public again.
    """
    data = snapshot(page)
    signatures = ReviewSignature.objects.about(page).open().filter(voided_at=None)
    last = versions_of(page).aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        kind=page._meta.label_lower,
        object_id=page.live_id or page.pk,
        number=last + 1,
        content=data,
        content_hash=content_hash(data),
        title=str(page)[:200],
        published_at=published_at,
        published_by=by,
        way=way,
        signatures=signed or [described(row) for row in signatures.select_related("person")],
    )
    signatures.update(version=version)
    ReviewSignature.objects.about(page).open().update(version=version)
    Contribution.objects.about(page).open().update(version=version)
    return version


def described(signature) -> dict:
    return {
        "step": signature.step,
        "person": signature.person_id,
        "name": str(signature.person),
        "at": signature.signed_at.isoformat(),
        "hash": signature.content_hash,
        "dimensions": signature.dimensions,
        "comment": signature.comment,
    }


def keep_present(page) -> None:
    """Makes a first version of a page that was public before versions were kept."""
    if not versions_of(page).exists() and page.status == Status.PUBLISHED:
        data = snapshot(page)
        Version.objects.create(
            kind=page._meta.label_lower,
            object_id=page.pk,
            number=1,
            content=data,
            content_hash=content_hash(data),
            title=str(page)[:200],
            published_at=page.published_at,
            way=Version.Way.SYSTEM,
        )
