"""Mail to people when something changes about the ways into their account (ASVS 2.2.3, 2.5.5)."""

import logging
import threading

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicity.site.models import SiteSettings
from scicity.subscriptions.links import address

log = logging.getLogger(__name__)


def tell(user, change: str) -> None:
    """Once the change is committed, and beside the request: nobody waits for the mail server."""
    if not user.email:
        return
    site = SiteSettings.load()
    subject = _("您的后台账号有变化：%(change)s · %(site)s") % {"change": change, "site": site.name}
    text = render_to_string(
        "accounts/notice.txt",
        {
            "user": user,
            "change": change,
            "at": timezone.localtime(),
            "reset": address(reverse("staff_password_reset")),
        },
    )

    def send():
        try:
            send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
        except OSError as error:
            log.warning("A notice to user %s could not be sent: %s", user.pk, type(error).__name__)

    transaction.on_commit(threading.Thread(target=send, name="notice").start)


class PasswordNotice:
    """Stands among the validators: these hear of every new password, wherever it is given."""

    def validate(self, password, user=None):
        pass

    def get_help_text(self):
        return _("密码更改后，您会收到邮件。")

    def password_changed(self, password, user=None):
        tell(user, _("密码已更改"))
