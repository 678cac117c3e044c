"""The lists of the desk that all kinds of pages share."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from scicity.gate.models import TranslationState
from scicity.publishing.models import Contribution, ReviewSignature, Status
from scicity.publishing.models.status import EDITABLE
from scicity.publishing.people import STEP_OF, may
from scicity.site.desk import DeskList, register_list

SOON = timedelta(days=30)


def about(records, model):
    """Records of the page in the outer query; a working copy's are its page's."""
    return records.filter(
        kind=model._meta.label_lower, object_id=Coalesce(OuterRef("live_id"), OuterRef("pk"))
    )


def own_words(model, person):
    return Exists(about(Contribution.objects.open().filter(person=person), model))


def waiting(model, person):
    """What this person may sign now, or release."""
    page = model()
    steps = [status for status, step in STEP_OF.items() if may(person, step, page)]
    signed = ReviewSignature.objects.open().filter(voided_at=None, person=person)
    mine = Q(status__in=steps) & ~Q(own_words(model, person)) & ~Q(Exists(about(signed, model)))
    if may(person, "publish", page):
        mine |= Q(status=Status.APPROVED)
    elif not steps:
        return None
    return model.objects.filter(mine)


def in_progress(model, person):
    unfinished = model.objects.filter(status__in=(*EDITABLE, Status.SCHEDULED))
    return unfinished.filter(own_words(model, person))


def expiring(model, person):
    soon = Now() + SOON
    return model.objects.filter(status=Status.PUBLISHED, expires_at__gt=Now(), expires_at__lte=soon)


def lagging(model, person):
    lags = TranslationState.objects.filter(
        kind=model._meta.label_lower, key=OuterRef("pk"), lags=True
    )
    return model.objects.published().filter(Exists(lags))


register_list(
    DeskList(
        "waiting",
        _("等我处理"),
        _("修改于"),
        waiting,
        "updated_at",
        is_always_shown=True,
    )
)
register_list(
    DeskList(
        "mine",
        _("我的稿件"),
        _("修改于"),
        in_progress,
        "updated_at",
        newest_first=True,
        is_always_shown=True,
    )
)
register_list(
    DeskList(
        "scheduled",
        _("定时发布"),
        _("公开时间"),
        lambda model, person: model.objects.scheduled(),
        Coalesce("goes_live_at", "published_at"),
    )
)
register_list(
    DeskList(
        "flagged",
        _("应急发布，待补审"),
        _("应急发布于"),
        lambda model, person: model.objects.flagged(),
        "flagged_at",
        is_warning=True,
    )
)
register_list(DeskList("expiring", _("30 天内下线"), _("下线时间"), expiring, "expires_at"))
register_list(
    DeskList("lagging", _("译文落后"), _("修改于"), lagging, F("updated_at"), newest_first=True)
)
