"""What is true of a script: counted from it alone, without the bot's reports and without its database."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime

from bot.rehearsal.simulation.script import Script, Week

BREAK, CANCELLED, MISSED, CALLED_OFF, HELD = "break", "cancelled", "missed", "called off", "held"


@dataclass(frozen=True)
class Figures:
    """A programme in numbers. ``cancelled`` are all planned sessions that were not held, whatever the reason."""

    planned: int
    held: int
    cancelled: int
    opened_late: int
    opened_twice: int
    attendances: int
    unique_people: int
    peak: int

    def as_json(self) -> dict[str, int]:
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
    )


def counted(week: Week, forgotten: int | None = None) -> frozenset[int]:
    """Name the people who are counted in a week: a session was held, they came and they said yes to it."""
    if week.starts is None:
        return frozenset()
    return frozenset(visit.person for visit in week.visits if visit.counted and visit.person != forgotten)


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
