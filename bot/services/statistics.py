"""Head-counts for leads. They are exact; a breakdown of people is another matter and another service."""

from bot.reports.head_counts import HeadCounts, ProgrammeCount, SessionCount
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit


class StatisticsService:
    """What a lead may take out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def head_counts(self, caller: Caller, channel_xid: int, server_xid: int) -> HeadCounts:
        """Count the sessions of the channel's group, for its lead."""

        async def work(unit: Unit) -> HeadCounts:
            group = await group_of_channel(unit, channel_xid, server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            await note(self._desk, unit, group, caller, "numbers-taken")
            return await count_heads(unit, group)

        return await self._desk.store.write(work)


async def count_heads(unit: Unit, group: Group) -> HeadCounts:
    """Count a group's held sessions, and the different people of each programme."""
    sessions = []
    for record in await unit.sessions.of_group(group.id):
        if record.opened_at is not None:
            attendances, listeners = await unit.attendance.count(record.id)
            sessions.append(SessionCount(record.programme_id, record.id, record.on_date, attendances, listeners))
    programmes = []
    for programme_id in dict.fromkeys(session.programme for session in sessions):
        unique = await unit.attendance.unique(programme_id)
        programmes.append(ProgrammeCount(programme_id, unique))
    return HeadCounts(group.name, tuple(sessions), tuple(programmes))
