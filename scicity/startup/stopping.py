"""Signals that stop the portal: they unwind the steps of a start, and end a wait."""

import multiprocessing
import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Listens for the signals.

    An exception out of a signal's handler unwinds whatever is going on, and is lost where Python
    can't raise it: in a child being forked, in a callback of the garbage collector. So while the
    portal serves nothing is interrupted, and what waits calls `check` every moment.
    """

    def __init__(self):
        self.is_asked = False
        self.interrupts = True

    def listen(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self.ask)

    def ask(self, number, frame) -> None:
        """A second Ctrl-C must not interrupt the tidying up."""
        for other in SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        self.is_asked = True
        if self.interrupts:
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raises KeyboardInterrupt once the portal is to stop."""
        if self.is_asked:
            raise KeyboardInterrupt


def leave_ctrl_c_to_the_parent() -> None:
    """For a process of the web server, before its threads start.

    Ctrl-C reaches a terminal's whole group. The parent then sends SIGTERM, and a second signal in a
    row locks up granian's worker until it is killed.
    """
    if multiprocessing.parent_process():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
