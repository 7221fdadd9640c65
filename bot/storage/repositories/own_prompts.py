"""A group's own icebreakers, encrypted."""

from dataclasses import dataclass, field

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import OwnPromptRow, UsedItemRow


@dataclass(frozen=True)
class OwnPromptRecord:
    """One of them: its name in the database, its number in the group, and its hidden words."""

    slug: str
    number: int
    hidden: bytes = field(repr=False)


class OwnPrompts:
    """Own icebreakers by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, group_id: int) -> list[OwnPromptRecord]:
        """List a group's own, oldest first."""
        found = select(OwnPromptRow).where(OwnPromptRow.group_id == group_id).order_by(OwnPromptRow.id)
        return [OwnPromptRecord(row.slug, row.number, row.hidden) for row in await self._session.scalars(found)]

    async def add(self, group_id: int, slug: str, hidden: bytes) -> None:
        """Store a new one with the next number."""
        last = await self._session.scalar(
            select(func.max(OwnPromptRow.number)).where(OwnPromptRow.group_id == group_id)
        )
        self._session.add(OwnPromptRow(group_id=group_id, slug=slug, number=(last or 0) + 1, hidden=hidden))
        await self._session.flush()

    async def change(self, group_id: int, slug: str, hidden: bytes) -> None:
        """Store other words in the place of the ones before."""
        own = OwnPromptRow.group_id == group_id, OwnPromptRow.slug == slug
        await self._session.execute(update(OwnPromptRow).where(*own).values(hidden=hidden))

    async def remove(self, group_id: int, slug: str) -> int:
        """Delete one, with how often it was used; return how many there were."""
        own = OwnPromptRow.group_id == group_id, OwnPromptRow.slug == slug
        gone = await self._session.scalars(delete(OwnPromptRow).where(*own).returning(OwnPromptRow.id))
        used = UsedItemRow.group_id == group_id, UsedItemRow.item == slug
        await self._session.execute(delete(UsedItemRow).where(*used))
        return len(gone.all())
