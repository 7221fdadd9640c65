"""When groups meet, as it is stored. ``bot.services.calendars`` makes calendars of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import BreakRow, GroupRow, ProgrammeRow, WeekChangeRow, WeeklyTimeRow
from bot.storage.records import Stale


@dataclass(frozen=True)
class WeeklyTimeRecord:
    """A weekly time that counts from ``since`` on; ``at`` is written 18:30."""

    since: date
    weekday: int
    at: str
    reason: str


@dataclass(frozen=True)
class ScheduleRecord:
    """All of one group: weekly times, breaks (number, first, last, name), changed dates, the newest programme."""

    times: tuple[WeeklyTimeRecord, ...] = ()
    breaks: tuple[tuple[int, date, date, str], ...] = ()
    changes: tuple[tuple[date, str, datetime], ...] = ()
    programme: tuple[date | None, int | None, date | None] | None = None


class Schedule:
    """Weekly times, breaks and changed weeks, by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, group_ids: Sequence[int]) -> dict[int, ScheduleRecord]:
        """Read these groups' schedules with four questions, however many groups there are."""
        if not group_ids:
            return {}
        times, breaks, changes = defaultdict(list), defaultdict(list), defaultdict(list)
        found_times = select(WeeklyTimeRow).where(WeeklyTimeRow.group_id.in_(group_ids)).order_by(WeeklyTimeRow.since)
        for time in await self._session.scalars(found_times):
            times[time.group_id].append(WeeklyTimeRecord(time.since, time.weekday, time.at, time.reason))
        found_breaks = select(BreakRow).where(BreakRow.group_id.in_(group_ids)).order_by(BreakRow.first, BreakRow.id)
        for pause in await self._session.scalars(found_breaks):
            breaks[pause.group_id].append((pause.id, pause.first, pause.last, pause.name))
        for change in await self._session.scalars(select(WeekChangeRow).where(WeekChangeRow.group_id.in_(group_ids))):
            changes[change.group_id].append((change.on_date, change.fate, change.at))
        programmes = await self._programmes(group_ids)
        return {
            one: ScheduleRecord(tuple(times[one]), tuple(breaks[one]), tuple(changes[one]), programmes.get(one))
            for one in group_ids
        }

    async def _programmes(self, group_ids: Sequence[int]) -> dict[int, tuple[date | None, int | None, date | None]]:
        newest = (
            select(func.max(ProgrammeRow.id))
            .where(ProgrammeRow.group_id.in_(group_ids))
            .group_by(ProgrammeRow.group_id)
        )
        rows = await self._session.scalars(select(ProgrammeRow).where(ProgrammeRow.id.in_(newest)))
        return {row.group_id: (row.first_date, row.planned, row.ended_on) for row in rows}

    async def next_version(self, group_id: int, version: int) -> int:
        """Count a change of the schedule; raises ``Stale`` where somebody else has changed it since ``version``."""
        changed = await self._session.execute(
            update(GroupRow)
            .where(GroupRow.id == group_id, GroupRow.schedule_version == version)
            .values(schedule_version=version + 1)
            .returning(GroupRow.id)
        )
        if changed.first() is None:
            raise Stale
        return version + 1

    async def put_time(self, group_id: int, time: WeeklyTimeRecord, decided_on: date) -> None:
        """Let a weekly time count from its date on; later ones, and changes of dates from then on, go."""
        await self._session.execute(
            delete(WeeklyTimeRow).where(WeeklyTimeRow.group_id == group_id, WeeklyTimeRow.since >= time.since)
        )
        await self._session.execute(
            delete(WeekChangeRow).where(WeekChangeRow.group_id == group_id, WeekChangeRow.on_date >= time.since)
        )
        row = WeeklyTimeRow(
            group_id=group_id,
            since=time.since,
            weekday=time.weekday,
            at=time.at,
            reason=time.reason,
            decided_on=decided_on,
        )
        self._session.add(row)
        await self._session.flush()

    async def start_anew(self, group_id: int, now: datetime) -> None:
        """Drop every weekly time but the group's own, and changes of dates to come: its time was set anew."""
        await self._session.execute(delete(WeeklyTimeRow).where(WeeklyTimeRow.group_id == group_id))
        await self._session.execute(
            delete(WeekChangeRow).where(WeekChangeRow.group_id == group_id, WeekChangeRow.at > now)
        )
        await self.count_change(group_id)

    async def count_change(self, group_id: int) -> None:
        """Count a change of the schedule, whatever was seen before: what a lead has open is old now."""
        version = GroupRow.schedule_version + 1
        await self._session.execute(update(GroupRow).where(GroupRow.id == group_id).values(schedule_version=version))
        self._session.expire_all()

    async def put_change(self, group_id: int, on_date: date, fate: str, at: datetime) -> None:
        """Move a date or call it off."""
        await self._session.merge(WeekChangeRow(group_id=group_id, on_date=on_date, fate=fate, at=at))

    async def remove_change(self, group_id: int, on_date: date) -> bool:
        """Let a date be as its weekly time says again; False where it is so already."""
        gone = await self._session.execute(
            delete(WeekChangeRow)
            .where(WeekChangeRow.group_id == group_id, WeekChangeRow.on_date == on_date)
            .returning(WeekChangeRow.on_date)
        )
        return gone.first() is not None

    async def add_break(self, group_id: int, first: date, last: date, name: str) -> None:
        """Add dates without a session."""
        self._session.add(BreakRow(group_id=group_id, first=first, last=last, name=name))
        await self._session.flush()

    async def remove_break(self, group_id: int, break_id: int) -> bool:
        """Take a break away; False when it is gone already."""
        gone = await self._session.execute(
            delete(BreakRow).where(BreakRow.group_id == group_id, BreakRow.id == break_id).returning(BreakRow.id)
        )
        return gone.first() is not None
