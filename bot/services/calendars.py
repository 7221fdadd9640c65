"""Calendars of groups, made of what is stored."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.scheduling import Break, Calendar, Change, Era, Fate, Meeting, Run, WeeklyTime
from bot.storage import Group, ScheduleRecord, Unit


async def calendar_of(unit: Unit, group: Group) -> Calendar:
    """Read one group's calendar."""
    return (await calendars(unit, [group]))[group.id]


async def calendars(unit: Unit, groups: Sequence[Group]) -> dict[int, Calendar]:
    """Read many groups' calendars at once, by the group's number."""
    records = await unit.schedule.of([group.id for group in groups])
    return {group.id: _calendar(group, records[group.id]) for group in groups}


async def next_meeting(unit: Unit, group: Group, after: datetime) -> Meeting | None:
    """Find when a group meets next, strictly after an instant; None where no weekly time is set or a run is over."""
    if group.weekday < 0:
        return None
    return (await calendar_of(unit, group)).next(after)


def _calendar(group: Group, record: ScheduleRecord) -> Calendar:
    if group.weekday < 0:
        return Calendar()
    own = Era(group.weekly_from or date.min, WeeklyTime(group.weekday, group.at, group.zone))
    later = [
        Era(each.since, WeeklyTime(each.weekday, time.fromisoformat(each.at), group.zone)) for each in record.times
    ]
    return Calendar(
        eras=(own, *later),
        breaks=tuple(Break(first, last, name) for _id, first, last, name in record.breaks),
        changes={day: Change(Fate(fate), at) for day, fate, at in record.changes},
        run=_run(record),
    )


def _run(record: ScheduleRecord) -> Run | None:
    """Take the newest programme's dates; one without a planned number of sessions goes on week after week."""
    if record.programme is None:
        return None
    first, planned, ended_on = record.programme
    return None if planned is None or first is None else Run(first, planned, ended_on)
