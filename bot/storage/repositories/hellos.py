"""Hellos that somebody asks for, and who of staff offers one. Nothing stays when a hello is over."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import HelloOfferRow, HelloRow


@dataclass(frozen=True)
class HelloRecord:
    """One hello. ``told`` counts the promises that were kept: see ``bot.services.hellos``."""

    id: int
    group_id: int
    asked_at: datetime
    state: str
    named: bool
    told: int
    thread_xid: int | None
    alert_xid: int | None
    hidden_xid: bytes = field(repr=False)
    wanted: bytes | None = field(repr=False)


@dataclass(frozen=True)
class HelloOffer:
    """That somebody of staff says hello: a number for lists, their code, their hidden name."""

    id: int
    person: bytes = field(repr=False)
    hidden_name: bytes = field(repr=False)


class Hellos:
    """Hellos and offers by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, group_id: int, person: bytes, **columns: Any) -> HelloRecord:
        """Store a new one; a person has one at a time."""
        row = HelloRow(group_id=group_id, person=person, state="asked", told=0, **columns)
        self._session.add(row)
        await self._session.flush()
        return _read(row)

    async def of(self, group_id: int, person: bytes) -> HelloRecord | None:
        """Find a person's own."""
        found = select(HelloRow).where(HelloRow.group_id == group_id, HelloRow.person == person)
        row = (await self._session.scalars(found)).first()
        return _read(row) if row else None

    async def get(self, hello_id: int) -> HelloRecord | None:
        """Find one by its number."""
        row = await self._session.get(HelloRow, hello_id)
        return _read(row) if row else None

    async def all(self) -> list[HelloRecord]:
        """List all that there are, oldest first."""
        return [_read(row) for row in await self._session.scalars(select(HelloRow).order_by(HelloRow.id))]

    async def set(self, hello_id: int, **columns: Any) -> None:
        """Store what changed in one."""
        await self._session.execute(update(HelloRow).where(HelloRow.id == hello_id).values(**columns))

    async def remove(self, hello_id: int) -> None:
        """Delete one."""
        await self._session.execute(delete(HelloRow).where(HelloRow.id == hello_id))

    async def forget(self, group_id: int, person: bytes) -> int:
        """Delete a person's own; return how many there were."""
        own = HelloRow.group_id == group_id, HelloRow.person == person
        return len((await self._session.scalars(delete(HelloRow).where(*own).returning(HelloRow.id))).all())

    async def asked_before(self, before: datetime) -> int:
        """Count what was asked up to an instant."""
        return await self._session.scalar(select(func.count()).where(HelloRow.asked_at <= before)) or 0

    async def remove_asked(self, before: datetime) -> None:
        """Delete what was asked up to an instant."""
        await self._session.execute(delete(HelloRow).where(HelloRow.asked_at <= before))

    async def offers(self, group_id: int) -> list[HelloOffer]:
        """List who of staff offers a hello, in the order in which they said so."""
        found = select(HelloOfferRow).where(HelloOfferRow.group_id == group_id).order_by(HelloOfferRow.id)
        return [HelloOffer(row.id, row.person, row.hidden_name) for row in await self._session.scalars(found)]

    async def offer(self, group_id: int, person: bytes, hidden_name: bytes) -> None:
        """Store an offer, in the place of the one before; who asked for them still waits for them."""
        await self._remove_offer(group_id, person)
        self._session.add(HelloOfferRow(group_id=group_id, person=person, hidden_name=hidden_name))
        await self._session.flush()

    async def withdraw(self, group_id: int, person: bytes) -> int:
        """Delete an offer, and their code from the hellos that ask for them; return how many offers there were."""
        asked = update(HelloRow).where(HelloRow.group_id == group_id, HelloRow.wanted == person)
        await self._session.execute(asked.values(wanted=None))
        return await self._remove_offer(group_id, person)

    async def _remove_offer(self, group_id: int, person: bytes) -> int:
        own = HelloOfferRow.group_id == group_id, HelloOfferRow.person == person
        return len((await self._session.scalars(delete(HelloOfferRow).where(*own).returning(HelloOfferRow.id))).all())


def _read(row: HelloRow) -> HelloRecord:
    return HelloRecord(**{name: getattr(row, name) for name in HelloRecord.__dataclass_fields__})
