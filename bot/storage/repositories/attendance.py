"""Who came, as pseudonyms of the programme; never joined with an answer or with a person's settings."""

from sqlalchemy import delete, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import AttendanceRow, SessionRow


class Attendance:
    """Pseudonyms by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, session_id: int, pseudonym: bytes, *, listening: bool) -> None:
        """Count a pseudonym once, however often it is put; the newest choice of listening stays."""
        await self._session.merge(AttendanceRow(session_id=session_id, pseudonym=pseudonym, listening=listening))

    async def forget(self, session_id: int, pseudonym: bytes) -> None:
        """Take a pseudonym out of a session's count."""
        await self._session.execute(
            delete(AttendanceRow).where(AttendanceRow.session_id == session_id, AttendanceRow.pseudonym == pseudonym)
        )

    async def count(self, session_id: int) -> tuple[int, int]:
        """Return how many came to a session, and how many of them came to listen."""
        rows = list(await self._session.scalars(select(AttendanceRow).where(AttendanceRow.session_id == session_id)))
        return len(rows), sum(row.listening for row in rows)

    async def unique(self, programme_id: int) -> int:
        """Count the different people of a programme; never to be added up over programmes."""
        people = select(func.count(distinct(AttendanceRow.pseudonym))).join(
            SessionRow, SessionRow.id == AttendanceRow.session_id
        )
        return await self._session.scalar(people.where(SessionRow.programme_id == programme_id)) or 0
