"""Policies for feed readers and calendars: what any filter of the list gives, in its language."""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from scicity.feeds import AtomFeed, author
from scicity.fields import choice_label
from scicity.site.models import SiteSettings
from talent.dates import Event, Turn, events

# Most entries of a feed: those that changed last.
NEWEST = 50
DAYS_OF_WARNING = 7


def newest(policies):
    return policies.order_by("-updated_at", "-pk")[:NEWEST]


def atom_lines(dataset, policies, request) -> Iterator[str]:
    site = SiteSettings.load()
    here = request.build_absolute_uri()
    query = request.META["QUERY_STRING"]
    page = request.build_absolute_uri(f"{reverse(dataset.url_name)}{'?' if query else ''}{query}")
    feed = AtomFeed(
        title=f"{site.name} · {dataset.title}",
        link=page,
        description=str(dataset.description),
        language=get_language(),
        feed_url=here,
        feed_guid=here,
        author_name=author(),
    )
    for policy in policies:
        feed.add_item(
            title=policy.title,
            link=request.build_absolute_uri(policy.get_absolute_url()),
            description=in_short(policy),
            row=policy,
            pubdate=policy.published_at,
            updateddate=policy.updated_at,
            author_name=policy.issuer or None,
            categories=[str(policy.get_category_display())],
        )
    yield feed.writeString("utf-8")


def ics_lines(dataset, policies, request) -> Iterator[str]:
    """Days in Shanghai from midnight to midnight: abroad they begin at another hour."""
    site = SiteSettings.load()
    calendar = Calendar()
    calendar.add("prodid", f"-//{request.get_host()}//policies//{get_language()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{site.name} · {dataset.title}")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    words = {policy: in_short(policy) for policy in policies}
    for event in events(policies):
        calendar.add_component(entry(event, words[event.policy], request))
    calendar.add_missing_timezones()
    yield calendar.to_ical().decode()


def entry(event: Event, words: str, request) -> Entry:
    policy = event.policy
    start = datetime.datetime.combine(event.day, datetime.time.min, ZoneInfo(settings.TIME_ZONE))
    found = Entry()
    # The same when the day or the policy's address changes: a calendar moves what it has.
    found.add("uid", f"{event.key}-{event.turn}@{request.get_host()}")
    found.add("dtstamp", policy.updated_at)
    found.add("dtstart", start)
    found.add("dtend", start + datetime.timedelta(days=1))
    found.add("summary", event_words(event))
    found.add("description", "\n".join(filter(None, [event.note, words])))
    found.add("url", request.build_absolute_uri(policy.get_absolute_url()))
    found.add("status", "TENTATIVE" if event.is_expected else "CONFIRMED")
    found.add("transp", "TRANSPARENT")
    if event.turn == Turn.CLOSES:
        found.add_component(warning(found["summary"]))
    return found


def warning(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -datetime.timedelta(days=DAYS_OF_WARNING))
    alarm.add("description", words)
    return alarm


def event_words(event: Event) -> str:
    words = _("%(turn)s：%(policy)s") % {"turn": event.turn.label, "policy": event.policy.title}
    if event.policy.is_demo:
        words = _("［演示数据］%(words)s") % {"words": words}
    return _("（预计）%(words)s") % {"words": words} if event.is_expected else words


def in_short(policy) -> str:
    """Who, what, how much, and how sure we are, in a few lines."""
    certainty = (choice_label(policy, "completeness"), choice_label(policy, "data_origin"))
    lines = [
        policy.summary,
        _("、").join(map(str, policy.subject_labels)),
        policy.headline_amount,
        _("、").join(when.text for when in policy.application_times if not when.is_expected),
        " · ".join(filter(None, certainty)),
    ]
    return "\n".join(str(line) for line in lines if line)
