"""The rota: what staff said about dates, and swaps. Names are encrypted; people are found by a code."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import RotaPlaceRow, RotaSwapRow, WeekChangeRow


@dataclass(frozen=True)
class RotaPlace:
    """What somebody said about a date. ``part``: lead, support, cannot."""

    id: int
    on_date: date
    part: str
    person: bytes = field(repr=False)
    hidden_name: bytes = field(repr=False)


@dataclass(frozen=True)
class RotaSwap:
    """A swap. ``state``: asked, taken, done, withdrawn."""

    id: int
    group_id: int
    on_date: date
    part: str
    state: str
    turn: int
    said: str
    message_xid: int | None
    asker: bytes | None = field(repr=False)
    asker_name: bytes | None = field(repr=False)
    taker: bytes | None = field(repr=False)
    taker_name: bytes | None = field(repr=False)


class Rota:
    """Dates of staff, by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def places(self, group_id: int, first: date, last: date) -> list[RotaPlace]:
        """List what was said about the dates from ``first`` to ``last``, in the order in which it was said."""
        found = select(RotaPlaceRow).where(
            RotaPlaceRow.group_id == group_id, RotaPlaceRow.on_date >= first, RotaPlaceRow.on_date <= last
        )
        rows = await self._session.scalars(found.order_by(RotaPlaceRow.on_date, RotaPlaceRow.id))
        return [RotaPlace(row.id, row.on_date, row.part, row.person, row.hidden_name) for row in rows]

    async def put(self, group_id: int, on_date: date, person: bytes, part: str, hidden_name: bytes) -> None:
        """Store what somebody says about a date, in place of what they said before."""
        await self.take_off(group_id, on_date, person)
        row = RotaPlaceRow(group_id=group_id, on_date=on_date, person=person, part=part, hidden_name=hidden_name)
        self._session.add(row)
        await self._session.flush()

    async def take_off(self, group_id: int, on_date: date, person: bytes) -> None:
        """Delete what somebody said about a date."""
        await self._session.execute(
            delete(RotaPlaceRow).where(
                RotaPlaceRow.group_id == group_id, RotaPlaceRow.on_date == on_date, RotaPlaceRow.person == person
            )
        )

    async def swap(self, swap_id: int) -> RotaSwap | None:
        """Find one swap."""
        row = await self._session.get(RotaSwapRow, swap_id, populate_existing=True)
        return _read(row) if row else None

    async def swaps(self, group_id: int) -> list[RotaSwap]:
        """List a group's swaps that are not over."""
        found = select(RotaSwapRow).where(RotaSwapRow.group_id == group_id, _is_open())
        return [_read(row) for row in await self._session.scalars(found.order_by(RotaSwapRow.id))]

    async def all_swaps(self) -> list[RotaSwap]:
        """List every swap that is kept, of all groups, oldest first."""
        found = select(RotaSwapRow).order_by(RotaSwapRow.id).execution_options(populate_existing=True)
        return [_read(row) for row in await self._session.scalars(found)]

    async def add_swap(self, group_id: int, on_date: date, part: str, asker: bytes, asker_name: bytes) -> None:
        """Store a swap that is asked for."""
        row = RotaSwapRow(
            group_id=group_id,
            on_date=on_date,
            part=part,
            state="asked",
            turn=0,
            said="",
            asker=asker,
            asker_name=asker_name,
        )
        self._session.add(row)
        await self._session.flush()

    async def set_swap(self, swap_id: int, **columns: Any) -> None:
        """Store what changed in a swap."""
        await self._session.execute(update(RotaSwapRow).where(RotaSwapRow.id == swap_id).values(**columns))

    async def remove_swap(self, swap_id: int) -> None:
        """Delete a swap whose message has said that it is over."""
        await self._session.execute(delete(RotaSwapRow).where(RotaSwapRow.id == swap_id))

    async def forget(self, group_id: int, person: bytes) -> int:
        """Delete what somebody said, and take them out of swaps; return how many rows had them."""
        own = RotaPlaceRow.group_id == group_id, RotaPlaceRow.person == person
        gone = (await self._session.execute(delete(RotaPlaceRow).where(*own).returning(RotaPlaceRow.id))).all()
        nobody = {"asker": None, "asker_name": None, "taker": None, "taker_name": None}
        asked = RotaSwapRow.group_id == group_id, RotaSwapRow.asker == person
        ended = update(RotaSwapRow).where(*asked).values(state="withdrawn", **nobody).returning(RotaSwapRow.id)
        over = (await self._session.execute(ended)).all()
        taken = RotaSwapRow.group_id == group_id, RotaSwapRow.taker == person
        again = update(RotaSwapRow).where(*taken).values(state="asked", taker=None, taker_name=None)
        back = (await self._session.execute(again.returning(RotaSwapRow.id))).all()
        return len(gone) + len(over) + len(back)

    async def count_of(self, group_id: int, person: bytes) -> int:
        """Count the dates about which somebody said something."""
        own = select(func.count()).where(RotaPlaceRow.group_id == group_id, RotaPlaceRow.person == person)
        return await self._session.scalar(own) or 0

    async def before(self, before: datetime) -> int:
        """Count what was said about dates that are over since an instant."""
        return await self._session.scalar(select(func.count()).select_from(RotaPlaceRow).where(_is_old(before))) or 0

    async def remove(self, before: datetime) -> int:
        """Delete what was said about dates that are over since an instant, and swaps of them; return how many."""
        await self._session.execute(delete(RotaSwapRow).where(RotaSwapRow.on_date <= before.date()))
        gone = await self._session.execute(delete(RotaPlaceRow).where(_is_old(before)).returning(RotaPlaceRow.id))
        return len(gone.all())


def _is_open() -> ColumnElement[bool]:
    return or_(RotaSwapRow.state == "asked", RotaSwapRow.state == "taken")


def _is_old(before: datetime) -> ColumnElement[bool]:
    """Tell whether a date is over since then; one that was moved is over when its new time is."""
    moved = select(WeekChangeRow.on_date).where(
        and_(
            WeekChangeRow.group_id == RotaPlaceRow.group_id,
            WeekChangeRow.on_date == RotaPlaceRow.on_date,
            WeekChangeRow.at > before,
        )
    )
    return and_(RotaPlaceRow.on_date <= before.date(), ~moved.exists())


def _read(row: RotaSwapRow) -> RotaSwap:
    return RotaSwap(**{name: getattr(row, name) for name in RotaSwap.__dataclass_fields__})
