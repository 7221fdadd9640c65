"""What the database says of a simulated programme, as its services tell it and as its rows say it."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.app.wiring import Services
from bot.rehearsal.simulation.cast import ROOM, SERVER
from bot.rehearsal.simulation.evening import HERE
from bot.rehearsal.simulation.story import STEPS
from bot.rehearsal.simulation.truth import (
    BREAK,
    CALLED_OFF,
    CANCELLED,
    HELD,
    MISSED,
    Day,
    Figures,
    Quarter,
    Side,
    quarter,
)
from bot.session import Caller, State
from bot.storage import SessionRecord

_MINUTE = timedelta(minutes=1)
NOT_HELD = (CANCELLED, MISSED, CALLED_OFF)
NOTHING, UNCLEAR = "nothing", "unclear"
_TOTALS = "SELECT question, choice, sum(total) FROM block_totals GROUP BY question, choice ORDER BY question, choice"
_PEOPLE = "SELECT session_id, pseudonym, listening FROM attendance"


@dataclass(frozen=True)
class Stored:
    """The same values as ``truth`` gives, read from the database."""

    figures: Figures
    days: Mapping[date, Day]


@dataclass(frozen=True)
class Rows:
    """What is read from the file itself: who came to which session, as codes, and the totals of answers."""

    came: Mapping[int, Mapping[bytes, bool]]
    totals: Mapping[str, Mapping[str, int]]


async def read(services: Services, lead: Caller, claimed: Mapping[date, str | None], rows: Rows) -> Stored:
    """Read what is stored of the programme; ``claimed`` is what stood beside each date in the days after it.

    ``rows`` are those of the days after the last date: weeks later there are no codes of who came any more.
    """
    counts = await services.statistics.head_counts(lead, ROOM, SERVER)
    group = (await services.groups.all())[0]
    sessions = await services.desk.store.read(lambda unit: unit.sessions.of_group(group.id))
    held = [record for record in sessions if record.opened_at]
    people = await services.desk.store.read(lambda unit: unit.blocks.people([group.id]))
    came = {one.session: one.attendances for one in counts.sessions}
    by_day = {record.on_date: record for record in sessions}
    days = {day: _day(by_day.get(day), claimed.get(day), came) for day in sorted({*claimed, *by_day})}
    opened = Counter(record.on_date for record in sessions)
    times = Counter(code for people in rows.came.values() for code in people)
    figures = Figures(
        planned=sum(day.fate not in (BREAK, NOTHING) for day in days.values()),
        held=len(counts.sessions),
        cancelled=sum(day.fate in NOT_HELD for day in days.values()),
        opened_late=sum(day.late > 0 for day in days.values()),
        opened_twice=opened.total() - len(opened),
        attendances=sum(came.values()),
        unique_people=sum(people.values()),
        peak=max(came.values(), default=0),
        listeners=sum(one.listeners for one in counts.sessions),
        came_again=sum(number > 1 for number in times.values()),
        contact_hours=_hours(held, rows),
        quarters=dict(_quarters(held, rows)),
        steps_run={step: sum(step in record.flow.steps_run() for record in held) for step in STEPS},
        steps_skipped={step: sum(step not in record.flow.steps_run() for record in held) for step in STEPS},
        totals=rows.totals,
        new_times=await _new_times(services, lead),
    )
    return Stored(figures, days)


def rows_of(database: Path) -> Rows:
    """Read the file as a stranger would: past the bot's own counting."""
    came: dict[int, dict[bytes, bool]] = defaultdict(dict)
    totals: dict[str, dict[str, int]] = defaultdict(dict)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for session, code, listening in connection.execute(_PEOPLE):
            came[session][code] = bool(listening)
        for question, choice, total in connection.execute(_TOTALS):
            totals[question][choice] = total
    return Rows(came, dict(totals))


def _day(record: SessionRecord | None, claimed: str | None, came: Mapping[int, int]) -> Day:
    if record and record.opened_at:
        late = (record.opened_at - record.starts_at) // _MINUTE
        return Day(HELD, record.starts_at, max(late, 0), came[record.id])
    if record:
        return Day(CALLED_OFF if record.flow.state is State.CANCELLED else UNCLEAR)
    return Day(claimed if claimed in (BREAK, CANCELLED, MISSED) else NOTHING)


def _minutes(record: SessionRecord) -> int:
    """Say how long a session took: to its end, or to its planned end where nobody ended it."""
    ended = record.ends_at if record.closed_by_itself else record.closed_at
    assert ended
    assert record.opened_at
    return (ended - record.opened_at) // _MINUTE


def _hours(held: Sequence[SessionRecord], rows: Rows) -> float:
    return round(sum(_minutes(record) * len(rows.came.get(record.id, ())) for record in held) / 60, 1)


def _quarters(held: Sequence[SessionRecord], rows: Rows) -> Iterator[tuple[str, Quarter]]:
    known: set[bytes] = set()
    for name in dict.fromkeys(quarter(record.on_date) for record in held):
        records = [record for record in held if quarter(record.on_date) == name]
        came = [rows.came.get(record.id, {}) for record in records]
        people = {code for one in came for code in one}
        yield (
            name,
            Quarter(
                held=len(records),
                attendances=sum(map(len, came)),
                listeners=sum(sum(one.values()) for one in came),
                unique_people=len(people),
                new_people=len(people - known),
                returning_people=len(people & known),
                contact_hours=_hours(records, rows),
            ),
        )
        known |= people


async def _new_times(services: Services, lead: Caller) -> dict[str, dict[str, Side]]:
    found = {}
    for change in reversed(await services.new_time.changes(lead, HERE)):
        sides = {"before": change.effect.before, "after": change.effect.after}
        found[change.effect.since.isoformat()] = {
            name: Side(side.sessions, side.attendances) for name, side in sides.items()
        }
    return found
