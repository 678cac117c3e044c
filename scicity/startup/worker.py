"""The worker that writes and sends mails: a second child process beside the server."""

import subprocess
import sys
import time

from scicity.startup import server
from scicity.startup.stopping import Stop

# Seconds between two looks whether the worker still runs, and whether the portal is to stop.
PATIENCE = 0.2


class Worker:
    """Runs while the `with` block does. A new one takes the place of one that ended.

    Call `keep_alive` from the thread that entered: Linux ends a child with the thread that made
    it (`server.end_with_parent`).
    """

    command = (sys.executable, "manage.py", "work")

    def __enter__(self):
        self.start()
        return self

    def start(self):
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=server.end_with_parent
        )

    def keep_alive(self):
        if self.process.poll() is not None:
            self.start()

    def __exit__(self, *_):
        server.end_group(self.process)


def beside(process: subprocess.Popen, stop: Stop) -> None:
    """Keeps a worker running until the process ends; KeyboardInterrupt when it is to stop."""
    with Worker() as worker:
        while process.poll() is None:
            stop.check()
            worker.keep_alive()
            time.sleep(PATIENCE)
