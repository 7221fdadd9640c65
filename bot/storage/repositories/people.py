"""A person's own settings, found by a keyed index. No answer and no attendance is reachable from here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import PersonRow
from bot.storage.models.base import MARK_SIZE


@dataclass(frozen=True)
class PersonSettings:
    """What a person said yes or no to; None means that they were not asked yet."""

    takes_part: bool | None = None
    counted: bool | None = None
    quoted: bool | None = None
    rules_version: int = 0


class People:
    """Settings by keyed index."""

    def __init__(self, session: AsyncSession, token: Callable[[int], bytes]) -> None:
        self._session = session
        self._token = token

    async def get(self, key: bytes) -> PersonSettings:
        """Return a person's settings; all unanswered for somebody new."""
        row = await self._session.get(PersonRow, key)
        if row is None:
            return PersonSettings()
        return PersonSettings(row.takes_part, row.counted, row.quoted, row.rules_version)

    async def find(self, key: bytes) -> PersonSettings | None:
        """Return a person's settings; None where nothing of them is kept."""
        return await self.get(key) if await self._session.get(PersonRow, key) else None

    async def forget(self, key: bytes) -> list[bytes]:
        """Delete a person's settings; return the marks of what went, none when there was nothing."""
        gone = await self._session.scalars(delete(PersonRow).where(PersonRow.key == key).returning(PersonRow.mark))
        return [mark or b"" for mark in gone]

    async def set(self, key: bytes, **columns: Any) -> None:
        """Store one or more of a person's settings."""
        row = await self._session.get(PersonRow, key)
        if row is None:
            row = PersonRow(key=key, rules_version=0, mark=self._token(MARK_SIZE))
            self._session.add(row)
        for name, value in columns.items():
            setattr(row, name, value)
        await self._session.flush()
