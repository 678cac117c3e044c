"""Writes letters, each in the language of its subscription."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from scicity.site.models import SiteSettings
from scicity.subscriptions import links
from scicity.subscriptions.models import Letter, Subscription
from scicity.subscriptions.targets import name_of


def write(subscription: Subscription, template: str, subject: str, context: dict) -> Letter:
    """Puts a letter into the queue; `template` is under templates/subscriptions/mail/."""
    site = SiteSettings.load()
    context = context | {
        "subscription": subscription,
        "site": site,
        "site_url": links.address("/"),
        "unsubscribe_url": links.link("unsubscribe", subscription),
        "manage_url": links.link("manage", subscription),
    }
    return Letter.objects.create(
        subscription=subscription,
        subject=" ".join(f"{subject} · {site.name}".split())[:300],
        text=render_to_string(f"subscriptions/mail/{template}.txt", context).strip() + "\n",
        html=render_to_string(f"subscriptions/mail/{template}.html", context),
    )


def ask_to_confirm(subscription: Subscription) -> Letter:
    with translation.override(subscription.language):
        name = name_of(subscription)
        url = links.link("confirm", subscription)
        subject = _("请确认订阅：%(name)s") % {"name": name}
        return write(subscription, "confirm", subject, {"name": name, "confirm_url": url})


def say_it_is_confirmed_already(subscription: Subscription) -> Letter:
    """To an address that asks again: the page has to answer as for any other address."""
    with translation.override(subscription.language):
        name = name_of(subscription)
        subject = _("您已订阅：%(name)s") % {"name": name}
        return write(subscription, "already", subject, {"name": name})
