"""What the database says of a simulated programme, beside what is true of its script."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.app.wiring import Services
from bot.rehearsal.simulation.audit import MEMBERS, STAFF, Audit
from bot.rehearsal.simulation.cast import ROOM, SERVER
from bot.rehearsal.simulation.script import Script
from bot.rehearsal.simulation.truth import (
    BREAK,
    CALLED_OFF,
    CANCELLED,
    HELD,
    MISSED,
    Day,
    Figures,
    days_of,
    figures_of,
)
from bot.session import Caller, State
from bot.storage import SessionRecord

_MINUTE = timedelta(minutes=1)
_LATE = 120
_NOT_HELD = (CANCELLED, MISSED, CALLED_OFF)
NOTHING, UNCLEAR = "nothing", "unclear"


@dataclass(frozen=True)
class Stored:
    """The same values as ``truth`` gives, read from the database."""

    figures: Figures
    days: Mapping[date, Day]


async def read(services: Services, lead: Caller, claimed: Mapping[date, str | None]) -> Stored:
    """Read what is stored of the programme; ``claimed`` is what stood beside each date in the days after it."""
    counts = await services.statistics.head_counts(lead, ROOM, SERVER)
    group = (await services.groups.all())[0]
    sessions = await services.desk.store.read(lambda unit: unit.sessions.of_group(group.id))
    people = await services.desk.store.read(lambda unit: unit.blocks.people([group.id]))
    came = {one.session: one.attendances for one in counts.sessions}
    by_day = {record.on_date: record for record in sessions}
    days = {day: _day(by_day.get(day), claimed.get(day), came) for day in sorted({*claimed, *by_day})}
    opened = Counter(record.on_date for record in sessions)
    figures = Figures(
        planned=sum(day.fate not in (BREAK, NOTHING) for day in days.values()),
        held=len(counts.sessions),
        cancelled=sum(day.fate in _NOT_HELD for day in days.values()),
        opened_late=sum(day.late > 0 for day in days.values()),
        opened_twice=opened.total() - len(opened),
        attendances=sum(came.values()),
        unique_people=sum(people.values()),
        peak=max(came.values(), default=0),
    )
    return Stored(figures, days)


def _day(record: SessionRecord | None, claimed: str | None, came: Mapping[int, int]) -> Day:
    if record and record.opened_at:
        late = (record.opened_at - record.starts_at) // _MINUTE
        return Day(HELD, record.starts_at, max(late, 0), came[record.id])
    if record:
        return Day(CALLED_OFF if record.flow.state is State.CANCELLED else UNCLEAR)
    return Day(claimed if claimed in (BREAK, CANCELLED, MISSED) else NOTHING)


def faults_of(script: Script, stored: Stored, audit: Audit, *, forgotten: int | None = None) -> Iterator[str]:
    """Walk what does not agree, in words; nothing when all went well."""
    true_days = days_of(script, forgotten=forgotten)
    for day in sorted({*true_days, *stored.days}):
        true, kept = true_days.get(day), stored.days.get(day, Day(NOTHING))
        if true != kept:
            yield f"{day:%d %B %Y} is stored as {_told(kept)}. The script says {_told(true)}."
    true_figures = figures_of(script, forgotten=forgotten)
    for name, figure in true_figures.as_json().items():
        if (found := stored.figures.as_json()[name]) != figure:
            yield f"{name} is stored as {found}. The script says {figure}."
    yield from _untold(script, audit)
    yield from audit.faults()


def _untold(script: Script, audit: Audit) -> Iterator[str]:
    """Walk the dates without a session that members were not told of just once, and staff at least once."""
    days = days_of(script)
    for week in script.weeks:
        fate = days[week.day].fate
        said = [one.text for one in audit.said if one.to == MEMBERS and one.about == week.at]
        if len(said) != len(set(said)):
            yield f"Members were told the same thing twice about {week.day:%d %B %Y}."
        by_night = fate == CALLED_OFF and week.over > _LATE  # then the card alone says it
        if fate in _NOT_HELD and not said and not by_night:
            yield f"Members were not told that there is no session on {week.day:%d %B %Y}."
        if fate in (MISSED, CALLED_OFF) and not audit.to(STAFF, week.at):
            yield f"Staff were not told that there was no session on {week.day:%d %B %Y}."


def _told(day: Day | None) -> str:
    if day is None:
        return "no date"
    when = f" at {day.at:%H:%M} UTC, {day.late} minutes late, with {day.came} people" if day.at else ""
    return f"{day.fate}{when}"
