"""Discord's own events: for which groups they are switched on, and which one is there."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import NativeEventRow


@dataclass(frozen=True)
class EventRecord:
    """A group's event as it is known to be: ``wanted`` is the lead's switch."""

    group_id: int
    wanted: bool
    on_date: date | None = None
    at: datetime | None = None
    event_xid: int | None = None


class NativeEvents:
    """One row for each group that ever had events."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> list[EventRecord]:
        """List every group that has events, or one that must go."""
        rows = await self._session.scalars(select(NativeEventRow).order_by(NativeEventRow.group_id))
        return [_read(row) for row in rows]

    async def of(self, group_id: int) -> EventRecord:
        """Read a group's switch and event; off where nobody switched it."""
        row = await self._session.get(NativeEventRow, group_id)
        return _read(row) if row else EventRecord(group_id, wanted=False)

    async def put(self, record: EventRecord) -> None:
        """Store the switch and what is there."""
        await self._session.merge(
            NativeEventRow(
                group_id=record.group_id,
                wanted=record.wanted,
                on_date=record.on_date,
                at=record.at,
                event_xid=record.event_xid,
            )
        )


def _read(row: NativeEventRow) -> EventRecord:
    return EventRecord(row.group_id, row.wanted, row.on_date, row.at, row.event_xid)
