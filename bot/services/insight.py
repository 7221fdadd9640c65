"""What staff see inside, never for sharing: who came lately as head-counts, and for a lead the load of staff (M11)."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.services.desk import Desk, group_of_channel, must_be_staff, role_of
from bot.services.ledger import ledger_of
from bot.session import Caller, Role
from bot.storage import Group, Unit

LATELY = 8
SPAN = timedelta(days=28)
HALF = timedelta(days=14)  # debriefs are kept for 30 days


@dataclass(frozen=True)
class Trend:
    """One number of the newer span and of the span before it."""

    before: int
    now: int


@dataclass(frozen=True)
class StaffLoad:
    """How much staff did, all together and never by person.

    ``sessions``, ``on_duty`` and ``calls`` compare four weeks with the four before; ``tired`` (staff who said after a
    session that they were tired or would like to talk) two weeks with the two before.
    """

    sessions: Trend
    on_duty: Trend
    calls: Trend
    tired: Trend


@dataclass(frozen=True)
class Insight:
    """The newest sessions that are over, oldest first, with how many came; ``load`` is for a lead."""

    group: Group
    sessions: tuple[tuple[date, int], ...]
    load: StaffLoad | None = None

    @property
    def attendances(self) -> int:
        """How often somebody came."""
        return sum(came for _day, came in self.sessions)

    @property
    def average(self) -> int:
        """About how many came to a session."""
        return round(self.attendances / len(self.sessions)) if self.sessions else 0

    @property
    def peak(self) -> int:
        """How many came to the fullest one."""
        return max((came for _day, came in self.sessions), default=0)


class InsightService:
    """A look at the newest numbers. It holds head-counts alone, and lets nothing of a block leave."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, caller: Caller, channel_xid: int, server_xid: int) -> Insight:
        """Count the newest sessions of the channel's group, for its staff. Raises ``Refused``."""

        async def work(unit: Unit) -> Insight:
            group = await group_of_channel(unit, channel_xid, server_xid)
            must_be_staff(group, caller)
            ledger = await ledger_of(unit, group, self._desk.clock.now())
            newest = [(one.on_date, attendances) for one, attendances, _listeners in ledger.counts[-LATELY:]]
            load = await self._load(unit, group) if role_of(group, caller) is Role.LEAD else None
            return Insight(group, tuple(newest), load)

        return await self._desk.store.read(work)

    async def _load(self, unit: Unit, group: Group) -> StaffLoad:
        now = self._desk.clock.now()
        days = await unit.blocks.duty_days(group.id, (now - 2 * SPAN).date())
        calls = await unit.help_calls.asked_since(group.id, now - 2 * SPAN)
        border, half = (now - SPAN).date(), (now - HALF).date()
        return StaffLoad(
            sessions=_trend([day for day, _staff in days], border),
            on_duty=_trend([day for day, staff in days for _one in range(staff)], border),
            calls=_trend([one.date() for one in calls], border),
            tired=_trend(await self._tired(unit, group, now), half),
        )

    async def _tired(self, unit: Unit, group: Group, now: datetime) -> list[date]:
        veil = self._desk.staff_veil(group)
        said = await unit.debriefs.of_group(group.id, (now - 2 * HALF).date())
        return [day for day, hidden in said if json.loads(veil.reveal(hidden))["how"] in ("tired", "talk")]


def _trend(days: list[date], border: date) -> Trend:
    counted = Counter(day > border for day in days)
    return Trend(counted[False], counted[True])
