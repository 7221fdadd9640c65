"""What is said in the room ahead of a date (feature B4): 48 hours before, once, and true from then on.

A claim is a row in the database, so a restart says nothing twice. What was claimed and could not be posted is tried
again until 3 hours before; later it would only be noise. At night nothing is posted: it waits until 9:00. A date that
changes after its card was posted changes the card, which makes no sound.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.scheduling import Calendar, Fate, Meeting, is_quiet
from bot.services.calendars import calendar_of, calendars
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.schedule import Where
from bot.services.sessions import agenda_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, NoticeRecord, Unit

AHEAD = timedelta(hours=48)
LATEST = timedelta(hours=3)
EXPECTED = "expected"
BREAK = "break"


@dataclass(frozen=True)
class Expected:
    """One message about one date: what it must say, and its id if it is posted already."""

    group: Group
    what: str
    meeting: Meeting
    steps: tuple[str, ...]
    following: Meeting | None
    message_xid: int | None = None


class ExpectedService:
    """The messages ahead of each date."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def due(self) -> list[Expected]:
        """Claim what is to be said by now; list it with what was claimed before and is not, or no longer, true."""
        found, new = await self._desk.store.read(self._look)
        if not new:
            return found

        async def claim(unit: Unit) -> list[Expected]:
            return [one for one in new if await unit.notices.claim(one.group.id, _record(one))]

        return [*found, *await self._desk.store.write(claim)]

    async def posted(self, one: Expected, message_xid: int) -> None:
        """Write down that a message is there and says what it must."""
        record = replace(_record(one), message_xid=message_xid)
        await self._desk.store.write(lambda unit: unit.notices.set(one.group.id, record))

    async def read(self, caller: Caller, where: Where, on_date: date) -> Expected:
        """Read what is to be expected of a date, for somebody of the group."""

        async def work(unit: Unit) -> Expected:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is Role.OUTSIDER:
                raise Refused("not-a-member")
            calendar = await calendar_of(unit, group)
            meeting = calendar.on(on_date)
            if meeting is None:
                raise Refused("old-button")
            return self._expected(group, calendar, EXPECTED, meeting)

        return await self._desk.store.read(work)

    async def _look(self, unit: Unit) -> tuple[list[Expected], list[Expected]]:
        found: list[Expected] = []
        new: list[Expected] = []
        now = self._desk.clock.now()
        groups = {group.id: group for group in await unit.groups.all() if group.weekday >= 0}
        notices = await unit.notices.of_all_since(now)
        for group_id, calendar in (await calendars(unit, list(groups.values()))).items():
            group, known = groups[group_id], notices.get(group_id, [])
            at_night = is_quiet(now, group.zone)
            untrue = self._untrue(group, calendar, known)
            found += [one for one in untrue if one.message_xid is not None or not at_night]
            new += [] if at_night else self._unsaid(group, calendar, {(one.on_date, one.what) for one in known})
        return found, new

    def _unsaid(self, group: Group, calendar: Calendar, known: set[tuple[date, str]]) -> list[Expected]:
        now = self._desk.clock.now()
        soon = calendar.between(now + LATEST, now + AHEAD + timedelta(seconds=1))
        unsaid = [one for one in soon if (one.on_date, EXPECTED) not in known]
        return [
            self._expected(group, calendar, EXPECTED if one.fate.is_on else BREAK, one)
            for one in unsaid
            if one.fate.is_on or (one.fate is Fate.BREAK and (one.on_date, BREAK) not in known)
        ]

    def _untrue(self, group: Group, calendar: Calendar, known: list[NoticeRecord]) -> list[Expected]:
        """List what was claimed and is not posted, while there is time, and what is posted and no longer true."""
        now = self._desk.clock.now()
        untrue = []
        for record in known:
            if record.what not in (EXPECTED, BREAK):
                continue
            meeting = calendar.on(record.on_date) or Meeting(record.on_date, record.at, Fate.CANCELLED)
            says = (meeting.fate.value, meeting.at) == (record.fate, record.at)
            fits = meeting.fate.is_on == (record.what == EXPECTED) and meeting.fate is not Fate.CANCELLED
            if record.message_xid is None and fits and meeting.at - now >= LATEST:
                untrue.append(self._expected(group, calendar, record.what, meeting))
            elif record.message_xid is not None and not says:
                one = self._expected(group, calendar, record.what, meeting)
                untrue.append(replace(one, message_xid=record.message_xid))
        return untrue

    def _expected(self, group: Group, calendar: Calendar, what: str, meeting: Meeting) -> Expected:
        steps = tuple(agenda_of(self._desk, group))
        return Expected(group, what, meeting, steps, calendar.next(meeting.at))


def _record(one: Expected) -> NoticeRecord:
    return NoticeRecord(one.meeting.on_date, one.what, one.meeting.fate.value, one.meeting.at)


async def claim_late_card(unit: Unit, group_id: int, on_date: date, at: datetime) -> bool:
    """Claim the alert that a session's card could not be posted; False when it was claimed before."""
    return await unit.notices.claim(group_id, NoticeRecord(on_date, "late-card", Fate.PLANNED.value, at))
