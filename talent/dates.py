"""The days of a policy: when one can apply, and until when it holds, as events and in words."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy


class Turn(TextChoices):
    """What happens on a day."""

    OPENS = "opens", pgettext_lazy("event", "开始申报")
    CLOSES = "closes", pgettext_lazy("event", "申报截止")
    EXPIRES = "expires", gettext_lazy("有效期届满")


@dataclass(frozen=True)
class Event:
    """A day of a policy. An expected one follows from past years and is not announced.

    `key` names the row that it comes from, whatever day that row says.
    """

    day: datetime.date
    turn: Turn
    policy: object
    is_expected: bool = False
    note: str = ""
    key: str = ""


@dataclass(frozen=True)
class When:
    text: str
    is_expected: bool = False


def events_of(policy) -> Iterator[Event]:
    """Needs `windows` to be prefetched. What is open all year has no day."""
    for window in policy.windows.all():
        if window.all_year:
            continue
        of_window = (policy, window.is_habitual, window.note, f"window-{window.pk}")
        if window.opens_on:
            yield Event(window.opens_on, Turn.OPENS, *of_window)
        if window.closes_on:
            yield Event(window.closes_on, Turn.CLOSES, *of_window)
    if policy.effective_to:
        yield Event(policy.effective_to, Turn.EXPIRES, policy, key=f"policy-{policy.pk}")


def events(policies: Iterable) -> list[Event]:
    found = [event for policy in policies for event in events_of(policy)]
    return sorted(found, key=lambda e: (e.day, e.turn != Turn.CLOSES, e.policy.pk))


def application_times(policy, on: datetime.date | None = None) -> list[When]:
    """When one can apply, as of a day: what is announced, then what is expected."""
    on = on or timezone.localdate()
    windows = list(policy.windows.all())
    if any(window.all_year for window in windows):
        return [When(_("常年受理"))]
    announced = [window for window in windows if not window.is_habitual]
    expected = [window for window in windows if window.is_habitual and not is_past(window, on)]
    found = [When(announced_words(announced, on))]
    if expected:
        nearest = min(expected, key=lambda w: w.opens_on or w.closes_on)
        found.append(When(span_words(nearest), is_expected=True))
    return found


def announced_words(windows, on) -> str:
    open_now = [w for w in windows if (not w.opens_on or w.opens_on <= on) and not is_past(w, on)]
    if open_now:
        closing = [window.closes_on for window in open_now if window.closes_on]
        return closing_words(min(closing), on) if closing else _("受理中，截止日期未公布")
    if coming := [window for window in windows if window.opens_on and window.opens_on > on]:
        return span_words(min(coming, key=lambda window: window.opens_on))
    if closed := [window.closes_on for window in windows if window.closes_on]:
        return _("已于%(day)s截止") % {"day": date_format(max(closed))}
    return _("申报时间未公布")


def closing_words(day: datetime.date, on: datetime.date) -> str:
    """With the days that are left, once they are few enough to matter."""
    from talent.models.policies import CLOSING_DAYS

    left = (day - on).days
    values = {"day": date_format(day), "left": left}
    if left == 0:
        return _("%(day)s截止，今天是最后一天") % values
    if left > CLOSING_DAYS:
        return _("%(day)s截止") % values
    return ngettext("%(day)s截止，还剩%(left)d天", "%(day)s截止，还剩%(left)d天", left) % values


def span_words(window) -> str:
    days = {"opens": window.opens_on, "closes": window.closes_on}
    values = {name: date_format(day) for name, day in days.items() if day}
    if window.opens_on and window.closes_on:
        return _("%(opens)s至%(closes)s") % values
    return (_("%(opens)s开始") if window.opens_on else _("%(closes)s截止")) % values


def is_past(window, on: datetime.date) -> bool:
    """A window without an end is past once nobody would call it expected or open: never."""
    last = window.closes_on or (window.opens_on if window.is_habitual else None)
    return bool(last and last < on)
