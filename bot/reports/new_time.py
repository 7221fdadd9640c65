"""Did the new time help? How many came before and after a change of a group's weekly time (feature M9). Pure.

It compares head-counts, nothing else. Ten people are few: a difference may be chance, and ``says`` is careful.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

MOST = 8  # sessions on each side; what is further away has other reasons
FEWEST = 4  # on each side; of fewer nothing is said
CLEAR = 1.0  # people in a session on average; a smaller difference is called about the same


@dataclass(frozen=True)
class Side:
    """The held sessions on one side of the change."""

    sessions: int
    attendances: int

    @property
    def average(self) -> float:
        """How many came to a session on average; 0 where there was none."""
        return self.attendances / self.sessions if self.sessions else 0.0


@dataclass(frozen=True)
class NewTime:
    """One change of the weekly time, which counts from ``since`` on, with up to 8 held sessions on each side."""

    since: date
    before: Side
    after: Side

    @property
    def difference(self) -> float:
        """How many more people came to a session on average after the change."""
        return self.after.average - self.before.average

    @property
    def says(self) -> str:
        """Name what may be said: "too-early", "more", "fewer" or "same"."""
        if min(self.before.sessions, self.after.sessions) < FEWEST:
            return "too-early"
        if abs(self.difference) < CLEAR:
            return "same"
        return "more" if self.difference > 0 else "fewer"


@dataclass(frozen=True)
class TimeChange:
    """A change that counts by now: the weekday (Monday is 0) and time before and after it, and what came of it."""

    old: tuple[int, time]
    new: tuple[int, time]
    effect: NewTime


def new_times(changes: Sequence[date], sessions: Sequence[tuple[date, int]]) -> tuple[NewTime, ...]:
    """Put the held sessions, as (day, how many came), on the two sides of each change, the oldest change first.

    A side never reaches over another change: its sessions all had one weekly time.
    """
    days, held = sorted(changes), sorted(sessions)
    found = []
    for number, since in enumerate(days):
        from_day = days[number - 1] if number else date.min
        until = days[number + 1] if number + 1 < len(days) else date.max
        before = [came for day, came in held if from_day <= day < since]
        after = [came for day, came in held if since <= day < until]
        found.append(NewTime(since, _side(before[-MOST:]), _side(after[:MOST])))
    return tuple(found)


def _side(came: Sequence[int]) -> Side:
    return Side(len(came), sum(came))
