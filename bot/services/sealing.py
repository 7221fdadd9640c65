"""Sealing: answers become counts or shuffled texts, their key is destroyed, and the log is emptied.

Three steps, each safe to repeat. In one transaction the answers become what is kept and the nonces and rows are
deleted (``seal_answers``). Then the write-ahead log is emptied. Only when that has worked is ``sealed`` written.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.privacy import in_new_order, totals
from bot.privacy.veil import NONCE_SIZE
from bot.reports.periods import Kind, quarter_of
from bot.services.desk import Desk
from bot.session import Event, Kept, Move, Question, State, proceed
from bot.storage import Group, SessionRecord, SlotRecord, Unit

READ_BY_STAFF = ("shown", "not-today")
STAYS_IN_DATA = ("item",)  # which feeling or module it was; never what anybody answered


class SealingService:
    """Finish what a close has begun: called after each close, at each beat and before the bot logs in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._log_waits = True  # a killed process may have left its log

    async def seal_answers(self, unit: Unit, session: SessionRecord) -> None:
        """Turn every open answer of a session into what is kept of it, in the transaction that closes it."""
        group = await unit.groups.get(session.group_id)
        slots = await unit.sessions.slots(session.id)
        if await self._all_read(unit, slots):
            await unit.boards.share(session.id)
        for slot in slots:
            await self._seal_slot(unit, session, group, slot)

    async def _all_read(self, unit: Unit, slots: Sequence[SlotRecord]) -> bool:
        """Tell whether staff have read every text that will be kept; if not, they look once before anybody has it.

        It is said of the whole session: to mark single texts would tell which of them came late, and so from whom.
        """
        for slot in slots:
            for question in self._desk.steps[slot.step].questions:
                rows = await unit.answers.all_of(slot.id, question.id) if question.kept is Kept.TEXTS else []
                if any(row.status not in READ_BY_STAFF for row in rows):
                    return False
        return True

    async def forget_session(self, unit: Unit, session_id: int) -> None:
        """Delete what lies under the session's own key, and that key, in the transaction that closes or cancels it."""
        await unit.marks.close(session_id)
        await unit.turns.close(session_id)
        await unit.session_roles.close(session_id)
        await unit.signs.close(session_id)
        self._log_waits |= await unit.cards.close(session_id)  # a cancelled session is never sealed

    async def finish(self) -> int:
        """Seal every closed session whose log could be emptied; return how many are still waiting."""
        closed = await self._desk.store.read(lambda unit: unit.sessions.ids_in([State.CLOSED]))
        if not closed and not self._log_waits:
            return 0
        if not await self.forget():
            return len(closed)
        for session_id in closed:
            await self._desk.store.write(partial(_write_sealed, session_id=session_id))
        return 0

    async def forget(self) -> bool:
        """Empty the log after answers were revealed; False when somebody is reading: the next beat does it."""
        for forget in self._desk.to_forget:
            forget()
        self._log_waits = not await self._desk.store.truncate_log()
        return not self._log_waits

    async def _seal_slot(self, unit: Unit, session: SessionRecord, group: Group, slot: SlotRecord) -> None:
        for question in self._desk.steps[slot.step].questions:
            if slot.nonce is not None and not slot.sealed:
                await self._seal_question(unit, session, group, slot, question)
            await unit.answers.remove_all(slot.id, question.id)
        data = {key: value for key, value in slot.data.items() if key in STAYS_IN_DATA}
        await unit.sessions.set_slot(slot.id, nonce=None, sealed=True, data=data)

    async def _seal_question(
        self, unit: Unit, session: SessionRecord, group: Group, slot: SlotRecord, question: Question
    ) -> None:
        veil = self._desk.step_veil(slot)
        rows = await unit.answers.all_of(slot.id, question.id)
        step = self._desk.steps[slot.step]
        if question.id not in slot.data.get("shown", {}):
            counted = [veil.reveal(row.hidden) for row in rows if row.counted]
            await add_to_block(unit, session, question, counted, step=step.id, by=group.counts_by)
        if question.kept is Kept.TEXTS:
            texts = [veil.reveal(row.hidden).partition("\n")[0] for row in rows if row.status != "not-today"]
            keep = self._desk.texts_veil(group)
            ordered = in_new_order(texts, self._desk.randomness)
            hidden = [keep.hide(text, self._desk.randomness.token(NONCE_SIZE)) for text in ordered]
            await unit.keepsakes.keep(session.id, step.kept_as(question), slot.data.get("item", ""), hidden)


async def add_to_block(
    unit: Unit, session: SessionRecord, question: Question, counted: Sequence[str], *, step: str, by: str
) -> None:
    """Add what may be counted to the block's totals; of fewer than four, or all alike, only how many answered.

    ``by`` is by what the group is counted. While that is open, totals stay apart by quarter.
    """
    if question.kept is Kept.TOTALS and counted:
        name = f"{step}.{question.id}"
        await unit.keepsakes.add_totals(session.programme_id, name, totals(counted), counted_in(by, session.on_date))


def counted_in(by: str, day: date) -> str:
    """Name the quarter under which totals of a day lie; none where the group is counted by programme."""
    return "" if by == Kind.PROGRAMME else quarter_of(day).name


async def _write_sealed(unit: Unit, session_id: int) -> None:
    session = await unit.sessions.get(session_id)
    if session.flow.state is State.CLOSED:
        await unit.sessions.put_flow(session_id, session.flow, proceed(session.flow, Move(Event.SEAL)))
