"""The meetings of a group: a weekly time that may change from a date on, breaks, weeks moved or called off. Pure.

A meeting is named for good by the day that its weekly time gives it, also when it is moved to another day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.scheduling.recurrence import WeeklyTime, instant

_WEEK = timedelta(weeks=1)
_MARGIN = timedelta(days=2)  # a zone is at most 26 hours away from another, and may leave out a day
_LONGEST_SEARCH = timedelta(days=400)


class Fate(StrEnum):
    """What is to become of a date."""

    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    BREAK = "break"

    @property
    def is_on(self) -> bool:
        """Tell whether the group meets."""
        return self in (Fate.PLANNED, Fate.MOVED)


@dataclass(frozen=True)
class Meeting:
    """One date: its name for good, the instant in UTC, and whether the group meets then."""

    on_date: date
    at: datetime
    fate: Fate


@dataclass(frozen=True)
class Era:
    """A weekly time that counts from a date on."""

    since: date
    weekly: WeeklyTime


@dataclass(frozen=True)
class Break:
    """Dates without a session, the first and the last included; ``name`` is shown, such as "Christmas"."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True)
class Change:
    """What a lead did to one date: moved it to ``at``, or called it off (then ``at`` is when it would have been)."""

    fate: Fate
    at: datetime


@dataclass(frozen=True)
class Run:
    """A programme with an end: its first day, and how many dates it has; breaks are not counted, cancelled weeks are.

    ``until`` is the day on which it was ended before its time.
    """

    first: date
    sessions: int
    until: date | None = None


@dataclass(frozen=True)
class Calendar:
    """All that says when a group meets. ``eras`` are in order; without one there is no weekly time."""

    eras: tuple[Era, ...] = ()
    breaks: tuple[Break, ...] = ()
    changes: Mapping[date, Change] = field(default_factory=dict)
    run: Run | None = None

    def between(self, start: datetime, end: datetime) -> tuple[Meeting, ...]:
        """List the dates whose instant lies from ``start`` (included) to ``end`` (not included), earliest first."""
        days = self._weekly_days((start - _MARGIN).date(), (end + _MARGIN).date())
        found = [self._planned(day, weekly) for day, weekly in days if self._is_in_run(day) and day not in self.changes]
        found += [Meeting(day, change.at, change.fate) for day, change in self.changes.items() if self._is_in_run(day)]
        return tuple(sorted((one for one in found if start <= one.at < end), key=lambda one: (one.at, one.on_date)))

    def next(self, after: datetime, *, on: bool = True) -> Meeting | None:
        """Find the first date strictly after ``after``, one on which the group meets unless ``on`` is false."""
        start = after + timedelta(microseconds=1)
        for weeks in (2, 8, None):  # most are near; a long break is searched once more
            end = after + (timedelta(weeks=weeks) if weeks else _LONGEST_SEARCH)
            for meeting in self.between(start, end):
                if meeting.fate.is_on or not on:
                    return meeting
        return None

    def on(self, day: date) -> Meeting | None:
        """Find the date of this name; None where the group has none then."""
        if not self._is_in_run(day):
            return None
        if change := self.changes.get(day):
            return Meeting(day, change.at, change.fate)
        return next((self._planned(found, weekly) for found, weekly in self._weekly_days(day, day)), None)

    def last_day(self) -> date | None:
        """Name the last date of a run; None where nothing ends."""
        return None if self.run is None else self._last

    def days(self, first: date, last: date) -> tuple[date, ...]:
        """List the names of the dates from ``first`` to ``last``, breaks and changes included."""
        return tuple(day for day, _weekly in self._weekly_days(first, last) if self._is_in_run(day))

    @property
    def _last(self) -> date:
        """The last date of the run, by counting; of a run without a date it is the day before its first."""
        assert self.run is not None
        last, count = self.run.first - timedelta(days=1), 0
        horizon = self.run.first + timedelta(weeks=self.run.sessions) + sum(map(_length, self.breaks), timedelta()) * 2
        for day, _weekly in self._weekly_days(self.run.first, horizon):
            if count == self.run.sessions:
                break
            if not self._in_break(day):
                last, count = day, count + 1
        return min(last, self.run.until) if self.run.until else last

    def _is_in_run(self, day: date) -> bool:
        return self.run is None or self.run.first <= day <= self._last

    def _in_break(self, day: date) -> bool:
        return any(one.first <= day <= one.last for one in self.breaks)

    def _planned(self, day: date, weekly: WeeklyTime) -> Meeting:
        fate = Fate.BREAK if self._in_break(day) else Fate.PLANNED
        return Meeting(day, instant(day, weekly.at, weekly.zone), fate)

    def _weekly_days(self, first: date, last: date) -> Iterator[tuple[date, WeeklyTime]]:
        """Walk the days that the weekly times give, from ``first`` to ``last``, both included."""
        for number, era in enumerate(self.eras, start=1):
            until = self.eras[number].since if number < len(self.eras) else date.max
            day = max(era.since, first)
            day += timedelta(days=(era.weekly.weekday - day.weekday()) % 7)
            while day <= last and day < until:
                yield day, era.weekly
                day += _WEEK


def _length(one: Break) -> timedelta:
    return one.last - one.first + _WEEK
