import logging
import sys

import pytest

from scicity.operation.error_mail import ErrorMail
from tests.subscriptions.conftest import mailbox  # noqa: F401 (a fixture)


@pytest.fixture
def log(settings):
    settings.ADMINS = [("", "operator@example.cn")]
    handler, logger = ErrorMail(), logging.Logger("scicity.test")
    logger.addHandler(handler)
    logger.handler = handler
    return logger


def fail(log, address):
    try:
        raise ValueError(f"no mail to {address}")
    except ValueError:
        log.exception("Broke for %s", address)
    log.handler.waiting.join()


def test_administrators_learn_of_an_error_once_and_of_no_person(log, mailbox):  # noqa: F811
    fail(log, "reader@example.com")
    fail(log, "other@example.com")

    (mail,) = mailbox.mails
    assert mail.recipients == ["operator@example.cn"]
    assert mail.subject == "[scicity] Broke for <email>"
    assert "ValueError: no mail to <email>" in mail.text
    assert "reader@" not in mail.text


def test_mail_server_that_is_gone_holds_nobody_up(log, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    fail(log, "reader@example.com")

    assert log.handler.sender.is_alive()
    assert "Traceback" not in capsys.readouterr().err


def test_without_addresses_nothing_waits(log, settings):
    settings.ADMINS = []

    fail(log, "reader@example.com")

    assert (log.handler.sender, sys.exc_info()) == (None, (None, None, None))
