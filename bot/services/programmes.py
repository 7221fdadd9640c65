"""Programmes: so many weekly sessions from a date on. Each has a key of its own for who came."""

from datetime import date, timedelta

import holidays

from bot.scheduling import Break, Calendar
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.schedule import Told, Where, as_lead, today_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit

MOST_SESSIONS = 104
_COUNTRIES = {"Europe/London": ("GB", "ENG"), "Europe/Belfast": ("GB", "NIR"), "Europe/Dublin": ("IE", None)}


class ProgrammeService:
    """The programmes of a group, one after the other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def start(self, caller: Caller, where: Where, first: date, sessions: int, *, version: int) -> Told:
        """Begin a programme of so many sessions on a date of the group; the one under way ends."""

        async def change(unit: Unit, group: Group) -> Told:
            if group.weekday < 0:
                raise Refused("no-weekly-time")
            if not 1 <= sessions <= MOST_SESSIONS:
                raise Refused("how-many-sessions", most=MOST_SESSIONS)
            if await unit.sessions.open_of(group.id):
                raise Refused("still-open")
            if first < today_of(self._desk, group):
                raise Refused("date-over")
            await self._end_all(unit, group)
            await unit.groups.add_programme(group.id, first, sessions, self._desk.nonce())
            meeting = (await calendar_of(unit, group)).on(first)
            if meeting is None:
                raise Refused("not-that-weekday")
            return Told(group, "schedule.programme-started", meeting, new=meeting.at)

        return await as_lead(self._desk, caller, where, version=version, action="programme-started", change=change)

    async def end(self, caller: Caller, where: Where, *, version: int) -> Told:
        """End the programme under way; a group without another one goes on week after week only if it had no end."""

        async def change(unit: Unit, group: Group) -> Told:
            if await unit.sessions.open_of(group.id):
                raise Refused("still-open")
            if not await self._end_all(unit, group):
                raise Refused("no-programme")
            return Told(group, "schedule.programme-ended")

        return await as_lead(self._desk, caller, where, version=version, action="programme-ended", change=change)

    async def bank_holidays(self, caller: Caller, where: Where) -> tuple[Break, ...]:
        """Offer a lead the public holidays that fall on dates of the group in the next year."""

        async def work(unit: Unit) -> tuple[Break, ...]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            return _holidays(await calendar_of(unit, group), group.zone, today_of(self._desk, group))

        return await self._desk.store.read(work)

    async def take_holidays(self, caller: Caller, where: Where, *, version: int) -> Told:
        """Make breaks of all that ``bank_holidays`` offers."""

        async def change(unit: Unit, group: Group) -> Told:
            calendar = await calendar_of(unit, group)
            for one in _holidays(calendar, group.zone, today_of(self._desk, group)):
                await unit.schedule.add_break(group.id, one.first, one.last, one.name)
            return Told(group, "schedule.break-added")

        return await as_lead(self._desk, caller, where, version=version, action="break-added", change=change)

    async def _end_all(self, unit: Unit, group: Group) -> bool:
        """End every programme of a group that has not ended; tells whether there was one."""
        under_way = [one for one in await unit.groups.programmes(group.id) if one.ended_on is None]
        for programme in under_way:
            await unit.groups.set_programme(programme.id, ended_on=today_of(self._desk, group))
        return bool(under_way)


async def end_overdue(unit: Unit, group: Group, calendar: Calendar, today: date) -> bool:
    """End a programme whose last date is over, so that its key can go when its time has come."""
    last = calendar.last_day()
    if last is None or last >= today or await unit.sessions.open_of(group.id):
        return False
    ended = False
    for programme in await unit.groups.programmes(group.id):
        if programme.ended_on is None and programme.planned:
            await unit.groups.set_programme(programme.id, ended_on=last)
            ended = True
    return ended


def _holidays(calendar: Calendar, zone: str, today: date) -> tuple[Break, ...]:
    country = _COUNTRIES.get(zone)
    if country is None:
        return ()
    known = holidays.country_holidays(country[0], subdiv=country[1], years=(today.year, today.year + 1))
    days = calendar.days(today + timedelta(days=1), today + timedelta(days=365))
    free = [day for day in days if day in known and not any(one.first <= day <= one.last for one in calendar.breaks)]
    return tuple(Break(day, day, known[day]) for day in free)
