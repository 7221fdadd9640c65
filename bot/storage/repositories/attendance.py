"""Who came, as pseudonyms of the programme; never joined with an answer or with a person's settings.

When a programme's key is destroyed its pseudonyms become totals; from then on every count is the stored one.
"""

from collections.abc import Callable

from sqlalchemy import Select, delete, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import AttendanceRow, ProgrammeRow, SessionRow
from bot.storage.models.base import MARK_SIZE


class Attendance:
    """Pseudonyms by session."""

    def __init__(self, session: AsyncSession, token: Callable[[int], bytes]) -> None:
        self._session = session
        self._token = token

    async def put(self, session_id: int, pseudonym: bytes, *, listening: bool) -> None:
        """Count a pseudonym once, however often it is put; the newest choice of listening stays."""
        row = await self._session.get(AttendanceRow, (session_id, pseudonym))
        if row is None:
            row = AttendanceRow(session_id=session_id, pseudonym=pseudonym, mark=self._token(MARK_SIZE))
            self._session.add(row)
        row.listening = listening
        await self._session.flush()

    async def listens(self, session_id: int, pseudonym: bytes) -> bool | None:
        """Tell whether a pseudonym came to listen; None where it is not counted."""
        row = await self._session.get(AttendanceRow, (session_id, pseudonym))
        return row.listening if row else None

    async def forget(self, session_id: int, pseudonym: bytes) -> list[bytes]:
        """Take a pseudonym out of a session's count; return the marks of what went."""
        gone = await self._session.scalars(
            delete(AttendanceRow)
            .where(AttendanceRow.session_id == session_id, AttendanceRow.pseudonym == pseudonym)
            .returning(AttendanceRow.mark)
        )
        return [mark or b"" for mark in gone]

    async def forget_session(self, session_id: int) -> None:
        """Take everybody out of a session's count."""
        await self._session.execute(delete(AttendanceRow).where(AttendanceRow.session_id == session_id))

    async def of(self, programme_id: int, pseudonym: bytes) -> tuple[int, int]:
        """Count the sessions of a programme that a pseudonym came to, and those where it came to listen."""
        found = select(AttendanceRow).where(
            AttendanceRow.session_id.in_(_sessions_of(programme_id)), AttendanceRow.pseudonym == pseudonym
        )
        rows = list(await self._session.scalars(found))
        return len(rows), sum(row.listening for row in rows)

    async def forget_everywhere(self, programme_id: int, pseudonym: bytes) -> list[bytes]:
        """Take a pseudonym out of every session of its programme; return the marks of what went."""
        gone = await self._session.scalars(
            delete(AttendanceRow)
            .where(AttendanceRow.session_id.in_(_sessions_of(programme_id)), AttendanceRow.pseudonym == pseudonym)
            .returning(AttendanceRow.mark)
        )
        return [mark or b"" for mark in gone]

    async def of_programme(self, programme_id: int) -> int:
        """Count the rows that a programme holds."""
        rows = select(func.count()).where(AttendanceRow.session_id.in_(_sessions_of(programme_id)))
        return await self._session.scalar(rows) or 0

    async def turn_into_totals(self, programme_id: int) -> int:
        """Write down a programme's head-counts, then delete its pseudonyms; return how many rows that were."""
        rows = await self.of_programme(programme_id)
        people = await self.unique(programme_id)
        for session_id in list(await self._session.scalars(_sessions_of(programme_id))):
            attendances, listeners = await self.count(session_id)
            counts = {"attendances": attendances, "listeners": listeners}
            await self._session.execute(update(SessionRow).where(SessionRow.id == session_id).values(**counts))
        await self._session.execute(
            update(ProgrammeRow).where(ProgrammeRow.id == programme_id).values(unique_people=people)
        )
        await self._session.execute(
            delete(AttendanceRow).where(AttendanceRow.session_id.in_(_sessions_of(programme_id)))
        )
        return rows

    async def count(self, session_id: int) -> tuple[int, int]:
        """Return how many came to a session, and how many of them came to listen."""
        stored = select(SessionRow.attendances, SessionRow.listeners).where(
            SessionRow.id == session_id, SessionRow.attendances.is_not(None)
        )
        if totals := (await self._session.execute(stored)).one_or_none():
            return totals[0] or 0, totals[1] or 0
        rows = list(await self._session.scalars(select(AttendanceRow).where(AttendanceRow.session_id == session_id)))
        return len(rows), sum(row.listening for row in rows)

    async def unique(self, programme_id: int) -> int:
        """Count the different people of a programme; never to be added up over programmes."""
        stored = select(ProgrammeRow.unique_people).where(ProgrammeRow.id == programme_id)
        if (total := await self._session.scalar(stored)) is not None:
            return total
        people = select(func.count(distinct(AttendanceRow.pseudonym))).join(
            SessionRow, SessionRow.id == AttendanceRow.session_id
        )
        return await self._session.scalar(people.where(SessionRow.programme_id == programme_id)) or 0


def _sessions_of(programme_id: int) -> Select[int]:
    return select(SessionRow.id).where(SessionRow.programme_id == programme_id)
