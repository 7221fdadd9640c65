"""Calls for help: that one was made, whether somebody took it, how it ended. What was said is stored nowhere.

While a call is open it holds a keyed index of its person (so that pressing Help again shows how it stands) and
their Discord id, encrypted (so that they can be told not to wait). Both are deleted when it ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import HelpCallRow


@dataclass(frozen=True)
class HelpCall:
    """One call. ``state``: looked, open, taken, ended. ``told``: how many promises were kept already."""

    id: int
    group_id: int
    asked_at: datetime
    kind: str
    state: str
    told: int
    thread_xid: int | None
    alert_xid: int | None
    taken_at: datetime | None
    hidden_xid: bytes | None = field(repr=False)


class HelpCalls:
    """Calls for help, by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, group_id: int, person: bytes, asked_at: datetime, kind: str, state: str) -> HelpCall:
        """Store a new call."""
        row = HelpCallRow(group_id=group_id, person=person, asked_at=asked_at, kind=kind, state=state, told=0)
        self._session.add(row)
        await self._session.flush()
        return _read(row)

    async def asked_since(self, group_id: int, since: datetime) -> list[datetime]:
        """List when a group's calls for staff were made, after an instant; a look at the numbers alone is none."""
        found = select(HelpCallRow.asked_at).where(
            HelpCallRow.group_id == group_id, HelpCallRow.asked_at > since, HelpCallRow.alert_xid.is_not(None)
        )
        return list(await self._session.scalars(found))

    async def of(self, group_id: int, person: bytes) -> HelpCall | None:
        """Find a person's call that has not ended."""
        found = select(HelpCallRow).where(HelpCallRow.group_id == group_id, HelpCallRow.person == person)
        row = (await self._session.scalars(found.order_by(HelpCallRow.id.desc()).limit(1))).first()
        return _read(row) if row else None

    async def get(self, call_id: int) -> HelpCall | None:
        """Return one call."""
        row = await self._session.get(HelpCallRow, call_id)
        return _read(row) if row else None

    async def in_states(self, states: Iterable[str]) -> list[HelpCall]:
        """List the calls that are in one of these states, oldest first."""
        found = select(HelpCallRow).where(HelpCallRow.state.in_(tuple(states))).order_by(HelpCallRow.id)
        return [_read(row) for row in await self._session.scalars(found)]

    async def open_of_group(self, group_id: int) -> list[HelpCall]:
        """List a group's calls that wait for somebody or that somebody has, oldest first."""
        found = select(HelpCallRow).where(HelpCallRow.group_id == group_id, HelpCallRow.state.in_(("open", "taken")))
        return [_read(row) for row in await self._session.scalars(found.order_by(HelpCallRow.id))]

    async def forget(self, group_id: int, person: bytes) -> int:
        """Take a person out of their calls; a call that is open stays open, so that somebody still comes."""
        gone = await self._session.execute(
            update(HelpCallRow)
            .where(HelpCallRow.group_id == group_id, HelpCallRow.person == person)
            .values(person=None, hidden_xid=None)
            .returning(HelpCallRow.id)
        )
        return len(gone.all())

    async def ended_before(self, before: datetime) -> int:
        """Count the calls that have ended and were made before an instant."""
        return await self._session.scalar(select(func.count()).where(*_over(before))) or 0

    async def remove_ended(self, before: datetime) -> int:
        """Delete the calls that have ended and were made before an instant; return how many."""
        gone = await self._session.execute(delete(HelpCallRow).where(*_over(before)).returning(HelpCallRow.id))
        return len(gone.all())

    async def set(self, call_id: int, **columns: Any) -> None:
        """Store what changed in a call."""
        await self._session.execute(update(HelpCallRow).where(HelpCallRow.id == call_id).values(**columns))


def _read(row: HelpCallRow) -> HelpCall:
    same = {name: getattr(row, name) for name in HelpCall.__dataclass_fields__}
    return HelpCall(**same)


def _over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return HelpCallRow.state == "ended", HelpCallRow.asked_at <= before
