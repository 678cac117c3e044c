"""When something that was made from the database is still as the database has it."""

import time
from dataclasses import dataclass


@dataclass
class Fresh:
    """`made` is the number of the last change before it was made, `until` when it ends anyhow."""

    made: int
    until: float
    places: list[int]

    # The last change that this process compared the places with.
    compared = -1

    def is_fresh(self, counters) -> bool:
        last = counters.last
        if self.compared != last:
            if not counters.unchanged(self.places, self.made):
                return False
            self.compared = last
        return self.until > time.time()
