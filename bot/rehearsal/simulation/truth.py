"""What is true of a script: counted from it alone, without the bot's reports and without its database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from bot.rehearsal.simulation.story import Script, Week
from bot.rehearsal.simulation.truth_of_answers import steps_run, steps_skipped, totals

BREAK, CANCELLED, MISSED, CALLED_OFF, HELD = "break", "cancelled", "missed", "called off", "held"
LONGEST_SIDE = 8  # sessions on each side of a change of the weekly time that are compared


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year in numbers. ``new_people`` came for the first time in it, ``returning_people`` earlier."""

    held: int
    attendances: int
    listeners: int
    unique_people: int
    new_people: int
    returning_people: int
    contact_hours: float


@dataclass(frozen=True)
class Side:
    """The held sessions on one side of a change of the weekly time: how many are compared, and who came to them."""

    sessions: int
    attendances: int


@dataclass(frozen=True)
class Figures:
    """A programme in numbers. ``cancelled`` are all planned sessions that were not held, whatever the reason.

    ``came_again`` are people who came to more than one session. ``totals`` are the answers to the check-in and the
    goodbye question, by question and choice; ``new_times`` the two sides of each change of the weekly time, by date.
    """

    planned: int
    held: int
    cancelled: int
    opened_late: int
    opened_twice: int
    attendances: int
    unique_people: int
    peak: int
    listeners: int = 0
    came_again: int = 0
    contact_hours: float = 0.0
    quarters: Mapping[str, Quarter] = field(default_factory=dict)
    steps_run: Mapping[str, int] = field(default_factory=dict)
    steps_skipped: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    new_times: Mapping[str, Mapping[str, Side]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give them as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Day:
    """What became of one date: its fate, and of a held one when it was due, how late it began and how many came."""

    fate: str
    at: datetime | None = None
    late: int = 0
    came: int = 0


def days_of(script: Script, *, forgotten: int | None = None) -> dict[date, Day]:
    """Say what becomes of each date; ``forgotten`` is a person who has everything about them deleted at the end."""
    return {week.day: _day(week, forgotten) for week in script.weeks}


def figures_of(script: Script, *, forgotten: int | None = None) -> Figures:
    """Count a whole programme."""
    days = [day for day in days_of(script, forgotten=forgotten).values() if day.fate != BREAK]
    held = [day for day in days if day.fate == HELD]
    came = Counter(person for week in script.weeks for person in counted(week, forgotten))
    return Figures(
        planned=len(days),
        held=len(held),
        cancelled=len(days) - len(held),
        opened_late=sum(day.late > 0 for day in held),
        opened_twice=0,
        attendances=came.total(),
        unique_people=len(came),
        peak=max((day.came for day in held), default=0),
        listeners=sum(_listeners(week, forgotten) for week in script.weeks),
        came_again=sum(times > 1 for times in came.values()),
        contact_hours=_hours(script.weeks, forgotten),
        quarters=_quarters(script, forgotten),
        steps_run=steps_run(script),
        steps_skipped=steps_skipped(script),
        totals=totals(script),
        new_times=_new_times(script, forgotten),
    )


def counted(week: Week, forgotten: int | None = None) -> frozenset[int]:
    """Name the people who are counted in a week: a session was held, they came and they said yes to it."""
    if week.starts is None:
        return frozenset()
    return frozenset(visit.person for visit in week.visits if visit.counted and visit.person != forgotten)


def quarter(day: date) -> str:
    """Name the quarter of a day, such as 2026-Q4."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _listeners(week: Week, forgotten: int | None) -> int:
    who = counted(week, forgotten)
    return sum(visit.listening for visit in week.visits if visit.person in who)


def _hours(weeks: tuple[Week, ...], forgotten: int | None) -> float:
    """Add up people times the minutes of the session that they came to."""
    return round(sum(len(counted(week, forgotten)) * week.minutes for week in weeks) / 60, 1)


def _quarters(script: Script, forgotten: int | None) -> dict[str, Quarter]:
    found: dict[str, Quarter] = {}
    known: frozenset[int] = frozenset()
    for name in dict.fromkeys(quarter(week.day) for week in script.weeks if week.starts is not None):
        weeks = tuple(week for week in script.weeks if week.starts is not None and quarter(week.day) == name)
        people = frozenset[int]().union(*(counted(week, forgotten) for week in weeks))
        found[name] = Quarter(
            held=len(weeks),
            attendances=sum(len(counted(week, forgotten)) for week in weeks),
            listeners=sum(_listeners(week, forgotten) for week in weeks),
            unique_people=len(people),
            new_people=len(people - known),
            returning_people=len(people & known),
            contact_hours=_hours(weeks, forgotten),
        )
        known |= people
    return found


def _new_times(script: Script, forgotten: int | None) -> dict[str, dict[str, Side]]:
    """Put the sessions before and after the change of the weekly time side by side; a script has one at most."""
    came = [(week.day, len(counted(week, forgotten))) for week in script.weeks if week.starts is not None]
    sides = {}
    for since in (week.day for week in script.weeks if week.new_time):
        before = [number for day, number in came if day < since][-LONGEST_SIDE:]
        after = [number for day, number in came if day >= since][:LONGEST_SIDE]
        sides[since.isoformat()] = {
            name: Side(len(side), sum(side)) for name, side in (("before", before), ("after", after))
        }
    return sides


def _day(week: Week, forgotten: int | None) -> Day:
    if week.is_break:
        return Day(BREAK)
    if week.is_cancelled:
        return Day(CANCELLED)
    if week.opens is None:
        return Day(MISSED)
    if week.starts is None:
        return Day(CALLED_OFF)
    return Day(HELD, week.at, week.starts, len(counted(week, forgotten)))
