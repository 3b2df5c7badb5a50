"""What was made of bytes that come again, as long as there is room for it."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

LARGEST = 200_000  # bytes of a part that is kept
PARTS_KEPT = 64


class Unusual(Exception):
    """Something is not as programs write it: the full reader has to see it."""


class Memory(dict[K, V]):
    """Forgets everything when it is full: what comes in every file is soon there again.

    most: bytes that it may come to, as they are told to `keep`.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.held = most, 0

    def keep(self, key: K, value: V, size: int) -> None:
        """size: of the key and the value together, in bytes."""
        if self.held + size > self.most:
            self.clear()
            self.held = 0
        self.held += 0 if key in self else size
        self[key] = value


def by_bytes(make: Callable[..., V]) -> Callable[..., V]:
    """What a function makes of a part's bytes, and of what else it is given, is kept; of a large part it is not."""
    known = lru_cache(PARTS_KEPT)(make)

    @wraps(make)
    def made(xml: bytes, *others: Hashable) -> V:
        return known(xml, *others) if len(xml) <= LARGEST else make(xml, *others)

    return made
