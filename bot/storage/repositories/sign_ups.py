"""What people said about a date, under their codes; and why people left, in numbers alone."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import LeavingTotalRow, SignUpRow


class SignUps:
    """Sign-ups by group and date."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, group_id: int, on_date: date, person: bytes, choice: str) -> None:
        """Store a person's choice in place of the one before."""
        await self._session.merge(SignUpRow(group_id=group_id, on_date=on_date, person=person, choice=choice))

    async def remove(self, group_id: int, on_date: date, person: bytes) -> None:
        """Take a person's choice back."""
        await self._session.execute(
            delete(SignUpRow).where(
                SignUpRow.group_id == group_id, SignUpRow.on_date == on_date, SignUpRow.person == person
            )
        )

    async def counts(self, group_id: int, on_date: date) -> dict[str, int]:
        """Count each choice for a date."""
        counted = (
            select(SignUpRow.choice, func.count().label("n"))
            .where(SignUpRow.group_id == group_id, SignUpRow.on_date == on_date)
            .group_by(SignUpRow.choice)
        )
        return {row.choice: row.n for row in await self._session.execute(counted)}

    async def of(self, group_id: int, person: bytes) -> Sequence[tuple[date, str]]:
        """List what a person said, by date."""
        found = select(SignUpRow.on_date, SignUpRow.choice).where(
            SignUpRow.group_id == group_id, SignUpRow.person == person
        )
        return [(day, choice) for day, choice in await self._session.execute(found.order_by(SignUpRow.on_date))]

    async def forget(self, group_id: int, person: bytes) -> int:
        """Delete all that a person said; return how much it was."""
        gone = await self._session.execute(
            delete(SignUpRow)
            .where(SignUpRow.group_id == group_id, SignUpRow.person == person)
            .returning(SignUpRow.on_date)
        )
        return len(gone.all())

    async def count_until(self, last: date) -> int:
        """Count the sign-ups for dates up to a day."""
        return await self._session.scalar(select(func.count()).where(SignUpRow.on_date <= last)) or 0

    async def remove_until(self, last: date) -> None:
        """Delete the sign-ups for dates up to a day."""
        await self._session.execute(delete(SignUpRow).where(SignUpRow.on_date <= last))

    async def count_leaving(self, group_id: int, choice: str) -> None:
        """Add one to a reason for leaving."""
        row = await self._session.get(LeavingTotalRow, (group_id, choice))
        if row is None:
            self._session.add(LeavingTotalRow(group_id=group_id, choice=choice, n=1))
        else:
            row.n += 1

    async def leaving(self, group_id: int) -> dict[str, int]:
        """Read how often each reason for leaving was chosen."""
        found = select(LeavingTotalRow.choice, LeavingTotalRow.n).where(LeavingTotalRow.group_id == group_id)
        return {row.choice: row.n for row in await self._session.execute(found)}
