"""The clock of deletion: once a day, and at each start, what is older than its lifetime goes.

``bot.privacy.retention`` is the table of lifetimes. A dry run counts the same things and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.privacy.retention import ATTENDANCE, HELP_CALLS, NOTICES, OCCURRENCES, ROTA, TIME_POLLS, Lifetime
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role
from bot.storage import Programme, Store, Unit


@dataclass(frozen=True)
class Removed:
    """How many rows of a class are old enough to go, or went."""

    lifetime: Lifetime
    rows: int


class RetentionService:
    """Delete what is old enough."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def daily(self) -> None:
        """Do what is due by the clock."""
        await self.run(self._desk.clock.now())

    async def run(self, now: datetime) -> list[Removed]:
        """Delete what is old enough, in one unit of work, and empty the log of it."""
        removed = await self._desk.store.write(lambda unit: remove(unit, now))
        if removed:
            await self._sealing.forget()
        return removed

    async def dry_run(self, now: datetime) -> list[Removed]:
        """Count what ``run`` would delete, and delete nothing."""
        return await self._desk.store.read(lambda unit: due(unit, now))

    async def end_programme(self, caller: Caller, channel_xid: int, server_xid: int) -> None:
        """End a group's programme, for its lead: the next session begins a new one, with a key of its own."""

        async def work(unit: Unit) -> None:
            group = await group_of_channel(unit, channel_xid, server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            if await unit.sessions.open_of(group.id):
                raise Refused("still-open")
            for programme in await unit.groups.programmes(group.id):
                if programme.ended_on is None:
                    await unit.groups.set_programme(programme.id, ended_on=self._desk.clock.now().date())

        await self._desk.store.write(work)


async def due(unit: Unit, now: datetime) -> list[Removed]:
    """Count what is old enough to go, by class; a class with nothing to delete is left out."""
    over = await _over(unit, now)
    found = [
        Removed(ATTENDANCE, sum([await unit.attendance.of_programme(programme.id) for programme in over])),
        Removed(HELP_CALLS, await unit.help_calls.ended_before(HELP_CALLS.before(now))),
        Removed(OCCURRENCES, await unit.occurrences.due_before(OCCURRENCES.before(now))),
        Removed(NOTICES, await unit.notices.due_before(NOTICES.before(now))),
        Removed(TIME_POLLS, await unit.better_time.closed_before(TIME_POLLS.before(now))),
        Removed(ROTA, await unit.rota.before(ROTA.before(now))),
    ]
    return [one for one in found if one.rows or (over and one.lifetime is ATTENDANCE)]


async def remove(unit: Unit, now: datetime) -> list[Removed]:
    """Delete what is old enough to go. A programme's totals are written before its key and its codes go."""
    removed = await due(unit, now)
    for programme in await _over(unit, now):
        await unit.attendance.turn_into_totals(programme.id)
        await unit.groups.set_programme(programme.id, nonce=None)
    await unit.help_calls.remove_ended(HELP_CALLS.before(now))
    await unit.occurrences.remove(OCCURRENCES.before(now))
    await unit.notices.remove(NOTICES.before(now))
    await unit.better_time.remove_closed(TIME_POLLS.before(now))
    await unit.rota.remove(ROTA.before(now))
    return removed


async def on_command_line(store: Store, now: datetime, *, dry_run: bool) -> list[str]:
    """Do it for an operator who typed it, and say what was, or would be, deleted."""
    if dry_run:
        found = await store.read(lambda unit: due(unit, now))
        return [_line(one, "would go") for one in found] or ["Nothing is old enough to go."]
    found = await store.write(lambda unit: remove(unit, now))
    emptied = await store.truncate_log()
    waits = [] if emptied else ["Somebody reads the file, so traces of what went are still in it. Type this again."]
    return [*([_line(one, "are gone") for one in found] or ["Nothing was old enough to go."]), *waits]


def _line(removed: Removed, what: str) -> str:
    lifetime = removed.lifetime
    return f"{lifetime.table}: {removed.rows} rows {what} ({lifetime.days} days after {lifetime.since})."


async def _over(unit: Unit, now: datetime) -> list[Programme]:
    """List the programmes that have ended, still have their key, and had their last session long enough ago."""
    over = []
    for programme in await unit.groups.programmes():
        if programme.ended_on is None or programme.nonce is None:
            continue
        last = await unit.sessions.last_date(programme.id) or programme.ended_on
        if ATTENDANCE.is_over(last, now):
            over.append(programme)
    return over
