"""What time it is. Nobody else asks the machine; everybody else is given a `Clock`."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time and can wait."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed by this clock."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)  # noqa: TID251  the one place that may ask

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of real time."""
        await asyncio.sleep(seconds)


class ShiftedClock:
    """The machine's clock, which a person who rehearses moves on: it runs, and jumps ahead."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the present instant and what was jumped over, aware and in UTC."""
        return SystemClock().now() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Jump ahead by `by`."""
        self._ahead += by

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of real time."""
        await asyncio.sleep(seconds)


class MovedClock:
    """A clock that stands still until a test or a rehearsal moves it, forwards or back.

    Waiting on it lets others work for one turn of the loop and costs no time.
    """

    def __init__(self, start: datetime) -> None:
        self._now = _in_utc(start)

    def now(self) -> datetime:
        """Return the instant it was last moved to, aware and in UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Put the hands at `instant`. Raises ValueError if it has no time zone."""
        self._now = _in_utc(instant)

    def advance(self, by: timedelta) -> None:
        """Move the hands on by `by`."""
        self._now += by

    async def sleep(self, seconds: float) -> None:  # noqa: ARG002  the promise of `Clock`
        """Give others a turn, then come back at once."""
        await asyncio.sleep(0)


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(UTC)
