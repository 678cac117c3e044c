"""The worker as the process that `manage.py up` keeps beside the server, killed in its work."""

import os
import signal
from collections import Counter

import pytest
from django.db import connection

from scicity.startup.worker import Worker
from scicity.subscriptions.models import Letter
from tests.apps import eventually
from tests.subscriptions.conftest import Mailbox
from tests.subscriptions.test_delivery import make_letter


@pytest.fixture
def environment(settings, monkeypatch, tmp_path):
    """Of a worker that uses this test's database and mail server."""
    host, name = connection.settings_dict["HOST"], connection.settings_dict["NAME"]
    user = connection.settings_dict["USER"]
    variables = {
        "DATABASE_URL": f"postgresql://{user}@{host.replace('/', '%2F')}/{name}",
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "MAIL_FROM": "portal@example.cn",
        "VAR_DIR": str(tmp_path),
    }
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_comes_back_and_only_the_letter_in_hand_comes_twice(mailbox, environment):
    for number in range(5):
        Letter.objects.filter(pk=make_letter().pk).update(subject=f"第 {number} 封")
    worker = Worker()

    async def taken_but_not_said(*arguments):
        answer = await Mailbox.handle_DATA(mailbox, *arguments)
        if len(mailbox.mails) == 2:
            os.kill(worker.process.pid, signal.SIGKILL)
        return answer

    mailbox.handle_DATA = taken_but_not_said
    with worker:
        assert worker.process.wait(60) == -signal.SIGKILL
        in_hand = mailbox.mails[1]
        worker.keep_alive()
        assert eventually(lambda: not Letter.objects.exists(), 60)

    times = Counter(mail.subject for mail in mailbox.mails)
    assert times == {f"第 {number} 封": 1 for number in range(5)} | {in_hand.subject: 2}
    again = [
        mail.message["Message-ID"] for mail in mailbox.mails if mail.subject == in_hand.subject
    ]
    assert again == [in_hand.message["Message-ID"]] * 2
