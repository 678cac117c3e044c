import email
import re
from dataclasses import dataclass
from email import policy
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.utils import timezone

from scicity.subscriptions.models import Subscription
from tests.portal import free_port


class Mailbox:
    """Takes every mail, or answers as a test wants."""

    def __init__(self):
        self.mails = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(Mail(message, envelope.rcpt_tos))
        return "250 OK"


@dataclass
class Mail:
    message: email.message.EmailMessage
    recipients: list[str]

    @property
    def subject(self):
        return self.message["Subject"].strip()

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()

    @property
    def unsubscribe_path(self):
        return urlsplit(self.message["List-Unsubscribe"].strip(" <>")).path

    def path(self, purpose):
        return urlsplit(re.search(rf"http\S*/{purpose}/\S+", self.text)[0]).path


@pytest.fixture
def mailbox(settings):
    """A real SMTP server on this machine, and the settings of a site that uses it."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "科学城 <portal@example.cn>"
    settings.SITE_URL = "https://portal.example"
    yield box
    server.stop()


def work():
    call_command("work", once=True)


def make_due():
    Subscription.objects.confirmed().update(due_at=timezone.now())


def ask_for(client, page=None, prefix="", **values):
    kind = page._meta.label_lower if page else "talent.talentpolicy"
    wish = {"kind": kind, "email": "reader@example.com", "frequency": "daily"}
    wish |= {"object_id": page.pk} if page else {}
    return client.post(f"{prefix}/subscriptions/", wish | values)


def follow(client, mailbox, *args, **kwargs):
    """Asks, reads the mail and confirms; the mailbox is empty afterwards."""
    ask_for(client, *args, **kwargs)
    work()
    client.post(mailbox.mails.pop().path("confirm"))
