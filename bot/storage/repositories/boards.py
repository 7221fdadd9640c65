"""The words that groups keep, as staff and members read them; and where to go after a programme."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import EndingRow, KeepsakeRow, KeptTextRow


class Boards:
    """Kept texts by session, which of them may be taken home, and the lead's lines for the end."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lines(self, session_ids: Iterable[int]) -> list[tuple[int, str, str, bytes]]:
        """List what sessions kept as (number, step, item, hidden text), in the order of chance they lie in."""
        found = select(KeptTextRow).where(KeptTextRow.session_id.in_(list(session_ids))).order_by(KeptTextRow.id)
        return [(row.id, row.step, row.item, row.hidden) for row in await self._session.scalars(found)]

    async def remove(self, session_id: int, numbers: Iterable[int]) -> int:
        """Delete some of a session's kept texts; return how many were there."""
        chosen = KeptTextRow.session_id == session_id, KeptTextRow.id.in_(list(numbers))
        gone = await self._session.scalars(delete(KeptTextRow).where(*chosen).returning(KeptTextRow.id))
        return len(gone.all())

    async def share(self, session_id: int) -> None:
        """Write down that staff have read all words of a session; safe to repeat."""
        await self._session.merge(KeepsakeRow(session_id=session_id))

    async def shared(self, session_ids: Sequence[int]) -> set[int]:
        """Tell which of these sessions' words may be taken home."""
        found = select(KeepsakeRow.session_id).where(KeepsakeRow.session_id.in_(list(session_ids)))
        return set(await self._session.scalars(found))

    async def ending(self, programme_id: int) -> tuple[str, ...]:
        """Read where people can go when a programme is over; nothing where no lead wrote it."""
        row = await self._session.get(EndingRow, programme_id)
        return tuple(row.lines) if row else ()

    async def put_ending(self, programme_id: int, lines: Sequence[str]) -> None:
        """Store these lines in place of the ones before."""
        await self._session.merge(EndingRow(programme_id=programme_id, lines=list(lines)))
