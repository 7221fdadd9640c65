"""Turns: who would like to share, in which order, and how (features F4, C5).

A raised hand is a wish to be called, so staff see the name; the person is told so before. The room sees nobody: its
card says that turns are taken, and each person reads their own place in private. Nothing has to be said to get out of
it again. Who writes without a name does that in the step's own list, and who just listens is in no table at all.
"""

from dataclasses import dataclass, replace

from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, heal, must_be_staff, must_not_be_away, note, session_of
from bot.services.members import open_session, session_of_member
from bot.services.session_key import TURNS, code_of, known_veil, session_veil
from bot.services.taking_part import Part, part_of
from bot.session import Caller, Refused, State
from bot.storage import Group, SessionRecord, Unit
from bot.storage.repositories.turns import TurnRecord

HOW = ("speak", "type")
WAITS, NOW, NOT_TODAY = "waits", "now", "not-today"
UP = (WAITS, NOW)  # staff read the person's name then
WITHOUT_NAME = "share"  # the question of a step in which people write without a name


@dataclass(frozen=True)
class MyTurn:
    """What a person reads about their own turn: "" for none; ``before`` is how many wait before them.

    ``taken_down`` says that the press which this answers took their hand down.
    """

    session_id: int
    slot: int
    state: str = ""
    how: str = ""
    before: int = 0
    can_write: bool = False
    taken_down: bool = False


class TurnService:
    """A member's own turn, and what staff do with turns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open_session(self, channel_xid: int, server_xid: int) -> int:
        """Find the session that a slash command means."""
        return await open_session(self._desk, channel_xid, server_xid)

    async def part(self, caller: Caller, channel_xid: int) -> Part | None:
        """Say to anybody where staff read their name now; None where no session is open."""

        async def work(unit: Unit) -> Part | None:
            group = await unit.groups.of_channel(channel_xid)
            session = await unit.sessions.open_of(group.id) if group else None
            return await part_of(self._desk, unit, session.id, caller) if session else None

        return await self._desk.store.read(work)

    async def mine(self, caller: Caller, session_id: int) -> MyTurn:
        """Say where the asker is. Raises ``Refused``: session-over, not-a-member, turns-for-members."""

        async def work(unit: Unit) -> MyTurn:
            return await self._page(
                unit, await session_of_member(unit, caller, session_id, Refused("turns-for-members")), caller
            )

        return await self._desk.store.read(work)

    async def raise_hand(self, caller: Caller, session_id: int, how: str) -> MyTurn:
        """Put the asker's hand up, at the end of the line; who is in it already keeps their place.

        Raises ``Refused``: not-a-choice, not-started, turns-in-a-break, and what ``mine`` raises.
        """
        if how not in HOW:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> MyTurn:
            session = await session_of_member(unit, caller, session_id, Refused("turns-for-members"))
            _must_run(session)
            await must_not_be_away(self._desk, unit, await unit.groups.get(session.group_id), caller)
            veil = await session_veil(self._desk, unit, session_id)
            code = code_of(veil, TURNS, caller)
            old, line = await unit.turns.of(session_id, code), await unit.turns.line(session_id)
            hidden = veil.hide(caller.name, self._desk.randomness.token(NONCE_SIZE))
            if old is not None and old.state == NOW:
                await unit.turns.put(session_id, replace(old, how=how), 0)
            elif old is not None and old.state == WAITS:
                await unit.turns.put_line(
                    session_id, [replace(one, how=how) if one.code == code else one for one in line]
                )
            else:
                await unit.turns.put_line(session_id, [*line, TurnRecord(code, WAITS, how, hidden)])
            return await self._page(unit, session, caller)

        return await self._desk.store.write(work)

    async def lower(self, caller: Caller, session_id: int) -> MyTurn:
        """Take the asker out of the line, or back in as far as "not today" goes; no reason is asked."""

        async def work(unit: Unit) -> MyTurn:
            session = await session_of_member(unit, caller, session_id, Refused("turns-for-members"))
            veil = await known_veil(self._desk, unit, session_id)
            was_up = (await self._page(unit, session, caller)).state in UP
            if veil is not None:
                await unit.turns.remove(session_id, code_of(veil, TURNS, caller))
            return replace(await self._page(unit, session, caller), taken_down=was_up)

        return await self._desk.store.write(work)

    async def later(self, caller: Caller, session_id: int) -> MyTurn:
        """Let the others go first: the asker comes last. Without a raised hand nothing changes."""

        async def work(unit: Unit) -> MyTurn:
            session = await session_of_member(unit, caller, session_id, Refused("turns-for-members"))
            veil = await known_veil(self._desk, unit, session_id)
            mine = await unit.turns.of(session_id, code_of(veil, TURNS, caller)) if veil else None
            if mine is not None and mine.state != NOT_TODAY:
                line = [one for one in await unit.turns.line(session_id) if one.code != mine.code]
                await unit.turns.put_line(session_id, [*line, replace(mine, state=WAITS)])
            return await self._page(unit, session, caller)

        return await self._desk.store.write(work)

    async def not_today(self, caller: Caller, session_id: int) -> MyTurn:
        """Take the asker out for the whole session; their name goes at once."""

        async def work(unit: Unit) -> MyTurn:
            session = await session_of_member(unit, caller, session_id, Refused("turns-for-members"))
            veil = await session_veil(self._desk, unit, session_id)
            was_up = (await self._page(unit, session, caller)).state in UP
            await unit.turns.put(session_id, TurnRecord(code_of(veil, TURNS, caller), NOT_TODAY, "", None), 0)
            return replace(await self._page(unit, session, caller), taken_down=was_up)

        return await self._desk.store.write(work)

    async def look(self, caller: Caller, session_id: int) -> None:
        """Tell whether somebody may open the menu of turns: staff of an open session. Raises ``Refused``."""

        async def work(unit: Unit) -> None:
            session = await session_of(unit, session_id)
            must_be_staff(await unit.groups.get(session.group_id), caller)
            if not session.flow.state.is_open:
                raise Refused("session-over")

        await self._desk.store.read(work)

    async def tell(self, caller: Caller, session_id: int) -> None:
        """Tell the room, for staff, that turns are taken now; a second press changes nothing."""

        async def work(unit: Unit) -> None:
            group, session = await self._of_staff(unit, caller, session_id)
            _must_run(session)
            known = await unit.turns.round(session_id)
            if known.told:
                return
            await unit.turns.move_on(session_id, told=True, version=known.version)
            await note(self._desk, unit, group, caller, "turns-told", session_id=session_id)

        await self._desk.store.write(work)

    async def next(self, caller: Caller, session_id: int, version: int) -> None:
        """Give the turn to who is first in the line; who had it is done.

        Raises ``Refused("turns-moved")`` when staff have moved the turns on since ``version`` was drawn. Nothing is
        written into the audit: its times would tell how long each person spoke.
        """

        async def work(unit: Unit) -> None:
            await self._move(unit, caller, session_id, version)
            done, line = await unit.turns.now(session_id), await unit.turns.line(session_id)
            if done is not None:
                await unit.turns.remove(session_id, done.code)
            if line:
                await unit.turns.put(session_id, replace(line[0], state=NOW), 0)

        await self._desk.store.write(work)

    async def put_back(self, caller: Caller, session_id: int, version: int) -> None:
        """Put who has the turn back into the line, behind the person who comes next."""

        async def work(unit: Unit) -> None:
            await self._move(unit, caller, session_id, version)
            there, line = await unit.turns.now(session_id), await unit.turns.line(session_id)
            if there is not None:
                await unit.turns.put_line(session_id, [*line[:1], replace(there, state=WAITS), *line[1:]])

        await self._desk.store.write(work)

    async def end(self, caller: Caller, session_id: int, version: int) -> None:
        """End the turns, for staff: all hands go down. A second press changes nothing.

        Raises ``Refused("turns-moved")`` when staff have moved the turns on since ``version`` was drawn.
        """

        async def work(unit: Unit) -> None:
            group, _session = await self._of_staff(unit, caller, session_id)
            known = await unit.turns.round(session_id)
            if not known.told and not await self._anybody(unit, session_id):
                return
            if not await unit.turns.move_on(session_id, told=False, version=version):
                raise Refused("turns-moved")
            await unit.turns.remove_all(session_id)
            await note(self._desk, unit, group, caller, "turns-ended", session_id=session_id)

        await self._desk.store.write(work)

    async def _anybody(self, unit: Unit, session_id: int) -> bool:
        return bool(await unit.turns.now(session_id) or await unit.turns.line(session_id))

    async def _move(self, unit: Unit, caller: Caller, session_id: int, version: int) -> None:
        await self._of_staff(unit, caller, session_id)
        known = await unit.turns.round(session_id)
        if known.version != version or not await unit.turns.move_on(session_id, told=known.told, version=version):
            raise Refused("turns-moved")

    async def _of_staff(self, unit: Unit, caller: Caller, session_id: int) -> tuple[Group, SessionRecord]:
        session = await session_of(unit, session_id)
        group = await unit.groups.get(session.group_id)
        must_be_staff(group, caller)
        if not session.flow.state.is_open:
            raise Refused("session-over")
        await heal(self._desk, unit, group, caller, session_id)
        await unit.sessions.set(session_id, staff_active_at=self._desk.clock.now(), asked_at=None)
        return group, session

    async def _page(self, unit: Unit, session: SessionRecord, caller: Caller) -> MyTurn:
        slot = session.flow.slot.number if session.flow.trail else 0
        can_write = await self._can_write(unit, session)
        veil = await known_veil(self._desk, unit, session.id)
        turn = await unit.turns.of(session.id, code_of(veil, TURNS, caller)) if veil else None
        if turn is None:
            return MyTurn(session.id, slot, can_write=can_write)
        codes = [one.code for one in await unit.turns.line(session.id)]
        before = codes.index(turn.code) if turn.code in codes else 0
        return MyTurn(session.id, slot, turn.state, turn.how, before, can_write)

    async def _can_write(self, unit: Unit, session: SessionRecord) -> bool:
        """Tell whether the present step has an open list for words without a name."""
        slot = await unit.sessions.slot(session.id, session.flow.slot.number) if session.flow.trail else None
        if slot is None or slot.nonce is None or slot.sealed or session.flow.state is State.PAUSED:
            return False
        asked = [question.id for question in self._desk.steps[slot.step].questions]
        return WITHOUT_NAME in asked and WITHOUT_NAME not in slot.data.get("closed", ())


def _must_run(session: SessionRecord) -> None:
    if session.flow.state is State.PAUSED:
        raise Refused("turns-in-a-break")
    if session.flow.state not in (State.RUNNING, State.CLOSING):
        raise Refused("not-started")
