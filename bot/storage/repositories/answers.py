"""Answers while their step is open. There is no query here that a person's id could be put into."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import AnswerRow, SlotRow
from bot.storage.records import AnswerRecord


@dataclass(frozen=True)
class NewAnswer:
    """An answer to be stored, already hidden."""

    slot_id: int
    tag: bytes
    question: str
    ordinal: int
    hidden: bytes
    counted: bool
    from_member: bool

    def __repr__(self) -> str:
        return "NewAnswer(hidden)"


class Answers:
    """Open answers, by slot."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, slot_id: int, tag: bytes, question: str) -> list[AnswerRecord]:
        """List one person's own answers to a question, in the order of their numbers."""
        found = select(AnswerRow).where(
            AnswerRow.slot_id == slot_id, AnswerRow.tag == tag, AnswerRow.question == question
        )
        return [_read(row) for row in await self._session.scalars(found.order_by(AnswerRow.ordinal))]

    async def all_of(self, slot_id: int, question: str) -> list[AnswerRecord]:
        """List all answers to a question of a slot."""
        found = select(AnswerRow).where(AnswerRow.slot_id == slot_id, AnswerRow.question == question)
        return [_read(row) for row in await self._session.scalars(found.order_by(AnswerRow.id))]

    async def of_slot(self, slot_id: int) -> list[AnswerRecord]:
        """List all answers that a slot holds."""
        found = select(AnswerRow).where(AnswerRow.slot_id == slot_id).order_by(AnswerRow.id)
        return [_read(row) for row in await self._session.scalars(found)]

    async def add(self, answer: NewAnswer) -> None:
        """Store one more answer."""
        self._session.add(AnswerRow(**answer.__dict__, status="waiting"))
        await self._session.flush()

    async def set(self, answer_id: int, **columns: Any) -> None:
        """Store what changed in an answer."""
        await self._session.execute(update(AnswerRow).where(AnswerRow.id == answer_id).values(**columns))

    async def set_counted(self, slot_id: int, tag: bytes, *, counted: bool) -> None:
        """Let a person's open answers follow a change of their consent to be counted."""
        await self._session.execute(
            update(AnswerRow)
            .where(AnswerRow.slot_id == slot_id, AnswerRow.tag == tag, AnswerRow.from_member)
            .values(counted=counted)
        )

    async def remove(self, answer_id: int) -> None:
        """Delete one answer: a withdrawn answer leaves no row."""
        await self._session.execute(delete(AnswerRow).where(AnswerRow.id == answer_id))

    async def count_of(self, slot_id: int, tag: bytes) -> int:
        """Count one person's own answers in a slot."""
        own = select(func.count()).where(AnswerRow.slot_id == slot_id, AnswerRow.tag == tag)
        return await self._session.scalar(own) or 0

    async def remove_of(self, slot_id: int, tag: bytes) -> int:
        """Delete one person's own answers in a slot; return how many there were."""
        own = delete(AnswerRow).where(AnswerRow.slot_id == slot_id, AnswerRow.tag == tag)
        return len((await self._session.execute(own.returning(AnswerRow.id))).all())

    async def remove_all(self, slot_id: int, question: str) -> None:
        """Delete every answer to a question of a slot."""
        await self._session.execute(
            delete(AnswerRow).where(AnswerRow.slot_id == slot_id, AnswerRow.question == question)
        )

    async def any_in_batches(self, session_id: int) -> bool:
        """Tell whether any entry of a session has reached staff."""
        found = select(AnswerRow.id).join(SlotRow, SlotRow.id == AnswerRow.slot_id)
        found = found.where(SlotRow.session_id == session_id, AnswerRow.batch.is_not(None)).limit(1)
        return (await self._session.scalars(found)).first() is not None

    async def left(self, slot_id: int) -> int:
        """Count the answers that a slot still holds."""
        return await self._session.scalar(select(func.count()).where(AnswerRow.slot_id == slot_id)) or 0


def _read(row: AnswerRow) -> AnswerRecord:
    return AnswerRecord(
        id=row.id,
        slot_id=row.slot_id,
        question=row.question,
        ordinal=row.ordinal,
        counted=row.counted,
        from_member=row.from_member,
        batch=row.batch,
        place=row.place,
        status=row.status,
        tag=row.tag,
        hidden=row.hidden,
    )
