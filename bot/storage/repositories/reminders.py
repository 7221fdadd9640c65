"""Who asked to be reminded, and what was sent to them. A Discord id is there only encrypted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import ReminderRow, ReminderSentRow
from bot.storage.models.base import MARK_SIZE


@dataclass(frozen=True)
class ReminderRecord:
    """What a person asked for. ``reach``: "open", "closed" (Discord refused to carry it) or "told" (they know)."""

    person: bytes = field(repr=False)
    group_id: int
    day: bool = False
    hour: bool = False
    paused: bool = False
    reach: str = "open"
    hidden_xid: bytes | None = field(default=None, repr=False)


class Reminders:
    """Reminders by a person's code."""

    def __init__(self, session: AsyncSession, token: Callable[[int], bytes]) -> None:
        self._session = session
        self._token = token

    async def find(self, person: bytes) -> ReminderRecord | None:
        """Return what a person asked for; None where nothing of them is kept."""
        row = await self._session.get(ReminderRow, person)
        return _read(row) if row else None

    async def set(self, person: bytes, group_id: int, **columns: Any) -> None:
        """Store one or more of a person's wishes."""
        row = await self._session.get(ReminderRow, person)
        if row is None:
            row = ReminderRow(person=person, group_id=group_id, day=False, hour=False, paused=False, reach="open")
            row.mark = self._token(MARK_SIZE)
            self._session.add(row)
        for name, value in columns.items():
            setattr(row, name, value)
        await self._session.flush()

    async def remove(self, person: bytes) -> list[bytes]:
        """Delete a person's wishes; return the marks of what went. What was sent stays until its date is over."""
        gone = await self._session.scalars(
            delete(ReminderRow).where(ReminderRow.person == person).returning(ReminderRow.mark)
        )
        return [mark or b"" for mark in gone]

    async def reachable(self) -> list[ReminderRecord]:
        """List who may be reminded now, by group."""
        rows = await self._session.scalars(
            select(ReminderRow)
            .where(ReminderRow.reach == "open", ReminderRow.hidden_xid.is_not(None), ~ReminderRow.paused)
            .where(ReminderRow.day | ReminderRow.hour)
            .order_by(ReminderRow.group_id, ReminderRow.person)
        )
        return [_read(row) for row in rows]

    async def anybody_waits(self) -> bool:
        """Tell whether anybody's next press matters: they are to be told, or their id did not come from a backup."""
        waits = or_(ReminderRow.reach == "closed", and_(ReminderRow.hidden_xid.is_(None), ~ReminderRow.paused))
        return await self._session.scalar(select(ReminderRow.group_id).where(waits).limit(1)) is not None

    async def sent(self, persons: Sequence[bytes], on_date: date) -> list[tuple[bytes, str, datetime]]:
        """List what went out to these people for a date: code, kind and the start that it told."""
        found = select(ReminderSentRow.person, ReminderSentRow.kind, ReminderSentRow.starts_at).where(
            ReminderSentRow.on_date == on_date, ReminderSentRow.person.in_(persons)
        )
        return [(person, kind, at) for person, kind, at in await self._session.execute(found)]

    async def add_sent(self, person: bytes, on_date: date, kind: str, starts_at: datetime) -> None:
        """Write down that a reminder is about to go out."""
        self._session.add(ReminderSentRow(person=person, on_date=on_date, kind=kind, starts_at=starts_at))
        await self._session.flush()

    async def sent_to(self, person: bytes) -> int:
        """Count what went out to a person and is still known."""
        return await self._session.scalar(select(func.count()).where(ReminderSentRow.person == person)) or 0

    async def forget_sent(self, person: bytes) -> int:
        """Delete what is known of the reminders that went out to a person; return how many."""
        return await self._delete_sent(ReminderSentRow.person == person)

    async def count_sent_until(self, last: date) -> int:
        """Count what went out for dates up to a day."""
        return await self._session.scalar(select(func.count()).where(ReminderSentRow.on_date <= last)) or 0

    async def remove_sent_until(self, last: date) -> None:
        """Delete what went out for dates up to a day."""
        await self._delete_sent(ReminderSentRow.on_date <= last)

    async def _delete_sent(self, which: ColumnElement[bool]) -> int:
        gone = await self._session.execute(delete(ReminderSentRow).where(which).returning(ReminderSentRow.kind))
        return len(gone.all())


def _read(row: ReminderRow) -> ReminderRecord:
    return ReminderRecord(row.person, row.group_id, row.day, row.hour, row.paused, row.reach, row.hidden_xid)
