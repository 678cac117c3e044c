"""Publishes a policy's working copy again and again, and kills itself before a given write.

Run by test_killing: reads numbers from its input, one a line, and answers "killed" or "finished".
The child that publishes is a process of its own with a connection of its own; 0 means just before
the transaction is committed.
"""

import os
import signal
import sys

import django

WRITES = ("INSERT", "UPDATE", "DELETE")


def kill(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def publish(number: int) -> None:
    from django.db import connection

    from scicity.accounts.models import User
    from scicity.publishing import transitions
    from talent.models import TalentPolicy

    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        if sql.startswith(WRITES):
            seen += 1
            if seen == number:
                kill()
        return execute(sql, params, many, context)

    copy = TalentPolicy.objects.exclude(live=None).get()
    chief = User.objects.get(username="chief")
    if number == 0:
        connection._commit = kill
    with connection.execute_wrapper(count):
        transitions.publish(copy, chief)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicity.settings")
    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            publish(int(line))
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "finished", status, flush=True)


if __name__ == "__main__":
    main()
