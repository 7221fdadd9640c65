"""How people would like to join, under a code of each and encrypted."""

from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import WayRow
from bot.storage.models.base import MARK_SIZE


class PersonalWays:
    """A person's choices by their code."""

    def __init__(self, session: AsyncSession, token: Callable[[int], bytes]) -> None:
        self._session = session
        self._token = token

    async def find(self, person: bytes) -> bytes | None:
        """Return what a person chose, encrypted; None where nothing of it is kept."""
        row = await self._session.get(WayRow, person)
        return row.hidden if row else None

    async def put(self, person: bytes, group_id: int, hidden: bytes) -> None:
        """Store what a person chose, in place of what was there."""
        row = await self._session.get(WayRow, person)
        if row is None:
            self._session.add(WayRow(person=person, group_id=group_id, hidden=hidden, mark=self._token(MARK_SIZE)))
        else:
            row.hidden = hidden
        await self._session.flush()

    async def forget(self, person: bytes) -> list[bytes]:
        """Delete what a person chose; return the marks of what went, none when there was nothing."""
        gone = await self._session.scalars(delete(WayRow).where(WayRow.person == person).returning(WayRow.mark))
        return [mark or b"" for mark in gone]
