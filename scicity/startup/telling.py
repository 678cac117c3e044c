"""A line a step: its name, then what came of it and how long it took."""

import time
from collections.abc import Callable


class TellsSteps:
    """For a command."""

    def step(self, name: str, action: Callable[[], str]):
        self.stdout.write(f"{name:<13}", ending="")
        self.stdout.flush()
        began = time.monotonic()
        result = action()
        self.stdout.write(f"{result} ({time.monotonic() - began:.1f} s)")
        self.stdout.flush()
