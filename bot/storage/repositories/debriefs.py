"""How staff were after a session, encrypted. Each person has one for a session, and may change it."""

from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import DebriefRow, SessionRow


class Debriefs:
    """Debriefs, by session and by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, session_id: int, code: bytes) -> bytes | None:
        """Return what a person said after a session."""
        row = await self._row(session_id, code)
        return row.hidden if row else None

    async def put(self, session_id: int, on_date: date, code: bytes, hidden: bytes) -> None:
        """Store what a person said, in place of what was there."""
        row = await self._row(session_id, code)
        if row is None:
            self._session.add(DebriefRow(session_id=session_id, on_date=on_date, code=code, hidden=hidden))
        else:
            row.hidden = hidden
        await self._session.flush()

    async def of_group(self, group_id: int, since: date) -> list[tuple[date, bytes]]:
        """List the day and the hidden words of a group's debriefs since a day, oldest first."""
        found = (
            select(DebriefRow)
            .join(SessionRow, SessionRow.id == DebriefRow.session_id)
            .where(SessionRow.group_id == group_id, DebriefRow.on_date >= since)
        )
        return [(row.on_date, row.hidden) for row in await self._session.scalars(found.order_by(DebriefRow.id))]

    async def held_since(self, group_id: int, since: date) -> int:
        """Count the group's sessions since a day that were opened to members."""
        held = (SessionRow.group_id == group_id, SessionRow.opened_at.is_not(None), SessionRow.on_date >= since)
        return await self._session.scalar(select(func.count()).where(*held)) or 0

    async def count_of(self, code: bytes) -> int:
        """Count the debriefs that are kept under a code."""
        return await self._session.scalar(select(func.count()).where(DebriefRow.code == code)) or 0

    async def forget(self, code: bytes) -> int:
        """Delete a person's debriefs; return how many."""
        gone = await self._session.execute(delete(DebriefRow).where(DebriefRow.code == code).returning(DebriefRow.id))
        return len(gone.all())

    async def old(self, before: date) -> int:
        """Count the debriefs of days up to this one."""
        return await self._session.scalar(select(func.count()).where(DebriefRow.on_date <= before)) or 0

    async def remove_old(self, before: date) -> None:
        """Delete the debriefs of days up to this one."""
        await self._session.execute(delete(DebriefRow).where(DebriefRow.on_date <= before))

    async def _row(self, session_id: int, code: bytes) -> DebriefRow | None:
        found = select(DebriefRow).where(DebriefRow.session_id == session_id, DebriefRow.code == code)
        return (await self._session.scalars(found)).one_or_none()
