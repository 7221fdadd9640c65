"""When a group meets, as its lead decides it: the weekly time, one week, breaks, programmes.

Each change carries the version of the schedule that its lead saw. Of two leads who change it at once the second is
refused and shown what the first one made of it. What members are told comes back as ``Told``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.scheduling import Break, Fate, Meeting, instant
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, ScheduleRecord, Stale, Unit, WeeklyTimeRecord

SHOWN = 8  # how many dates a list shows
LONGEST_BREAK = timedelta(days=120)
FURTHEST_MOVE = timedelta(days=56)
LONGEST_RUN = timedelta(weeks=120)  # 104 sessions with breaks


@dataclass(frozen=True)
class Where:
    """The channel and the server that a lead speaks in; with ``only_try`` a change is tried out and not kept."""

    channel_xid: int
    server_xid: int = 0
    only_try: bool = False


@dataclass(frozen=True)
class ScheduleView:
    """What is planned. ``breaks`` are (number, dates); ``planned`` sessions of the programme, None: no end.

    ``left`` is how many sessions of the programme are still to come; ``may_change`` whether the asker is a lead.
    """

    group: Group
    version: int
    meetings: tuple[Meeting, ...]
    breaks: tuple[tuple[int, Break], ...]
    planned: int | None = None
    last_day: date | None = None
    left: int = 0
    today: date = date.min
    may_change: bool = False


@dataclass(frozen=True)
class Told:
    """What people are told about a change: the name of a sentence, and instants and dates that it speaks of.

    ``to_members`` is False for what only staff need to know.
    """

    group: Group
    text: str
    meeting: Meeting | None = None
    old: datetime | None = None
    new: datetime | None = None
    reason: str = ""
    breaks: tuple[Break, ...] = ()
    to_members: bool = True
    view: ScheduleView | None = field(default=None, repr=False)


class ScheduleService:
    """The weeks of a group."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, caller: Caller, where: Where) -> ScheduleView:
        """Read the next dates, for everybody of the group."""

        async def work(unit: Unit) -> ScheduleView:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is Role.OUTSIDER and not caller.manages_server:
                raise Refused("not-a-member")
            view = await view_of(self._desk, unit, group)
            return replace(view, may_change=role_of(group, caller) is Role.LEAD)

        return await self._desk.store.read(work)

    async def show_lead(self, caller: Caller, where: Where) -> ScheduleView:
        """Read the same for a lead who is about to change it; refuses everybody else."""
        view = await self.show(caller, where)
        if not view.may_change:
            raise Refused("leads-only")
        return view

    async def cancel(self, caller: Caller, where: Where, on_date: date, *, version: int) -> Told:
        """Call one date off."""

        async def change(unit: Unit, group: Group) -> Told:
            meeting = await self._meeting(unit, group, on_date)
            await unit.schedule.put_change(group.id, on_date, Fate.CANCELLED, meeting.at)
            return Told(group, "schedule.week-cancelled", meeting, old=meeting.at)

        return await as_lead(self._desk, caller, where, version=version, action="week-cancelled", change=change)

    async def move(self, caller: Caller, where: Where, on_date: date, to: tuple[date, time], *, version: int) -> Told:
        """Move one date to another day and time on the group's wall clock."""

        async def change(unit: Unit, group: Group) -> Told:
            meeting = await self._meeting(unit, group, on_date)
            at = self._wall(group, *to)
            self._must_be_ahead(at)
            if abs(at - meeting.at) > FURTHEST_MOVE:
                raise Refused("too-far")
            await self._must_be_free(unit, group, at, meeting)
            await unit.schedule.put_change(group.id, on_date, Fate.MOVED, at)
            return Told(group, "schedule.week-moved", meeting, old=meeting.at, new=at)

        return await as_lead(self._desk, caller, where, version=version, action="week-moved", change=change)

    async def restore(self, caller: Caller, where: Where, on_date: date, *, version: int) -> Told:
        """Let a date that was moved or called off be as usual again."""

        async def change(unit: Unit, group: Group) -> Told:
            await self._must_be_open_to_change(unit, group, on_date)
            was_changed = await unit.schedule.remove_change(group.id, on_date)
            meeting = (await calendar_of(unit, group)).on(on_date)
            if meeting is None or not meeting.fate.is_on:
                raise Refused("no-session-then")
            if not was_changed:  # members would read news that is none
                raise Refused("as-planned")
            self._must_be_ahead(meeting.at)
            return Told(group, "schedule.week-restored", meeting, new=meeting.at)

        return await as_lead(self._desk, caller, where, version=version, action="week-restored", change=change)

    async def set_time(
        self, caller: Caller, where: Where, since: date, weekly: tuple[int, time], reason: str, *, version: int
    ) -> Told:
        """Let another weekly time count from a date on; ``weekly`` is the weekday (Monday is 0) and the time."""
        weekday, at = weekly

        async def change(unit: Unit, group: Group) -> Told:
            return await self.set_time_in(unit, group, since, (weekday, at), reason)

        return await as_lead(self._desk, caller, where, version=version, action="time-changed", change=change)

    async def set_time_in(self, unit: Unit, group: Group, since: date, weekly: tuple[int, time], reason: str) -> Told:
        """Do the same inside a unit of work."""
        weekday, at = weekly
        if since <= today_of(self._desk, group):
            raise Refused("date-over")
        before = (await calendar_of(unit, group)).next(instant(since, time(0), group.zone) - timedelta(seconds=1))
        if group.weekday < 0 or before is None:
            raise Refused("no-weekly-time")
        record = WeeklyTimeRecord(since, weekday, at.strftime("%H:%M"), reason)
        await unit.schedule.put_time(group.id, record, today_of(self._desk, group))
        first = (await calendar_of(unit, group)).next(instant(since, time(0), group.zone) - timedelta(seconds=1))
        if first is None:
            raise Refused("no-session-then")
        return Told(group, "schedule.time-changed", first, old=before.at, new=first.at, reason=reason)

    async def add_break(self, caller: Caller, where: Where, dates: Break, *, version: int) -> Told:
        """Add dates without a session; they have to lie in the programme, or at least ahead."""

        async def change(unit: Unit, group: Group) -> Told:
            await self.add_break_in(unit, group, dates)
            return Told(group, "schedule.break-added", breaks=(dates,))

        return await as_lead(self._desk, caller, where, version=version, action="break-added", change=change)

    async def add_break_in(self, unit: Unit, group: Group, dates: Break) -> None:
        """Do the same inside a unit of work."""
        if dates.last < dates.first:
            raise Refused("end-before-start")
        if dates.first <= today_of(self._desk, group):
            raise Refused("date-over")
        if dates.last - dates.first > LONGEST_BREAK:
            raise Refused("break-too-long")
        if group.weekday < 0:
            raise Refused("no-weekly-time")
        if not (await calendar_of(unit, group)).days(dates.first, dates.last):
            raise Refused("no-session-then")
        await unit.schedule.add_break(group.id, dates.first, dates.last, dates.name)

    async def remove_break(self, caller: Caller, where: Where, break_id: int, *, version: int) -> Told:
        """Take a break away."""

        async def change(unit: Unit, group: Group) -> Told:
            found = dict((await view_of(self._desk, unit, group)).breaks).get(break_id)
            if found is None or not await unit.schedule.remove_break(group.id, break_id):
                raise Refused("no-such-break")
            return Told(group, "schedule.break-removed", breaks=(found,))

        return await as_lead(self._desk, caller, where, version=version, action="break-removed", change=change)

    async def _meeting(self, unit: Unit, group: Group, on_date: date) -> Meeting:
        """Find a date that may still be changed."""
        await self._must_be_open_to_change(unit, group, on_date)
        meeting = (await calendar_of(unit, group)).on(on_date)
        if meeting is None or not meeting.fate.is_on:
            raise Refused("no-session-then")
        self._must_be_ahead(meeting.at)
        return meeting

    async def _must_be_open_to_change(self, unit: Unit, group: Group, on_date: date) -> None:
        if await unit.occurrences.outcome(group.id, on_date) is not None:
            raise Refused("date-over")

    async def _must_be_free(self, unit: Unit, group: Group, at: datetime, meeting: Meeting) -> None:
        length = timedelta(minutes=group.length_minutes)
        others = (await calendar_of(unit, group)).between(at - length, at + length)
        if any(one.fate.is_on and one.on_date != meeting.on_date for one in others):
            raise Refused("two-at-once")

    def _must_be_ahead(self, at: datetime) -> None:
        if at <= self._desk.clock.now():
            raise Refused("date-over")

    def _wall(self, group: Group, day: date, at: time) -> datetime:
        """Say when that is; refuses a time that the clocks jump over on that day."""
        found = instant(day, at, group.zone)
        if found.astimezone(ZoneInfo(group.zone)).time() != at:
            raise Refused("no-such-time")
        return found


async def as_lead(
    desk: Desk,
    caller: Caller,
    where: Where,
    *,
    version: int,
    action: str,
    change: Callable[[Unit, Group], Awaitable[Told]],
) -> Told:
    """Run a lead's change of the schedule in one unit of work: counted, in the audit, with the dates that follow.

    Raises ``Refused``: "leads-only", or "schedule-changed" when the version is not the newest.
    """

    async def work(unit: Unit) -> Told:
        group = await group_of_channel(unit, where.channel_xid, where.server_xid)
        if role_of(group, caller) is not Role.LEAD:
            raise Refused("leads-only")
        try:
            await unit.schedule.next_version(group.id, version)
        except Stale:
            raise Refused("schedule-changed") from None
        told = await change(unit, group)
        await note(desk, unit, group, caller, action)
        told = replace(told, view=await view_of(desk, unit, await unit.groups.get(group.id)))
        if where.only_try:
            raise _OnlyTried(told)
        return told

    try:
        return await desk.store.write(work)
    except _OnlyTried as tried:  # what raises in a unit of work leaves no trace
        return tried.told


class _OnlyTried(Exception):  # noqa: N818  it takes a trial back, it is no error
    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told


async def view_of(desk: Desk, unit: Unit, group: Group) -> ScheduleView:
    """Read what is planned in a group from now on."""
    record = (await unit.schedule.of([group.id]))[group.id]
    calendar = await calendar_of(unit, group)
    now = desk.clock.now()
    soon = calendar.between(now, now + timedelta(weeks=SHOWN))
    ahead = calendar.between(now, now + LONGEST_RUN) if planned_of(record) else ()
    return ScheduleView(
        group=group,
        version=group.schedule_version,
        meetings=soon[:SHOWN],
        breaks=tuple((one[0], Break(*one[1:])) for one in record.breaks if one[2] >= today_of(desk, group)),
        planned=planned_of(record) or None,
        last_day=calendar.last_day(),
        today=today_of(desk, group),
        left=sum(one.fate.is_on for one in ahead),
    )


def planned_of(record: ScheduleRecord) -> int | None:
    """Say how many sessions the newest programme has; None where it has no end."""
    return record.programme[1] if record.programme else None


def today_of(desk: Desk, group: Group) -> date:
    """Say which day it is on the group's wall."""
    return desk.clock.now().astimezone(ZoneInfo(group.zone)).date()
