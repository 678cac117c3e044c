"""From a draft to three signatures, and back."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from scicity.gate.findings import findings
from scicity.publishing.journal import entry_of, note
from scicity.publishing.models import (
    IN_REVIEW,
    Action,
    Contribution,
    Dimension,
    HistoryEntry,
    Publishable,
    ReviewSignature,
    Status,
    Step,
)
from scicity.publishing.models.records import REVIEWS
from scicity.publishing.people import (
    STEP_OF,
    Refused,
    authors_of,
    open_signatures,
    require,
    require_other_person,
    wrote,
)
from scicity.publishing.snapshots import hash_of
from scicity.publishing.steps import check_content, expect, move, need_reason, transition

NEXT = {
    Step.FIRST: Status.SECOND_REVIEW,
    Step.SECOND: Status.FINAL_REVIEW,
    Step.FINAL: Status.APPROVED,
}


def created(page, by, reason="") -> None:
    """Tells of a new draft, by whom it came: a form, an import."""
    note(page, by, Action.CREATED, reason=reason)
    wrote(page, by)


def edited(page, by, reason="") -> bool:
    """Tells of a change to a page and its rows; says whether it ended signatures."""
    wrote(page, by)
    note(page, by, Action.EDITED, before=page.status, reason=reason)
    return void_stale(page, by)


def imported(rows, by, reason="") -> None:
    """Tells of many (row, whether it is new) at once; rows of pages count as changed pages."""
    pages: dict = {}
    for row, is_new in rows:
        page = row if isinstance(row, Publishable) else getattr(row, row.page_of_row)
        pages.setdefault((page._meta.label_lower, page.pk), (page, is_new and page is row))
    HistoryEntry.objects.bulk_create(
        [
            entry_of(page, by, Action.CREATED if is_new else Action.EDITED, page.status, reason)
            for page, is_new in pages.values()
        ]
    )
    if by is not None:
        Contribution.objects.bulk_create(
            [
                Contribution(kind=kind, object_id=page.live_id or page.pk, person=by)
                for (kind, _pk), (page, _is_new) in pages.items()
            ],
            ignore_conflicts=True,
        )
    for page, _is_new in pages.values():
        if page.status != Status.DRAFT:
            void_stale(page, by)


@transition
def void_stale(page, by=None) -> bool:
    """Ends all signatures when one of them is for another content than the page has now."""
    hashes = set(open_signatures(page).values_list("content_hash", flat=True))
    if not hashes or hashes == {hash_of(page)}:
        return False
    void(page, by, _("内容在签字之后有修改。"))
    return True


def void(page, by, reason) -> None:
    before = page.status
    open_signatures(page).update(voided_at=timezone.now())
    if page.status in (*IN_REVIEW, Status.APPROVED, Status.SCHEDULED):
        move(page, Status.FIRST_REVIEW)
    note(page, by, Action.VOIDED, before, reason)


@transition
def remark(page, by, text) -> None:
    require(by, "view", page)
    note(page, by, Action.REMARKED, page.status, need_reason(text))


@transition
def submit(page, by, override="") -> None:
    """`override` is the reason for which blocking findings of the gate are passed over."""
    require(by, "change", page)
    expect(page, Status.DRAFT)
    check_content(page)
    pass_gate(page, by, override)
    before = page.status
    wrote(page, by)
    open_signatures(page).update(voided_at=timezone.now())
    move(page, Status.FIRST_REVIEW)
    note(page, by, Action.SUBMITTED, before)


def pass_gate(page, by, override) -> None:
    words = [f"{found.message} {found.remedy}" for found in findings(page) if found.blocking]
    if not words:
        return
    if not override.strip():
        raise Refused([ValidationError(text, code="gate") for text in words])
    if not by.has_perm("publishing.override_gate"):
        raise Refused(_("您没有跳过检查的权限，请先改正。"))
    note(page, by, Action.OVERRIDDEN, page.status, "\n".join([override.strip(), *words]))


@transition
def sign(page, by, dimensions, comment="") -> Step:
    """Signs the step that the page waits for; the third signature approves it."""
    expect(page, *IN_REVIEW)
    step = STEP_OF[page.status]
    require(by, step, page)
    require_other_person(by, page)
    check_dimensions(dimensions)
    content = hash_of(page)
    earlier = list(open_signatures(page))
    if any(row.content_hash != content for row in earlier):
        raise Refused(_("内容在前一审次签字之后有修改，签字已失效，请从初审开始。"))
    if {row.step for row in earlier} != set(REVIEWS[: REVIEWS.index(step)]):
        raise Refused(_("前面的审次还没有签字，请从初审开始。"))
    before = page.status
    ReviewSignature.objects.create(
        kind=page._meta.label_lower,
        object_id=page.live_id or page.pk,
        step=step,
        person=by,
        content_hash=content,
        dimensions=list(Dimension),
        comment=comment.strip(),
    )
    move(page, NEXT[step])
    note(page, by, Action.SIGNED, before, comment.strip())
    return step


def check_dimensions(dimensions) -> None:
    missing = [str(d.label) for d in Dimension if d not in dimensions]
    if missing:
        raise Refused(
            {"dimensions": _("请逐项核对并勾选：%(names)s。") % {"names": "、".join(missing)}}
        )


@transition
def send_back(page, by, comment) -> None:
    """Back to its author, with what is to be done; all signatures end."""
    expect(page, *IN_REVIEW, Status.APPROVED)
    step = STEP_OF.get(page.status, Step.FINAL)
    require(by, step, page)
    before, comment = page.status, need_reason(comment)
    open_signatures(page).update(voided_at=timezone.now())
    move(page, Status.DRAFT)
    note(page, by, Action.RETURNED, before, comment)


def signatures_hold(page) -> bool:
    """Three signatures, three people, none an author, all for what the page says now."""
    rows = list(open_signatures(page))
    people = {row.person_id for row in rows}
    return (
        {row.step for row in rows} == set(REVIEWS)
        and len(people) == len(REVIEWS)
        and not people & authors_of(page)
        and {row.content_hash for row in rows} == {hash_of(page)}
    )
