"""What a change of the weekly time did to how many come, for the lead (feature M9)."""

from dataclasses import dataclass
from datetime import date, time

from bot.reports.new_time import NewTime, new_times
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.schedule import Where, today_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit


@dataclass(frozen=True)
class TimeChange:
    """A change that counts by now: the weekday (Monday is 0) and time before and after it, and what came of it."""

    old: tuple[int, time]
    new: tuple[int, time]
    effect: NewTime


class NewTimeService:
    """Numbers on both sides of a change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def changes(self, caller: Caller, where: Where) -> tuple[TimeChange, ...]:
        """List the changes of the weekly time that count by now, the newest first, for the lead.

        Head-counts leave as they are, so nothing is held back; raises ``Refused("leads-only")``.
        """

        async def work(unit: Unit) -> tuple[TimeChange, ...]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            return await time_changes(self._desk, unit, group)

        return await self._desk.store.read(work)


async def time_changes(desk: Desk, unit: Unit, group: Group) -> tuple[TimeChange, ...]:
    """Compare both sides of each change of a group's weekly time."""
    record = (await unit.schedule.of([group.id]))[group.id]
    began = [one for one in record.times if one.since <= today_of(desk, group)]
    if not began:
        return ()
    effects = new_times([one.since for one in began], await _who_came(unit, group))
    times = [(group.weekday, group.at), *((one.weekday, time.fromisoformat(one.at)) for one in began)]
    found = [TimeChange(old, new, effect) for old, new, effect in zip(times, times[1:], effects, strict=False)]
    return tuple(reversed(found))


async def _who_came(unit: Unit, group: Group) -> list[tuple[date, int]]:
    """Count the people of each held session, as (day, people); of one that is open nobody reads a live count."""
    held = [one for one in await unit.sessions.of_group(group.id) if one.opened_at and not one.flow.state.is_open]
    return [(one.on_date, (await unit.attendance.count(one.id))[0]) for one in held]
