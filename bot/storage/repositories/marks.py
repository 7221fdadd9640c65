"""Marks for the authors of entries, under the authors' tags. No query here leads from a mark to a person."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import MarkRow, SlotRow


@dataclass(frozen=True)
class Mark:
    """One mark. ``kind``: check, block, again. ``state``: unseen, opened, no, yes, not-now."""

    slot_id: int
    kind: str
    question: str
    state: str
    tag: bytes = field(repr=False)


class Marks:
    """Marks, by slot."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def any(self) -> bool:
        """Tell whether there is any mark at all: at most presses there is none, and nothing more is asked."""
        return (await self._session.scalars(select(MarkRow.slot_id).limit(1))).first() is not None

    async def of_session(self, session_id: int) -> list[Mark]:
        """List all marks of a session's slots."""
        found = select(MarkRow).join(SlotRow, SlotRow.id == MarkRow.slot_id).where(SlotRow.session_id == session_id)
        rows = await self._session.scalars(found.order_by(MarkRow.slot_id, MarkRow.kind, MarkRow.question, MarkRow.tag))
        return [Mark(row.slot_id, row.kind, row.question, row.state, row.tag) for row in rows]

    async def put(self, slot_id: int, tag: bytes, kind: str, question: str = "") -> None:
        """Leave a mark; one that is there stays as it is, so that nobody is asked twice who has said no."""
        if await self._session.get(MarkRow, (slot_id, tag, kind, question)) is None:
            self._session.add(MarkRow(slot_id=slot_id, tag=tag, kind=kind, question=question, state="unseen"))
            await self._session.flush()

    async def set_state(self, mark: Mark, state: str) -> None:
        """Store how far its author got with a mark."""
        await self._session.execute(update(MarkRow).where(*_same(mark)).values(state=state))

    async def keep_only(self, slot_id: int, kind: str, question: str, tags: Iterable[bytes]) -> None:
        """Let exactly these tags have a mark of a kind for a question."""
        wanted = set(tags)
        found = select(MarkRow.tag).where(
            MarkRow.slot_id == slot_id, MarkRow.kind == kind, MarkRow.question == question
        )
        for tag in set(await self._session.scalars(found)) - wanted:
            await self.remove_one(slot_id, tag, kind, question)
        for tag in wanted:
            await self.put(slot_id, tag, kind, question)

    async def remove_one(self, slot_id: int, tag: bytes, kind: str, question: str) -> None:
        """Take one mark away."""
        await self._session.execute(delete(MarkRow).where(*_same(Mark(slot_id, kind, question, "", tag))))

    async def count_of(self, slot_id: int, tag: bytes) -> int:
        """Count the marks under one tag."""
        found = select(MarkRow.kind).where(MarkRow.slot_id == slot_id, MarkRow.tag == tag)
        return len((await self._session.scalars(found)).all())

    async def remove_of(self, slot_id: int, tag: bytes) -> int:
        """Delete the marks under one tag; return how many there were."""
        own = delete(MarkRow).where(MarkRow.slot_id == slot_id, MarkRow.tag == tag)
        return len((await self._session.execute(own.returning(MarkRow.kind))).all())

    async def close(self, session_id: int) -> None:
        """Delete every mark of a session."""
        slots = select(SlotRow.id).where(SlotRow.session_id == session_id)
        await self._session.execute(delete(MarkRow).where(MarkRow.slot_id.in_(slots)))


def _same(mark: Mark) -> tuple[ColumnElement[bool], ...]:
    return (
        MarkRow.slot_id == mark.slot_id,
        MarkRow.tag == mark.tag,
        MarkRow.kind == mark.kind,
        MarkRow.question == mark.question,
    )
