"""Measures that staff take to look after people. Who it is about is kept only while a measure lasts.

States: ``wanted`` (stored, Discord has not done it yet), ``on``, ``lifting`` (to be taken back), ``ended``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import MeasureRow

OPEN = ("wanted", "on", "lifting")
IN_FORCE = ("wanted", "on")


@dataclass(frozen=True)
class Measure:
    """One measure. ``hidden_xid`` is encrypted, and None once it has ended."""

    id: int
    group_id: int
    session_id: int | None
    kind: str
    reason: str
    state: str
    at: datetime
    thread_xid: int | None
    hidden_xid: bytes | None = field(repr=False)


class Measures:
    """Measures, by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, **columns: Any) -> Measure:
        """Store a new measure."""
        row = MeasureRow(**columns)
        self._session.add(row)
        await self._session.flush()
        return _read(row)

    async def get(self, measure_id: int) -> Measure | None:
        """Return one measure; a forged press may name any number."""
        row = await self._session.get(MeasureRow, measure_id)
        return _read(row) if row else None

    async def in_force(self, group_id: int, person: bytes) -> list[Measure]:
        """List what is in force for a person in a group, oldest first."""
        return await self._list(
            MeasureRow.group_id == group_id, MeasureRow.person == person, MeasureRow.state.in_(IN_FORCE)
        )

    async def open_of(self, group_id: int) -> list[Measure]:
        """List a group's measures that have not ended, oldest first."""
        return await self._list(MeasureRow.group_id == group_id, MeasureRow.state.in_(OPEN))

    async def open(self) -> list[Measure]:
        """List every measure that has not ended, oldest first."""
        return await self._list(MeasureRow.state.in_(OPEN))

    async def set(self, measure_id: int, **columns: Any) -> None:
        """Store what changed in a measure."""
        await self._session.execute(update(MeasureRow).where(MeasureRow.id == measure_id).values(**columns))

    async def ended_before(self, before: datetime) -> int:
        """Count the measures that ended before an instant."""
        return await self._session.scalar(select(func.count()).where(*_over(before))) or 0

    async def remove_ended(self, before: datetime) -> None:
        """Delete the measures that ended before an instant."""
        await self._session.execute(delete(MeasureRow).where(*_over(before)))

    async def _list(self, *which: ColumnElement[bool]) -> list[Measure]:
        found = select(MeasureRow).where(*which).order_by(MeasureRow.id)
        return [_read(row) for row in await self._session.scalars(found)]


def _read(row: MeasureRow) -> Measure:
    return Measure(**{name: getattr(row, name) for name in Measure.__dataclass_fields__})


def _over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return MeasureRow.state == "ended", MeasureRow.ended_at <= before
