"""How a page becomes public: with three signatures, by a plan, or in an emergency."""

from django.utils import timezone
from django.utils.translation import gettext as _

from scicity.publishing import addresses, copies, guard
from scicity.publishing.journal import database_now, note, record_version
from scicity.publishing.models import (
    EDITABLE,
    Action,
    Contribution,
    Dimension,
    ReviewSignature,
    Status,
    Step,
    Version,
)
from scicity.publishing.people import Refused, open_signatures, require, wrote
from scicity.publishing.reviewing import check_dimensions, signatures_hold, void, void_stale
from scicity.publishing.snapshots import hash_of
from scicity.publishing.steps import check_content, expect, move, need_reason, transition


@transition
def publish(page, by) -> Version | None:
    """Makes an approved page public, at once or from `goes_live_at` on.

    A plan for a working copy leaves it scheduled: `releases.release_due` brings it to its page.
    Returns the version that is public now or will be; None for a scheduled working copy.
    """
    require(by, "publish", page)
    expect(page, Status.APPROVED)
    if void_stale(page, by) or not signatures_hold(page):
        raise Refused(_("签字不全或内容有修改，不能发布，请重新审核。"))
    check_content(page)
    now = database_now()
    at = page.goes_live_at if page.goes_live_at and page.goes_live_at > now else None
    if page.expires_at and page.expires_at <= (at or now):
        raise Refused({"expires_at": _("下线时间已过，请先改正。")})
    before = page.status
    if at and page.live_id:
        with guard.opened():
            move(page, Status.SCHEDULED)
        note(page, by, Action.SCHEDULED, before, when(at))
        return None
    version = release(page, by, Version.Way.REVIEWED, at or now)
    note(page, by, Action.SCHEDULED if at else Action.PUBLISHED, before, when(at))
    return version


def release(page, by, way, at) -> Version:
    """Makes the page public from `at` on; a working copy takes its page's place now."""
    version = record_version(page, by, way, at)
    with guard.opened():
        if page.live_id:
            copies.take_place(page)
        else:
            first = page.published_at if page.published_at and page.published_at <= at else at
            now = timezone.now()
            move(page, Status.PUBLISHED, published_at=first, goes_live_at=None, updated_at=now)
    addresses.clear(page)
    return version


def when(at) -> str:
    if not at:
        return ""
    return _("%(at)s（北京时间）公开") % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"}


@transition
def unschedule(page, by, reason="") -> None:
    """Gives a plan up before its time; what was signed stays signed."""
    require(by, "publish", page)
    before = page.status
    if page.status == Status.PUBLISHED and page.published_at > database_now():
        version = Version.objects.about(page).order_by("-number").first()
        if version and version.published_at == page.published_at:
            give_back(version)
        move(page, Status.APPROVED, published_at=None, goes_live_at=None)
    else:
        expect(page, Status.SCHEDULED)
        move(page, Status.APPROVED, goes_live_at=None)
    if not signatures_hold(page):
        void(page, by, _("取消定时后内容与签字不符。"))
    note(page, by, Action.UNSCHEDULED, before, reason.strip())


def give_back(version) -> None:
    """Opens again what a version that never became public had spent."""
    Contribution.objects.filter(version=version).update(version=None)
    ReviewSignature.objects.filter(version=version).update(version=None)
    version.delete()


@transition
def emergency(page, by, reason) -> Version:
    """Public at once without signatures; flagged until somebody else has reviewed it."""
    require(by, "emergency", page)
    expect(page, *EDITABLE)
    before, reason = page.status, need_reason(reason)
    check_content(page)
    wrote(page, by)
    open_signatures(page).update(voided_at=timezone.now())
    version = release(page, by, Version.Way.EMERGENCY, database_now())
    type(page).objects.filter(pk=page.pk).update(flagged_at=version.published_at)
    page.flagged_at = version.published_at
    note(page, by, Action.EMERGENCY, before, reason)
    return version


@transition
def review_afterwards(page, by, dimensions, comment="") -> None:
    """Somebody who neither wrote nor released it vouches for what stands there."""
    require(by, Step.FINAL, page)
    if page.flagged_at is None:
        raise Refused(_("这个页面没有待补审的应急发布。"))
    check_dimensions(dimensions)
    since = Version.objects.about(page).filter(published_at__gte=page.flagged_at)
    involved = set(since.values_list("published_by", flat=True))
    involved |= set(Contribution.objects.filter(version__in=since).values_list("person", flat=True))
    if by.pk in involved:
        raise Refused(_("应急发布须由参与写作和发布以外的人补审。"))
    content = hash_of(page)
    version = since.order_by("-number").first()
    if version is None or version.content_hash != content:
        raise Refused(_("页面与应急发布的版本不一致，请先核对。"))
    ReviewSignature.objects.create(
        kind=page._meta.label_lower,
        object_id=page.pk,
        step=Step.AFTERWARDS,
        person=by,
        content_hash=content,
        dimensions=list(Dimension),
        comment=comment.strip(),
        version=version,
    )
    move(page, page.status, flagged_at=None)
    note(page, by, Action.REVIEWED, page.status, comment.strip())
