"""What statistics are counted from, a group at a time, and the ledger of what has left of each block.

Every count is made by the database: however many people came, a few rows come back for each session.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, distinct, extract, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.session import State
from bot.storage.models import AttendanceRow, BlockRow, DutyRow, GroupRow, ProgrammeRow, SessionRow, SlotRow

OVER = (State.CLOSED.value, State.SEALED.value)


@dataclass(frozen=True)
class HeldRecord:
    """A session that was held and is closed, with its head-count. Times in UTC."""

    id: int
    programme_id: int
    on_date: date
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    closed_by_itself: bool
    attendances: int
    listeners: int


@dataclass(frozen=True)
class BlockRecord:
    """What is stored of a block: numbers from before its codes went, and the figures that left, as plain values."""

    people: int | None = None
    new: int | None = None
    returning: int | None = None
    figures: dict[str, Any] | None = None


class Blocks:
    """Head-counts by session, programme and quarter; the ledger."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def held(self, group_id: int) -> list[HeldRecord]:
        """List a group's held sessions, oldest first, with how many came; a session that is open is not among them."""
        came, listened = func.count(AttendanceRow.pseudonym), func.sum(AttendanceRow.listening)
        names = [name for name in HeldRecord.__dataclass_fields__ if name not in ("attendances", "listeners")]
        found = (
            select(
                *(getattr(SessionRow, name) for name in names),
                func.coalesce(SessionRow.attendances, came),
                func.coalesce(SessionRow.listeners, listened, 0),
            )
            .outerjoin(AttendanceRow, AttendanceRow.session_id == SessionRow.id)
            .where(SessionRow.group_id == group_id, SessionRow.opened_at.is_not(None), SessionRow.state.in_(OVER))
            .group_by(SessionRow.id)
            .order_by(SessionRow.id)
        )
        return [HeldRecord(*tuple(row)) for row in await self._session.execute(found)]

    async def newest(self, group_id: int, most: int) -> list[tuple[date, int]]:
        """List the newest held sessions that are over, oldest first, with how many came."""
        found = (
            select(SessionRow.id, SessionRow.on_date, SessionRow.attendances)
            .where(SessionRow.group_id == group_id, SessionRow.opened_at.is_not(None), SessionRow.state.in_(OVER))
            .order_by(SessionRow.id.desc())
            .limit(most)
        )
        newest = []
        for session_id, on_date, stored in (await self._session.execute(found)).all():
            came = select(func.count()).where(AttendanceRow.session_id == session_id)
            newest.append((on_date, (await self._session.scalar(came) or 0) if stored is None else stored))
        return newest[::-1]

    async def duty_days(self, group_id: int, since: date) -> list[tuple[date, int]]:
        """List the day of each held session after a day, with how many of staff were on duty."""
        found = (
            select(SessionRow.on_date, func.count(DutyRow.id))
            .outerjoin(DutyRow, DutyRow.session_id == SessionRow.id)
            .where(SessionRow.group_id == group_id, SessionRow.opened_at.is_not(None), SessionRow.on_date > since)
            .group_by(SessionRow.id)
        )
        return [(on_date, staff) for on_date, staff in await self._session.execute(found)]

    async def open_dates(self, group_id: int) -> list[tuple[int, date]]:
        """List the programme and the date of each session that is not over yet."""
        found = select(SessionRow.programme_id, SessionRow.on_date).where(
            SessionRow.group_id == group_id, SessionRow.state.not_in((*OVER, State.CANCELLED.value))
        )
        return [(programme_id, on_date) for programme_id, on_date in await self._session.execute(found)]

    async def steps(self, group_id: int) -> dict[int, dict[str, bool]]:
        """Tell of each session which steps were in its plan, and whether each was opened."""
        opened = func.max(SlotRow.opened_at.is_not(None))
        found = (
            select(SlotRow.session_id, SlotRow.step, opened)
            .join(SessionRow, SessionRow.id == SlotRow.session_id)
            .where(SessionRow.group_id == group_id)
            .group_by(SlotRow.session_id, SlotRow.step)
        )
        steps: dict[int, dict[str, bool]] = defaultdict(dict)
        for session_id, step, run in await self._session.execute(found):
            steps[session_id][step] = bool(run)
        return steps

    async def people(self, group_id: int) -> dict[int, int]:
        """Count the different people of each programme of a group; never to be added up."""
        counted = (
            select(ProgrammeRow.id, func.coalesce(ProgrammeRow.unique_people, func.count(distinct(_CODE))))
            .outerjoin(SessionRow, SessionRow.programme_id == ProgrammeRow.id)
            .outerjoin(AttendanceRow, AttendanceRow.session_id == SessionRow.id)
            .where(ProgrammeRow.group_id == group_id)
            .group_by(ProgrammeRow.id)
        )
        return {row[0]: row[1] for row in await self._session.execute(counted)}

    async def people_by_quarter(self, programme_id: int) -> dict[str, tuple[int, int]]:
        """Count the different people of each quarter of a programme, and how many of them came first in it.

        Empty once the programme's codes are gone.
        """
        quarter = _quarter_of(SessionRow.on_date)
        came = select(_CODE, quarter.label("quarter")).join(SessionRow, SessionRow.id == AttendanceRow.session_id)
        visits = came.where(SessionRow.programme_id == programme_id).distinct().subquery()
        people = await self._counts(select(visits.c.quarter, func.count()).group_by(visits.c.quarter))
        first = select(func.min(visits.c.quarter).label("quarter")).group_by(visits.c.pseudonym).subquery()
        new = await self._counts(select(first.c.quarter, func.count()).group_by(first.c.quarter))
        return {name: (number, new.get(name, 0)) for name, number in people.items()}

    async def _counts(self, query: Select[Any]) -> dict[str, int]:
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def of(self, group_id: int) -> dict[str, BlockRecord]:
        """Read what is stored of a group's blocks, by the name of the period."""
        found = select(BlockRow).where(BlockRow.group_id == group_id)
        return {
            row.period: BlockRecord(row.people, row.came_new, row.came_back, row.figures)
            for row in await self._session.scalars(found)
        }

    async def keep(self, group_id: int, period: str, **columns: Any) -> None:
        """Write down numbers of a block, or what left of it."""
        values = {"group_id": group_id, "period": period, **columns}
        await self._session.execute(
            insert(BlockRow).values(values).on_conflict_do_update(index_elements=["group_id", "period"], set_=columns)
        )

    async def count_by(self, group_id: int, kind: str) -> None:
        """Fix for good by what a group is counted: "programme" or "quarter"."""
        await self._session.execute(update(GroupRow).where(GroupRow.id == group_id).values(counts_by=kind))


_CODE = AttendanceRow.pseudonym


def _quarter_of(day: Any) -> ColumnElement[str]:
    """Name the quarter of a date inside the database, such as 2026-Q4."""
    return cast(extract("year", day), String) + "-Q" + cast((extract("month", day) + 2) // 3, String)
