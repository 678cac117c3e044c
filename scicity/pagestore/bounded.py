import threading
from collections.abc import Hashable


class Bounded(dict):
    """Holds no more than `most`: what was put first goes first. Several threads may change it."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most
        self.changing = threading.Lock()

    def put(self, key: Hashable, value=None) -> None:
        with self.changing:
            self.pop(key, None)
            self[key] = value
            while len(self) > self.most:
                del self[next(iter(self))]

    def forget(self, key: Hashable) -> None:
        with self.changing:
            self.pop(key, None)
