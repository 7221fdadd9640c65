"""The time of one step, for facilitators alone (feature F3), and when a break ends (feature F7).

The time of a step runs while the group is at it and stands still in a break or while the group is at another step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

MORE = 5  # minutes that one press adds, to a step or to a break
MOST_MORE = 60
BREAKS = (5, 10, 15)  # minutes that a break may be given; one without an end is fine too
_AMBER_AT = 0.8  # the panel turns amber at 80 % of a step's planned time
_MINUTE = timedelta(minutes=1)


class Phase(StrEnum):
    """How far the time is; the panel is drawn anew when it changes. The strings lie in a slot's data."""

    ON_TIME = "on-time"
    AMBER = "amber"
    OVER = "over"
    BREAK = "break"
    BREAK_OVER = "break-over"


@dataclass(frozen=True)
class Timer:
    """The time of one step: what it has used, since when it runs, what was added, and when the break in it ends.

    ``drawn`` is the phase for which the panel was drawn last; ``looked_at`` is when it was looked whether many people
    have not answered, and ``quiet`` what came of it.
    """

    spent: timedelta = timedelta(0)
    since: datetime | None = None
    more: int = 0
    break_until: datetime | None = None
    drawn: Phase = Phase.ON_TIME
    looked_at: datetime | None = None
    quiet: bool = False

    def begin(self, now: datetime) -> "Timer":
        """Let the time run from now on: the group is at the step, and a break is over."""
        return replace(self, since=self.since or now, break_until=None)

    def halt(self, now: datetime) -> "Timer":
        """Let the time stand still: a break, or another step."""
        return replace(self, spent=self.used(now), since=None, break_until=None)

    def used(self, now: datetime) -> timedelta:
        """Say how much of the time is used."""
        return self.spent + (max(now - self.since, timedelta(0)) if self.since else timedelta(0))

    def ends_at(self, minutes: int) -> datetime | None:
        """Say when the planned time of a step of so many minutes is over; None while it stands still."""
        return self.since + self._planned(minutes) - self.spent if self.since else None

    def phase(self, minutes: int, now: datetime) -> Phase:
        """Say how far a step of so many minutes is."""
        if self.break_until:
            return Phase.BREAK_OVER if now >= self.break_until else Phase.BREAK
        if self.since is None or self.used(now) < self._planned(minutes) * _AMBER_AT:
            return Phase.ON_TIME
        return Phase.OVER if self.used(now) >= self._planned(minutes) else Phase.AMBER

    def next_change(self, minutes: int, now: datetime) -> datetime | None:
        """Say when the phase changes next by itself; None when it never does."""
        changes = [self.break_until] if self.break_until else []
        if self.since and not self.break_until:
            amber = self.since + self._planned(minutes) * _AMBER_AT - self.spent
            changes = [amber, self.since + self._planned(minutes) - self.spent]
        return min((change for change in changes if change > now), default=None)

    def with_break(self, minutes: int, now: datetime) -> "Timer":
        """Say that the break ends so many minutes from now, at a full minute: nobody comes back too late."""
        return replace(self, break_until=full_minute(now) + minutes * _MINUTE)

    def with_longer_break(self, now: datetime) -> "Timer":
        """Add to a break that has an end; one whose time is over already gets the minutes from now on."""
        ends = max(self.break_until or now, full_minute(now))
        return replace(self, break_until=ends + MORE * _MINUTE)

    def _planned(self, minutes: int) -> timedelta:
        return (minutes + self.more) * _MINUTE

    def to_data(self) -> dict[str, Any]:
        """Write it as JSON holds it."""
        return {
            "spent": self.spent.total_seconds(),
            "since": _written(self.since),
            "more": self.more,
            "break_until": _written(self.break_until),
            "drawn": self.drawn.value,
            "looked_at": _written(self.looked_at),
            "quiet": self.quiet,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Timer":
        """Read what ``to_data`` wrote."""
        return cls(
            spent=timedelta(seconds=data["spent"]),
            since=_read(data["since"]),
            more=data["more"],
            break_until=_read(data["break_until"]),
            drawn=Phase(data["drawn"]),
            looked_at=_read(data["looked_at"]),
            quiet=data["quiet"],
        )


def full_minute(instant: datetime) -> datetime:
    """Give the first full minute that is not before an instant."""
    whole = instant.replace(second=0, microsecond=0)
    return whole if whole == instant else whole + _MINUTE


def minute_of(instant: datetime) -> int:
    """Give a minute its number, so that a button can carry which end of a break it saw."""
    return int(instant.timestamp() // 60)


def _written(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
