"""Rows that people had deleted and that an older dump of the database has brought back."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models.base import Base, Marked

_AT_ONCE = 500  # marks in one statement


class Erased:
    """Every row that has a mark, whatever its table."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def remove(self, marks: Iterable[bytes]) -> int:
        """Delete the rows with these marks; return how many there were."""
        marked = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Marked)]
        left, gone = iter(sorted(marks)), 0
        while some := list(islice(left, _AT_ONCE)):
            for table in marked:
                done = await self._session.execute(delete(table).where(table.mark.in_(some)))
                gone += cast("CursorResult[Any]", done).rowcount
        return gone
