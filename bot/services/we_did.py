"""You said, we did (feature X4): the lead writes one line about what changed; the next session says it once."""

from dataclasses import dataclass
from datetime import date

from bot.privacy.veil import NONCE_SIZE
from bot.scheduling import zone
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.schedule import Where
from bot.session import Caller, Refused, Role
from bot.session.text import clean
from bot.storage import Group, Unit

LONGEST_LINE = 120  # characters
MOST_SHOWN = 8


@dataclass(frozen=True)
class WeDidLine:
    """One line; ``waits``: it comes at the next session."""

    id: int
    said_on: date
    text: str
    waits: bool


@dataclass(frozen=True)
class WeDidPage:
    """The newest lines of a group, newest first."""

    group: Group
    is_lead: bool
    lines: tuple[WeDidLine, ...]


class WeDidService:
    """What changed because people said something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, caller: Caller, where: Where) -> WeDidPage:
        """Read the list, for anybody of the group. A line that waits is the lead's alone."""

        async def work(unit: Unit) -> WeDidPage:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            return await self._page(unit, group, caller)

        return await self._desk.store.read(work)

    async def must_lead(self, caller: Caller, where: Where) -> None:
        """Refuse everybody but the lead, before a form opens."""
        await self._desk.store.read(lambda unit: _led_by(unit, caller, where))

    async def write(self, caller: Caller, where: Where, line: str) -> WeDidPage:
        """Store a line; it waits for the next session, after those that wait already."""

        async def work(unit: Unit) -> WeDidPage:
            group = await _led_by(unit, caller, where)
            hidden = self._desk.texts_veil(group).hide(
                clean(line, LONGEST_LINE), self._desk.randomness.token(NONCE_SIZE)
            )
            today = self._desk.clock.now().astimezone(zone(group.zone)).date()
            await unit.we_did.add(group.id, today, hidden)
            await note(self._desk, unit, group, caller, "we-did-written")
            return await self._page(unit, group, caller)

        return await self._desk.store.write(work)

    async def leave_out(self, caller: Caller, where: Where, line_id: int) -> WeDidPage:
        """Take a line away; one that is gone already is no fault."""

        async def work(unit: Unit) -> WeDidPage:
            group = await _led_by(unit, caller, where)
            if await unit.we_did.leave_out(group.id, line_id):
                await note(self._desk, unit, group, caller, "we-did-left-out")
            return await self._page(unit, group, caller)

        return await self._desk.store.write(work)

    async def _page(self, unit: Unit, group: Group, caller: Caller) -> WeDidPage:
        role = role_of(group, caller)
        if role is Role.OUTSIDER:
            raise Refused("not-a-member")
        veil, lead = self._desk.texts_veil(group), role is Role.LEAD
        rows = [row for row in await unit.we_did.of(group.id) if lead or row.session_id]
        lines = [WeDidLine(row.id, row.said_on, veil.reveal(row.hidden), not row.session_id) for row in rows]
        return WeDidPage(group, lead, tuple(lines[:MOST_SHOWN]))


async def we_did_at(desk: Desk, unit: Unit, group: Group, session_id: int) -> str:
    """Read the line that a session's first card shows; "" where there is none."""
    line = await unit.we_did.at(session_id)
    return desk.texts_veil(group).reveal(line.hidden) if line else ""


async def _led_by(unit: Unit, caller: Caller, where: Where) -> Group:
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    if role_of(group, caller) is not Role.LEAD:
        raise Refused("leads-only")
    return group
