"""Programmes: so many weekly sessions from a date on. Each has a key of its own for who came."""

from datetime import date, datetime, timedelta

from bot.scheduling import Break, Calendar, Fate, Meeting
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.schedule import FURTHEST_MOVE, Told, Where, as_lead, today_of, view_of
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
            meeting = await begin(self._desk, unit, group, first, sessions)
            return Told(group, "schedule.programme-started", meeting, new=meeting.at)

        return await as_lead(self._desk, caller, where, version=version, action="programme-started", change=change)

    async def end(self, caller: Caller, where: Where, *, version: int) -> Told:
        """End the programme under way; a group without another one goes on week after week only if it had no end."""

        async def change(unit: Unit, group: Group) -> Told:
            has_end = bool((await view_of(self._desk, unit, group)).planned)
            if not await end_all(self._desk, unit, group):
                raise Refused("no-programme")
            key = "schedule.programme-ended" if has_end else "schedule.programme-closed"
            return Told(group, key, to_members=has_end)

        return await as_lead(self._desk, caller, where, version=version, action="programme-ended", change=change)

    async def bank_holidays(self, caller: Caller, where: Where) -> tuple[Break, ...]:
        """Offer a lead the public holidays that fall on dates of the group in the next year."""

        async def work(unit: Unit) -> tuple[Break, ...]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            return public_holidays(await calendar_of(unit, group), group.zone, today_of(self._desk, group))

        return await self._desk.store.read(work)

    async def take_holidays(self, caller: Caller, where: Where, *, version: int) -> Told:
        """Make breaks of all that ``bank_holidays`` offers."""

        async def change(unit: Unit, group: Group) -> Told:
            offered = public_holidays(await calendar_of(unit, group), group.zone, today_of(self._desk, group))
            if not offered:
                raise Refused("no-holidays")
            for one in offered:
                await unit.schedule.add_break(group.id, one.first, one.last, one.name)
            return Told(group, "schedule.break-added", breaks=offered)

        return await as_lead(self._desk, caller, where, version=version, action="break-added", change=change)


async def begin(desk: Desk, unit: Unit, group: Group, first: date, sessions: int) -> Meeting:
    """Begin a programme inside a unit of work; returns its first meeting. Raises ``Refused``."""
    if group.weekday < 0:
        raise Refused("no-weekly-time")
    if not 1 <= sessions <= MOST_SESSIONS:
        raise Refused("how-many-sessions", most=MOST_SESSIONS)
    if first < today_of(desk, group):
        raise Refused("date-over")
    await end_all(desk, unit, group)
    await unit.groups.add_programme(group.id, first, sessions, desk.nonce())
    meeting = (await calendar_of(unit, group)).on(first)
    if meeting is None:
        raise Refused("not-that-weekday")
    if not meeting.fate.is_on:
        raise Refused("no-session-then")
    if meeting.at <= desk.clock.now() or await unit.occurrences.outcome(group.id, first) is not None:
        raise Refused("date-over")
    return meeting


async def end_all(desk: Desk, unit: Unit, group: Group) -> bool:
    """End every programme of a group that has not ended; tells whether there was one.

    Nothing of it opens afterwards: neither today's date that is still to come, nor a week that was moved ahead.
    """
    if await unit.sessions.open_of(group.id):
        raise Refused("still-open")
    under_way = [one for one in await unit.groups.programmes(group.id) if one.ended_on is None]
    today, now = today_of(desk, group), desk.clock.now()
    ahead = (await calendar_of(unit, group)).between(now, now + 2 * FURTHEST_MOVE)
    has_end = any(one.planned for one in under_way)
    late = [one for one in ahead if one.on_date <= today and one.fate.is_on] if has_end else []
    for meeting in late:
        await unit.schedule.put_change(group.id, meeting.on_date, Fate.CANCELLED, meeting.at)
    for programme in under_way:
        await unit.groups.set_programme(programme.id, ended_on=today)
    return bool(under_way)


def is_overdue(calendar: Calendar, now: datetime, today: date) -> bool:
    """Tell whether a programme under way is over: no date of it is left, also none that was moved ahead."""
    run = calendar.run
    if run is None or run.until is not None or not run.sessions:
        return False
    last = calendar.last_day()
    return last is not None and last < today and calendar.next(now) is None


async def end_overdue(desk: Desk, unit: Unit, group: Group) -> bool:
    """End a programme whose last date is over, so that its key can go when its time has come."""
    today, calendar = today_of(desk, group), await calendar_of(unit, group)
    if not is_overdue(calendar, desk.clock.now(), today) or await unit.sessions.open_of(group.id):
        return False
    ended = False
    for programme in await unit.groups.programmes(group.id):
        if programme.ended_on is None and programme.planned:
            await unit.groups.set_programme(programme.id, ended_on=calendar.last_day())
            ended = True
    return ended


def has_public_holidays(zone: str) -> bool:
    """Tell whether the public holidays of this zone's country are known."""
    return zone in _COUNTRIES


def public_holidays(calendar: Calendar, zone: str, today: date) -> tuple[Break, ...]:
    """List the public holidays of the next year that fall on dates of a group."""
    country = _COUNTRIES.get(zone)
    if country is None:
        return ()
    import holidays  # noqa: PLC0415  only who plans a programme needs it

    known = holidays.country_holidays(country[0], subdiv=country[1], years=(today.year, today.year + 1))
    days = calendar.days(today + timedelta(days=1), today + timedelta(days=365))
    free = [day for day in days if day in known and not any(one.first <= day <= one.last for one in calendar.breaks)]
    return tuple(Break(day, day, known[day]) for day in free)
