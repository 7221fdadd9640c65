"""Where chance comes from: the operating system, or a seeded source in a rehearsal and a test."""

import random
import secrets
from typing import Protocol, TypeVar

T = TypeVar("T")


class Randomness(Protocol):
    """Chance, handed in from outside so that the same session can be played twice.

    Whoever draws must draw the same number of times whatever people answered: otherwise the order of what is
    kept would tell something about the answers.
    """

    def token(self, size: int) -> bytes:
        """Draw ``size`` random bytes."""

    def shuffled(self, items: list[T]) -> list[T]:
        """Return the items in a random order."""


class SystemRandomness:
    """The operating system's own source, for everything real."""

    def token(self, size: int) -> bytes:
        """Draw ``size`` random bytes."""
        return secrets.token_bytes(size)

    def shuffled(self, items: list[T]) -> list[T]:
        """Return the items in a random order."""
        return secrets.SystemRandom().sample(items, len(items))


class SeededRandomness:
    """The same chance every time, for rehearsals and for the proof that answers leave no trace."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def token(self, size: int) -> bytes:
        """Draw ``size`` bytes of the seed's sequence."""
        return self._random.randbytes(size)

    def shuffled(self, items: list[T]) -> list[T]:
        """Return the items in the seed's next order."""
        return self._random.sample(items, len(items))
