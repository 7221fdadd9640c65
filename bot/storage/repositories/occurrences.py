"""Due dates of groups. The claim is the insert of a unique row: the second one who tries is told no."""

from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import OccurrenceRow
from bot.storage.repositories.inserting import insert_into


class Occurrences:
    """Claims by group and local date."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(self, group_id: int, on_date: date, due_at: datetime, outcome: str) -> bool:
        """Claim a date for a group; False when it was claimed before, by whomever."""
        claimed = await self._session.execute(
            insert_into(self._session, OccurrenceRow)
            .values(group_id=group_id, on_date=on_date, due_at=due_at, outcome=outcome)
            .on_conflict_do_nothing(index_elements=["group_id", "on_date"])
            .returning(OccurrenceRow.id)
        )
        return claimed.first() is not None

    async def set(self, group_id: int, on_date: date, *, outcome: str, session_id: int | None = None) -> None:
        """Write down what became of a date."""
        values = {"outcome": outcome} if session_id is None else {"outcome": outcome, "session_id": session_id}
        await self._session.execute(
            update(OccurrenceRow)
            .where(OccurrenceRow.group_id == group_id, OccurrenceRow.on_date == on_date)
            .values(**values)
        )

    async def outcome(self, group_id: int, on_date: date) -> str | None:
        """Return what became of a date; None when it was never claimed."""
        found = select(OccurrenceRow.outcome).where(
            OccurrenceRow.group_id == group_id, OccurrenceRow.on_date == on_date
        )
        return await self._session.scalar(found)

    async def claimed_since(self, since: datetime) -> frozenset[tuple[int, date]]:
        """Name the claims, of every group, of dates that were due from an instant on."""
        found = select(OccurrenceRow.group_id, OccurrenceRow.on_date).where(OccurrenceRow.due_at >= since)
        return frozenset((group_id, on_date) for group_id, on_date in await self._session.execute(found))

    async def of_group(self, group_id: int) -> list[tuple[date, str, int | None]]:
        """List a group's claimed dates with their outcome and session."""
        found = select(OccurrenceRow).where(OccurrenceRow.group_id == group_id).order_by(OccurrenceRow.on_date)
        return [(row.on_date, row.outcome, row.session_id) for row in await self._session.scalars(found)]

    async def due_before(self, before: datetime) -> int:
        """Count the claims of dates that were due before an instant."""
        return await self._session.scalar(select(func.count()).where(OccurrenceRow.due_at <= before)) or 0

    async def remove(self, before: datetime) -> int:
        """Delete the claims of dates that were due before an instant; return how many."""
        old = delete(OccurrenceRow).where(OccurrenceRow.due_at <= before).returning(OccurrenceRow.id)
        return len((await self._session.execute(old)).all())
