"""The days and instants of a weekly time: wall-clock time and zone in, UTC out. Pure.

The law: a group meets when the clock on its wall says so, once a week. Where the clocks jump forward over the
time, the session moves forward with them; where an hour comes twice, the first one counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.config import nearest_zones

_WEEK = timedelta(weeks=1)


class UnknownZone(ValueError):  # noqa: N818  it reads as what happened
    """No time zone has this name; `near` holds the most similar real names, best first."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(f"There is no time zone {name!r}.")
        self.name = name
        self.near = near


@dataclass(frozen=True)
class WeeklyTime:
    """A time on the wall, every week: `weekday` counts from Monday = 0, `zone` is like Europe/London."""

    weekday: int
    at: time
    zone: str


@dataclass(frozen=True)
class Occurrence:
    """One meeting: the day on the group's calendar (its name for good), and the instant in UTC."""

    on_date: date
    at: datetime


def zone(name: str) -> ZoneInfo:
    """Find the zone of this name. Raises UnknownZone, which offers the nearest names."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: "Europe" is a folder of the zone files
        raise UnknownZone(name, nearest_zones(name)) from None


def instant(day: date, at: time, zone_name: str) -> datetime:
    """Say in UTC when the wall clock of that zone shows `at` on `day`. Raises UnknownZone.

    A time that the clocks jump over moves forward by the jump; of a doubled hour it is the first.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone(zone_name)).astimezone(UTC)


def next_occurrence(weekly: WeeklyTime, after: datetime) -> Occurrence:
    """Find the first meeting strictly after the instant `after`. Raises UnknownZone."""
    return next(o for o in _occurrences(weekly, after) if o.at > after)


def occurrences_between(weekly: WeeklyTime, start: datetime, end: datetime) -> tuple[Occurrence, ...]:
    """List the meetings from the instant `start` (included) to `end` (not included). Raises UnknownZone."""
    found: list[Occurrence] = []
    for occurrence in _occurrences(weekly, start):
        if occurrence.at >= end:
            return tuple(found)
        if occurrence.at >= start:
            found.append(occurrence)
    return tuple(found)


def _occurrences(weekly: WeeklyTime, around: datetime) -> Iterator[Occurrence]:
    # From the day before: where a zone skips a whole day (Samoa, 2011), a meeting falls a day after its date.
    day = around.astimezone(zone(weekly.zone)).date() - timedelta(days=1)
    day += timedelta(days=(weekly.weekday - day.weekday()) % 7)
    while True:
        yield Occurrence(day, instant(day, weekly.at, weekly.zone))
        day += _WEEK
