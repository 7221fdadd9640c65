"""The clock of deletion: once a day, and at each start, what is older than its lifetime goes.

``bot.privacy.retention`` is the table of lifetimes. A dry run counts the same things and changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.privacy.retention import (
    ATTENDANCE,
    DEBRIEFS,
    DUTIES,
    FEEDBACK_NOTES,
    HAND_ONS,
    HELLOS,
    HELP_CALLS,
    MEASURES,
    NOTICES,
    OCCURRENCES,
    QUOTES,
    REMINDERS_SENT,
    ROTA,
    SETUP_DRAFTS,
    SIGN_UPS,
    TIME_POLLS,
    Lifetime,
)
from bot.services.blocks import settle
from bot.services.desk import Desk
from bot.services.sealing import SealingService
from bot.storage import Programme, Store, Unit

Renewal = Callable[[datetime, datetime], Awaitable[None]]  # now, and when the newest key of a programme was destroyed


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
        self.renew_backups: Renewal | None = None  # set where there are backups: a rehearsal has none

    async def daily(self) -> None:
        """Do what is due by the clock."""
        now = self._desk.clock.now()
        await self.run(now)
        died_at = await self._desk.store.read(lambda unit: unit.groups.last_key_gone())
        if died_at and self.renew_backups:
            await self.renew_backups(now, died_at)
        if self._desk.erasures:
            with suppress(OSError):  # told when something has to be written in it
                await asyncio.to_thread(self._desk.erasures.expire, now.date())

    async def run(self, now: datetime) -> list[Removed]:
        """Delete what is old enough, in one unit of work, and empty the log of it; most days there is nothing."""
        if not await self.dry_run(now):
            return []
        removed = await self._desk.store.write(lambda unit: remove(unit, now))
        if removed:
            await self._sealing.forget()
        return removed

    async def dry_run(self, now: datetime) -> list[Removed]:
        """Count what ``run`` would delete, and delete nothing."""
        return await self._desk.store.read(lambda unit: due(unit, now))


async def due(unit: Unit, now: datetime) -> list[Removed]:
    """Count what is old enough to go, by class; a class with nothing to delete is left out."""
    over = await _over(unit, now)
    found = [
        Removed(ATTENDANCE, sum([await unit.attendance.of_programme(programme.id) for programme in over])),
        Removed(HELP_CALLS, await unit.help_calls.ended_before(HELP_CALLS.before(now))),
        Removed(OCCURRENCES, await unit.occurrences.due_before(OCCURRENCES.before(now))),
        Removed(DUTIES, await unit.duties.old(DUTIES.before(now).date())),
        Removed(DEBRIEFS, await unit.debriefs.old(DEBRIEFS.before(now).date())),
        Removed(MEASURES, await unit.measures.ended_before(MEASURES.before(now))),
        Removed(HAND_ONS, await unit.hand_ons.made_before(HAND_ONS.before(now))),
        Removed(NOTICES, await unit.notices.due_before(NOTICES.before(now))),
        Removed(SIGN_UPS, await unit.sign_ups.count_until(SIGN_UPS.before(now).date())),
        Removed(REMINDERS_SENT, await unit.reminders.count_sent_until(REMINDERS_SENT.before(now).date())),
        Removed(TIME_POLLS, await unit.better_time.closed_before(TIME_POLLS.before(now))),
        Removed(FEEDBACK_NOTES, await unit.feedback_notes.old(FEEDBACK_NOTES.before(now).date())),
        Removed(ROTA, await unit.rota.before(ROTA.before(now))),
        Removed(SETUP_DRAFTS, await unit.setup_drafts.touched_before(SETUP_DRAFTS.before(now))),
        Removed(HELLOS, await unit.hellos.asked_before(HELLOS.before(now))),
        Removed(QUOTES, await unit.quotes.count_before(QUOTES.before(now).date())),
    ]
    return [one for one in found if one.rows or (over and one.lifetime is ATTENDANCE)]


async def remove(unit: Unit, now: datetime) -> list[Removed]:
    """Delete what is old enough to go. A programme's totals are written before its key and its codes go."""
    removed = await due(unit, now)
    for programme in await _over(unit, now):
        await settle(unit, programme)
        await unit.attendance.turn_into_totals(programme.id)
        await unit.groups.set_programme(programme.id, nonce=None, key_gone_at=now)
    await unit.help_calls.remove_ended(HELP_CALLS.before(now))
    await unit.occurrences.remove(OCCURRENCES.before(now))
    await unit.duties.remove_old(DUTIES.before(now).date())
    await unit.debriefs.remove_old(DEBRIEFS.before(now).date())
    await unit.measures.remove_ended(MEASURES.before(now))
    await unit.hand_ons.remove_made(HAND_ONS.before(now))
    await unit.notices.remove(NOTICES.before(now))
    await unit.sign_ups.remove_until(SIGN_UPS.before(now).date())
    await unit.reminders.remove_sent_until(REMINDERS_SENT.before(now).date())
    await unit.better_time.remove_closed(TIME_POLLS.before(now))
    await unit.feedback_notes.remove_old(FEEDBACK_NOTES.before(now).date())
    await unit.rota.remove(ROTA.before(now))
    await unit.setup_drafts.remove_touched(SETUP_DRAFTS.before(now))
    await unit.hellos.remove_asked(HELLOS.before(now))
    await unit.quotes.remove_before(QUOTES.before(now).date())
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
