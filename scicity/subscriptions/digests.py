"""What is new for a subscription since its last letter."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicity.subscriptions import letters, links
from scicity.subscriptions.facts import Change, changes, tellers, told_facts
from scicity.subscriptions.models import Subscription
from scicity.subscriptions.targets import MOST_PAGES, ListTarget, name_of, target_of

AFTER_A_FAULT = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass
class News:
    """What a letter says; nothing is new without a subject."""

    subject: str = ""
    path: str = ""
    pages: list[dict] = field(default_factory=list)
    more: int = 0
    changes: list[Change] = field(default_factory=list)
    # Of several pages, those that changed: {"title", "url", "changes"}.
    changed: list[dict] = field(default_factory=list)
    is_gone: bool = False


def what_to_keep(subscription: Subscription) -> dict:
    """What is so now, to be compared with at the next letter."""
    if chosen := subscription.told.get("chosen"):
        pages = visible_pages(subscription, chosen)
        return {"chosen": {key: key in pages and told_facts(pages[key]) for key in chosen}}
    target = target_of(subscription)
    if target is None:
        return subscription.told if not subscription.object_id else {}
    if isinstance(target, ListTarget):
        chosen = target.chosen_pages()
        if chosen is not None:
            return {"chosen": {str(page.pk): told_facts(page) for page in chosen}}
        return {"pages": sorted(target.filterset.qs.values_list("pk", flat=True))}
    return {"facts": told_facts(target.page)}


def news_of(subscription: Subscription) -> News:
    if "chosen" in subscription.told:
        return news_of_chosen(subscription)
    target = target_of(subscription)
    if isinstance(target, ListTarget):
        return news_of_list(target, subscription.told.get("pages", []))
    if target:
        return news_of_page(target, subscription.told.get("facts"))
    if facts := subscription.told.get("facts"):
        name = facts.get("title") or facts.get("name") or name_of(subscription)
        return News(_("页面已下线：%(name)s") % {"name": name}, is_gone=True)
    return News()


def news_of_list(target: ListTarget, told: list[int]) -> News:
    """Pages that are in the list now and were not in it at the last letter."""
    rows = target.filterset.qs.exclude(pk__in=told)
    count = rows.count()
    if not count:
        return News()
    subject = ngettext("%(count)d 项新内容：%(name)s", "%(count)d 项新内容：%(name)s", count)
    pages = [
        {"title": str(page), "summary": page.summary, "url": links.address(page.get_absolute_url())}
        for page in rows[:MOST_PAGES]
    ]
    return News(
        subject % {"count": count, "name": target.name}, target.path, pages, count - len(pages)
    )


def news_of_chosen(subscription: Subscription) -> News:
    """What changed in each of the pages that were chosen one by one.

    Of a page that is not public only that is kept: its facts are False until it is again.
    """
    told = subscription.told["chosen"]
    pages = visible_pages(subscription, told)
    changed = [
        {
            "title": str(pages[key]) if key in pages else facts.get("title", ""),
            "url": links.address(pages[key].get_absolute_url()) if key in pages else "",
            "changes": found,
        }
        for key, facts in told.items()
        if (found := changes_of_chosen(pages.get(key), facts))
    ]
    if not changed:
        return News()
    count = len(changed)
    subject = ngettext("%(count)d 项有变化：%(name)s", "%(count)d 项有变化：%(name)s", count)
    name = apps.get_model(subscription.kind)._meta.verbose_name_plural
    return News(subject % {"count": count, "name": name}, changed=changed)


def visible_pages(subscription: Subscription, keys) -> dict[str, object]:
    model = apps.get_model(subscription.kind)
    pages = tellers[model].pages(model.objects.visible().filter(pk__in=[int(k) for k in keys]))
    return {str(page.pk): page for page in pages}


def changes_of_chosen(page, facts) -> list[Change]:
    if page and facts:
        return changes(page, facts)
    if page:
        return [Change(_("页面"), [_("目前不公开")], [_("重新公开")])]
    return [Change(_("页面"), [], [_("目前不公开")])] if facts else []


def news_of_page(target, told: dict | None) -> News:
    if told is None:
        return News(_("页面重新公开：%(name)s") % {"name": target.name}, target.path)
    found = changes(target.page, told)
    if not found:
        return News()
    return News(_("有变化：%(name)s") % {"name": target.name}, target.path, changes=found)


def write_next_digest() -> bool:
    """Takes one due subscription; several workers never take the same. False when none is due."""
    with transaction.atomic():
        due = Subscription.objects.due().order_by("due_at").select_for_update(skip_locked=True)
        subscription = due.first()
        if subscription is None:
            return False
        wait = subscription.period
        try:
            with transaction.atomic(), translation.override(subscription.language):
                write_digest(subscription)
        except Exception:
            # One that fails must not keep the others waiting.
            log.exception("The digest of subscription %s can't be written.", subscription.pk)
            wait = AFTER_A_FAULT
        Subscription.objects.filter(pk=subscription.pk).update(due_at=timezone.now() + wait)
        return True


def write_digest(subscription: Subscription) -> None:
    # Kept first: what changes meanwhile is told twice and not never.
    kept = what_to_keep(subscription)
    news = news_of(subscription)
    if news.subject:
        url = links.address(news.path) if news.path else ""
        letters.write(subscription, "digest", news.subject, {"news": news, "url": url})
    subscription.told = kept
    subscription.save(update_fields=["told"])


def confirm(subscription: Subscription) -> None:
    """Starts a subscription: what is on the site now is known already."""
    with translation.override(subscription.language):
        subscription.told = what_to_keep(subscription)
    subscription.confirmed_at = timezone.now()
    subscription.due_at = subscription.confirmed_at + subscription.period
    subscription.save(update_fields=["told", "confirmed_at", "due_at"])
