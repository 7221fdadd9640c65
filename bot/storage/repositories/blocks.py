"""What statistics are counted from, a group at a time, and the ledger of what has left of each block.

Every count is made by the database: however many people came, a few rows come back for each session.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    case,
    cast,
    distinct,
    extract,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.session import State
from bot.storage.models import AttendanceRow, BlockRow, DutyRow, GroupRow, ProgrammeRow, SessionRow, SlotRow
from bot.storage.repositories.inserting import insert_into

OVER = (State.CLOSED.value, State.SEALED.value)


class HeldRecord(NamedTuple):
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

    async def held(self, group_ids: Sequence[int]) -> dict[int, list[HeldRecord]]:
        """List the held sessions of groups, oldest first, with how many came; an open session is not among them."""
        came, listened = func.count(AttendanceRow.pseudonym), func.count(case((AttendanceRow.listening, 1)))
        names = [name for name in HeldRecord._fields if name not in ("attendances", "listeners")]
        found = (
            select(
                SessionRow.group_id,
                *(getattr(SessionRow, name) for name in names),
                func.coalesce(SessionRow.attendances, came),
                func.coalesce(SessionRow.listeners, listened, 0),
            )
            .outerjoin(AttendanceRow, AttendanceRow.session_id == SessionRow.id)
            .where(SessionRow.group_id.in_(group_ids), SessionRow.opened_at.is_not(None), SessionRow.state.in_(OVER))
            .group_by(SessionRow.id)
            .order_by(SessionRow.id)
        )
        held: dict[int, list[HeldRecord]] = defaultdict(list)
        for group_id, *row in await self._session.execute(found):
            held[group_id].append(HeldRecord._make(row))
        return held

    async def duty_days(self, group_id: int, since: date) -> list[tuple[date, int]]:
        """List the day of each held session after a day, with how many of staff were on duty."""
        found = (
            select(SessionRow.on_date, func.count(DutyRow.id))
            .outerjoin(DutyRow, DutyRow.session_id == SessionRow.id)
            .where(SessionRow.group_id == group_id, SessionRow.opened_at.is_not(None), SessionRow.on_date > since)
            .group_by(SessionRow.id)
        )
        return [(on_date, staff) for on_date, staff in await self._session.execute(found)]

    async def open_dates(self, group_ids: Sequence[int]) -> dict[int, list[tuple[int, date]]]:
        """List the programme and the date of each session that is not over yet."""
        found = select(SessionRow.group_id, SessionRow.programme_id, SessionRow.on_date).where(
            SessionRow.group_id.in_(group_ids), SessionRow.state.not_in((*OVER, State.CANCELLED.value))
        )
        dates: dict[int, list[tuple[int, date]]] = defaultdict(list)
        for group_id, programme_id, on_date in await self._session.execute(found):
            dates[group_id].append((programme_id, on_date))
        return dates

    async def steps(self, group_ids: Sequence[int]) -> dict[tuple[int, str], dict[str, tuple[int, int]]]:
        """Count, by programme and quarter, in how many held sessions each step was run, and in how many planned.

        One that was opened and then skipped was not run.
        """
        run = SlotRow.opened_at.is_not(None) & ~SlotRow.skipped
        quarter, ran = _quarter_of(SessionRow.on_date), case((run, SlotRow.session_id))
        found = (
            select(
                SessionRow.programme_id,
                quarter,
                SlotRow.step,
                func.count(distinct(ran)),
                func.count(distinct(SlotRow.session_id)),
            )
            .join(SessionRow, SessionRow.id == SlotRow.session_id)
            .where(SessionRow.group_id.in_(group_ids), SessionRow.opened_at.is_not(None), SessionRow.state.in_(OVER))
            .group_by(SessionRow.programme_id, quarter, SlotRow.step)
        )
        steps: dict[tuple[int, str], dict[str, tuple[int, int]]] = defaultdict(dict)
        for programme_id, name, step, times, planned in await self._session.execute(found):
            steps[programme_id, name][step] = (times, planned)
        return steps

    async def people(self, group_ids: Sequence[int]) -> dict[int, int]:
        """Count the different people of each programme of groups; never to be added up."""
        counted = (
            select(ProgrammeRow.id, func.coalesce(ProgrammeRow.unique_people, func.count(distinct(_CODE))))
            .outerjoin(SessionRow, SessionRow.programme_id == ProgrammeRow.id)
            .outerjoin(AttendanceRow, AttendanceRow.session_id == SessionRow.id)
            .where(ProgrammeRow.group_id.in_(group_ids))
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

    async def of(self, group_ids: Sequence[int]) -> dict[int, dict[str, BlockRecord]]:
        """Read what is stored of the blocks of groups, by the name of the period."""
        names = (BlockRow.group_id, BlockRow.period, BlockRow.people, BlockRow.came_new, BlockRow.came_back)
        found = select(*names, BlockRow.figures).where(BlockRow.group_id.in_(group_ids))
        stored: dict[int, dict[str, BlockRecord]] = defaultdict(dict)
        for group_id, period, *row in await self._session.execute(found):
            stored[group_id][period] = BlockRecord(*row)
        return stored

    async def settle(self, group_id: int, period: str, *, people: int, visits: tuple[int, int] | None) -> None:
        """Write down the people of a block; ``visits`` are new and returning ones, None where that may not leave."""
        came_new, came_back = visits or (None, None)
        columns = {"people": people, "came_new": came_new, "came_back": came_back}
        one = insert_into(self._session, BlockRow).values(group_id=group_id, period=period, **columns)
        await self._session.execute(one.on_conflict_do_update(index_elements=_KEY, set_=columns))

    async def remember(self, left: Sequence[tuple[int, str, dict[str, Any]]]) -> None:
        """Write down what left: the group, the period, and the figures as plain values."""
        if not left:
            return
        rows = [{"group_id": group_id, "period": period, "figures": figures} for group_id, period, figures in left]
        many = insert_into(self._session, BlockRow)
        many = many.on_conflict_do_update(index_elements=_KEY, set_={"figures": many.excluded.figures})
        await self._session.execute(many, rows)

    async def count_by(self, group_ids: Sequence[int], kind: str) -> None:
        """Fix for good by what groups are counted: "programme" or "quarter"."""
        if group_ids:
            await self._session.execute(update(GroupRow).where(GroupRow.id.in_(group_ids)).values(counts_by=kind))


_KEY = ["group_id", "period"]
_CODE = AttendanceRow.pseudonym


def _quarter_of(day: Any) -> ColumnElement[str]:
    """Name the quarter of a date inside the database, such as 2026-Q4.

    Its constants are a part of the text: PostgreSQL does not know an expression again when its parameters differ.
    """
    two, three, mark = literal_column("2", Integer), literal_column("3", Integer), literal_column("'-Q'", String)
    month = cast(extract("month", day), Integer)
    return cast(extract("year", day), String) + mark + cast((month + two) // three, String)
