"""The worker that writes and sends mails: a second child process beside the server."""

import subprocess
import sys

from scicity.startup import server

# Seconds between two looks whether the worker still runs.
PATIENCE = 5


class Worker:
    """Runs while the `with` block does. A new one takes the place of one that ended.

    Call `keep_alive` from the thread that entered: Linux ends a child with the thread that made
    it (`server.end_with_parent`).
    """

    command = (sys.executable, "manage.py", "work")
    # Set by the handler of signals too: what it raises while a child is being forked is lost.
    is_stopping = False

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


def beside(process: subprocess.Popen) -> None:
    """Keeps a worker running until the process ends."""
    with Worker() as worker:
        while True:
            try:
                process.wait(PATIENCE)
                return
            except subprocess.TimeoutExpired:
                if Worker.is_stopping:
                    raise KeyboardInterrupt from None
                worker.keep_alive()
