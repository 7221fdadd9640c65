"""What a change of the weekly time did to how many come, for the lead (feature M9)."""

from collections.abc import Sequence
from datetime import date, time

from bot.reports.new_time import TimeChange, new_times
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.ledger import ledger_of
from bot.services.schedule import Where
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit


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
            ledger = await ledger_of(unit, group, self._desk.clock.now())
            came = [(one.on_date, people) for one, people, _listeners in ledger.counts]
            return await time_changes(unit, group, ledger.today, came)

        return await self._desk.store.read(work)


async def time_changes(
    unit: Unit, group: Group, today: date, came: Sequence[tuple[date, int]]
) -> tuple[TimeChange, ...]:
    """Compare both sides of each change of a group's weekly time; ``came`` are held sessions as (day, people)."""
    record = (await unit.schedule.of([group.id]))[group.id]
    began = [one for one in record.times if one.since <= today]
    if not began:
        return ()
    effects = new_times([one.since for one in began], came)
    times = [(group.weekday, group.at), *((one.weekday, time.fromisoformat(one.at)) for one in began)]
    found = [TimeChange(old, new, effect) for old, new, effect in zip(times, times[1:], effects, strict=False)]
    return tuple(reversed(found))
