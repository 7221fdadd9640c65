"""Numbers for leads. Head-counts are exact; what divides people, and who is counted once, leaves by block alone."""

from collections.abc import Sequence
from datetime import datetime

from bot.reports.head_counts import HeadCounts, ProgrammeCount, SessionCount
from bot.reports.periods import Kind
from bot.services.blocks import prepared, remember
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.ledger import Ledger, ledgers_of
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
            return await count_heads(unit, group, self._desk.clock.now())

        return await self._desk.store.write(work)


async def count_heads(unit: Unit, group: Group, now: datetime) -> HeadCounts:
    """Count a group's held sessions, and the different people of each block that is over.

    A group that is not counted by anything yet is counted by programme from the first one on that is over. It needs
    a unit that may write: what leaves is remembered. A session that is open is not among them: nobody reads a live
    count.
    """
    return (await count_many(unit, [group], now))[0]


async def count_many(unit: Unit, groups: Sequence[Group], now: datetime) -> list[HeadCounts]:
    """Count the heads of groups, in their order; see ``count_heads``."""
    ledgers = await ledgers_of(unit, groups, now)
    counts = [await _counts(unit, ledger) for ledger in ledgers]
    await remember(unit, ledgers)
    return counts


async def _counts(unit: Unit, ledger: Ledger) -> HeadCounts:
    first = [await prepared(unit, ledger, one) for one in ledger.periods(Kind.PROGRAMME)]
    by_quarter = ledger.kind == Kind.QUARTER
    quarters = [await prepared(unit, ledger, one) for one in ledger.periods(Kind.QUARTER)] if by_quarter else []
    sessions = [
        SessionCount(one.programme_id, one.id, one.on_date, attendances, listeners)
        for one, attendances, listeners in ledger.counts
    ]
    programmes = zip(ledger.numbered, first, strict=True)
    return HeadCounts(
        ledger.group.name,
        tuple(sessions),
        tuple(ProgrammeCount(programme_id, figures.people) for programme_id, figures in programmes),
        tuple(quarters),
    )
