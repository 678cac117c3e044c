"""Tells the administrators of errors by mail: what, where and which request; no visitor's data."""

import logging
import queue
import threading
import time

from django.conf import settings
from django.core.mail import mail_admins

from scicity.operation import logs

# The same error comes once in this time, whatever it is and however often it happens.
SECONDS_BETWEEN = 600
MOST_KINDS = 200


class ErrorMail(logging.Handler):
    """Sends from a thread of its own: a slow mail server must not hold up an answer."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.told: dict[tuple, float] = {}
        self.waiting: queue.Queue = queue.Queue(50)
        self.sender: threading.Thread | None = None

    def emit(self, record):
        if not settings.ADMINS or self.is_known(record):
            return
        try:
            self.waiting.put_nowait(letter(record))
        except queue.Full:
            return
        if self.sender is None or not self.sender.is_alive():
            self.sender = threading.Thread(target=self.send, name="error mail", daemon=True)
            self.sender.start()

    def is_known(self, record) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        kind = record.name, record.lineno, type(error).__name__, last_line(error)
        now = time.monotonic()
        if now - self.told.get(kind, float("-inf")) < SECONDS_BETWEEN:
            return True
        if len(self.told) > MOST_KINDS:
            self.told.clear()
        self.told[kind] = now
        return False

    def send(self):
        while True:
            subject, text = self.waiting.get()
            try:
                mail_admins(subject, text, fail_silently=False)
            except Exception as error:  # the log has the error itself already
                logging.getLogger(__name__).warning("No mail to administrators: %r", error)
            finally:
                self.waiting.task_done()


def last_line(error) -> tuple:
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ()


def letter(record) -> tuple[str, str]:
    message = logs.scrub(record.getMessage())
    lines = [
        f"Level: {record.levelname}",
        f"Logger: {record.name}",
        f"Message: {message}",
        f"Request: {logs.request_id.get() or 'none'}",
        "",
        logs.traceback_of(record),
        f"It is not mailed again within {SECONDS_BETWEEN // 60} minutes; the log has all.",
    ]
    return " ".join(message.split())[:120], "\n".join(lines)
