"""What staff are asked in their channel. A question is stored before it is posted, so a restart loses none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import SessionRow, StaffQuestionRow

GAPS = ("leave", "silent")  # nobody may be there to lead; any sign of staff answers them


@dataclass(frozen=True)
class StaffQuestion:
    """One question. ``told`` counts what was posted; with an ``outcome`` it is over. ``code`` is who asks, or None."""

    id: int
    session_id: int
    kind: str
    asked_at: datetime
    told: int
    message_xid: int | None
    outcome: str | None
    code: bytes | None = field(repr=False)


class StaffQuestions:
    """Questions to staff, by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self, session_id: int, kind: str, at: datetime, code: bytes | None = None) -> None:
        """Store a question; one of this kind that is open already stays as it is."""
        if not await self.open_of(session_id, (kind,)):
            self._session.add(StaffQuestionRow(session_id=session_id, kind=kind, asked_at=at, told=0, code=code))
            await self._session.flush()

    async def get(self, question_id: int) -> StaffQuestion | None:
        """Return one question."""
        row = await self._session.get(StaffQuestionRow, question_id, populate_existing=True)
        return _read(row) if row else None

    async def open_of(self, session_id: int, kinds: Iterable[str]) -> list[StaffQuestion]:
        """List a session's questions of these kinds that have no answer yet."""
        found = select(StaffQuestionRow).where(
            StaffQuestionRow.session_id == session_id,
            StaffQuestionRow.kind.in_(tuple(kinds)),
            StaffQuestionRow.outcome.is_(None),
        )
        return [_read(row) for row in await self._session.scalars(found.order_by(StaffQuestionRow.id))]

    async def gaps(self) -> list[StaffQuestion]:
        """List the open questions about staff who are not there, of all sessions."""
        return [one for one in await self.all() if one.kind in GAPS and not one.outcome]

    async def all(self) -> list[StaffQuestion]:
        """List every question that is stored: the open ones, and those whose message must still say the answer."""
        of_ours = select(StaffQuestionRow).join(SessionRow, SessionRow.id == StaffQuestionRow.session_id)
        found = await self._session.scalars(of_ours.order_by(StaffQuestionRow.id))
        return [_read(row) for row in found]

    async def set(self, question_id: int, **columns: Any) -> None:
        """Store what changed in a question."""
        found = update(StaffQuestionRow).where(StaffQuestionRow.id == question_id)
        await self._session.execute(found.values(**columns))

    async def end(self, session_id: int, outcome: str, kinds: Iterable[str] | None = None) -> None:
        """Answer a session's open questions of these kinds, or all; whoever asked is forgotten.

        One that was never posted is deleted: nobody has to be told.
        """
        which = [StaffQuestionRow.session_id == session_id, StaffQuestionRow.outcome.is_(None)]
        if kinds is not None:
            which.append(StaffQuestionRow.kind.in_(tuple(kinds)))
        await self._session.execute(delete(StaffQuestionRow).where(*which, StaffQuestionRow.message_xid.is_(None)))
        await self._session.execute(update(StaffQuestionRow).where(*which).values(outcome=outcome, code=None))

    async def drop(self, question_id: int) -> None:
        """Delete a question that is done with."""
        await self._session.execute(delete(StaffQuestionRow).where(StaffQuestionRow.id == question_id))

    async def forget(self, code: bytes) -> int:
        """Take a person out of what they asked; the question stays, so that somebody still comes."""
        mine = update(StaffQuestionRow).where(StaffQuestionRow.code == code).values(code=None)
        return len((await self._session.execute(mine.returning(StaffQuestionRow.id))).all())

    async def count(self) -> int:
        """Count all questions."""
        return await self._session.scalar(select(func.count(StaffQuestionRow.id))) or 0


def _read(row: StaffQuestionRow) -> StaffQuestion:
    same = {name: getattr(row, name) for name in StaffQuestion.__dataclass_fields__}
    return StaffQuestion(**same)
