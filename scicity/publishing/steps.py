"""What all transitions share: the locked row, one transaction, and words for refusals."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from scicity.publishing.changes import gathered
from scicity.publishing.people import Refused


def lock(page):
    """The row as it is now, locked until the transaction ends; the page before its copy."""
    manager = type(page)._base_manager
    if page.live_id:
        manager.select_for_update().get(pk=page.live_id)
    try:
        return manager.select_for_update(of=("self",)).get(pk=page.pk)
    except type(page).DoesNotExist:
        raise Refused(_("这个页面已经不在了：可能刚刚由别人发布或删除。")) from None


def transition(step):
    """Runs the step on the locked row, in one transaction, told of once."""

    @wraps(step)
    def run(page, *args, **kwargs):
        with gathered(), transaction.atomic():
            locked = lock(page)
            result = step(locked, *args, **kwargs)
        page.__dict__.update(
            {k: v for k, v in locked.__dict__.items() if k not in ("_prefetched_objects_cache",)}
        )
        return result

    return run


def move(page, status, **values) -> None:
    page.status = status
    for name, value in values.items():
        setattr(page, name, value)
    values |= {"status": status}
    type(page).objects.filter(pk=page.pk).update(**values)


def expect(page, *statuses) -> None:
    if page.status not in statuses:
        raise Refused(
            _("页面现在是“%(status)s”，不能这样操作。") % {"status": page.get_status_display()}
        )


def need_reason(reason: str) -> str:
    if not reason.strip():
        raise Refused({"reason": _("请写明理由。")})
    return reason.strip()


def check_content(page) -> None:
    """What the form would say of the page and its rows."""
    try:
        page.full_clean(exclude=["slug"] if page.live_id else None)
    except ValidationError as error:
        raise Refused(error) from None
