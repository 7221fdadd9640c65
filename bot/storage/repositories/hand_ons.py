"""Worries that were handed on to a lead: that it happened and that it was read. What was said is stored nowhere.

States: ``open`` (nobody has said that they read it), ``read``, ``not-sent`` (Discord took it nowhere).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import HandOnRow


@dataclass(frozen=True)
class HandOn:
    """One worry. ``told`` says how often the lead was told again."""

    id: int
    group_id: int
    at: datetime
    state: str
    told: int
    thread_xid: int | None
    read_at: datetime | None


class HandOns:
    """Worries, by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, group_id: int, at: datetime) -> HandOn:
        """Store that a worry is handed on."""
        row = HandOnRow(group_id=group_id, at=at, state="open", told=0)
        self._session.add(row)
        await self._session.flush()
        return _read(row)

    async def get(self, hand_on_id: int) -> HandOn | None:
        """Return one; a forged press may name any number."""
        row = await self._session.get(HandOnRow, hand_on_id)
        return _read(row) if row else None

    async def open(self) -> list[HandOn]:
        """List those that nobody has read yet, oldest first."""
        found = select(HandOnRow).where(HandOnRow.state == "open").order_by(HandOnRow.id)
        return [_read(row) for row in await self._session.scalars(found)]

    async def set(self, hand_on_id: int, **columns: Any) -> None:
        """Store what changed."""
        await self._session.execute(update(HandOnRow).where(HandOnRow.id == hand_on_id).values(**columns))

    async def made_before(self, before: datetime) -> int:
        """Count those that were made before an instant."""
        return await self._session.scalar(select(func.count()).where(HandOnRow.at <= before)) or 0

    async def remove_made(self, before: datetime) -> None:
        """Delete those that were made before an instant."""
        await self._session.execute(delete(HandOnRow).where(HandOnRow.at <= before))


def _read(row: HandOnRow) -> HandOn:
    return HandOn(**{name: getattr(row, name) for name in HandOn.__dataclass_fields__})
