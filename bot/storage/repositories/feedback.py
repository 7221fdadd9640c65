"""What staff read of feedback, and what the lead said about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.session import State
from bot.storage.models import FeedbackNoteRow, SessionRow, WeDidRow


@dataclass(frozen=True)
class WeDid:
    """A line of the lead: what changed because of feedback. ``session_id``: the session at which it was shown."""

    id: int
    said_on: date
    left_out: bool
    session_id: int | None
    hidden: bytes = field(repr=False)


class FeedbackNotes:
    """Texts for staff, encrypted, of nobody."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, group_id: int, on_date: date, hidden: Iterable[bytes], *, waits: bool) -> None:
        """Store texts in the order given, which must say nothing."""
        for text in hidden:
            self._session.add(FeedbackNoteRow(group_id=group_id, on_date=on_date, waits=waits, hidden=text))
            await self._session.flush()

    async def of(self, group_id: int, *, waits: bool) -> list[tuple[date, bytes]]:
        """List a group's texts by the date of their session, newest date first: those that wait, or the others."""
        found = select(FeedbackNoteRow).where(FeedbackNoteRow.group_id == group_id, FeedbackNoteRow.waits == waits)
        ordered = found.order_by(FeedbackNoteRow.on_date.desc(), FeedbackNoteRow.id)
        return [(row.on_date, row.hidden) for row in await self._session.scalars(ordered)]

    async def remove_waiting(self, group_id: int) -> None:
        """Delete the texts that wait."""
        gone = delete(FeedbackNoteRow).where(FeedbackNoteRow.group_id == group_id, FeedbackNoteRow.waits)
        await self._session.execute(gone)

    async def old(self, until: date) -> int:
        """Count the texts about sessions up to a date."""
        return await self._session.scalar(select(func.count()).where(_until(until))) or 0

    async def remove_old(self, until: date) -> None:
        """Delete the texts about sessions up to a date."""
        await self._session.execute(delete(FeedbackNoteRow).where(_until(until)))


class WeDids:
    """What changed because of feedback, in the lead's words."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, group_id: int, said_on: date, hidden: bytes) -> None:
        """Store a line; it waits for the next session."""
        self._session.add(WeDidRow(group_id=group_id, said_on=said_on, left_out=False, hidden=hidden))
        await self._session.flush()

    async def of(self, group_id: int) -> list[WeDid]:
        """List a group's lines that were not left out, newest first."""
        found = select(WeDidRow).where(WeDidRow.group_id == group_id, WeDidRow.left_out.is_(False))
        return [_line(row) for row in await self._session.scalars(found.order_by(WeDidRow.id.desc()))]

    async def at(self, session_id: int) -> WeDid | None:
        """Find the line that a session shows."""
        found = select(WeDidRow).where(WeDidRow.session_id == session_id, WeDidRow.left_out.is_(False))
        row = (await self._session.scalars(found.order_by(WeDidRow.id).limit(1))).first()
        return _line(row) if row else None

    async def show_at(self, group_id: int, session_id: int) -> None:
        """Let a new session show the oldest line that no session has shown; one that was called off has shown none."""
        called_off = select(SessionRow.id).where(SessionRow.state == State.CANCELLED.value)
        waits = (
            select(WeDidRow.id)
            .where(WeDidRow.group_id == group_id, WeDidRow.left_out.is_(False))
            .where(WeDidRow.session_id.is_(None) | WeDidRow.session_id.in_(called_off))
            .order_by(WeDidRow.id)
            .limit(1)
        )
        line = (await self._session.scalars(waits)).first()
        if line:
            await self._session.execute(update(WeDidRow).where(WeDidRow.id == line).values(session_id=session_id))

    async def leave_out(self, group_id: int, line_id: int) -> bool:
        """Take a group's line away; False when it is not there."""
        own = update(WeDidRow).where(
            WeDidRow.group_id == group_id, WeDidRow.id == line_id, WeDidRow.left_out.is_(False)
        )
        return bool((await self._session.execute(own.values(left_out=True).returning(WeDidRow.id))).first())


def _until(day: date) -> ColumnElement[bool]:
    return FeedbackNoteRow.on_date <= day


def _line(row: WeDidRow) -> WeDid:
    return WeDid(row.id, row.said_on, row.left_out, row.session_id, row.hidden)
