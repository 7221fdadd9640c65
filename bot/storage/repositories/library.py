"""Pages of a group's library, and what its lead changed of the pack's."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import LibraryEntryRow


@dataclass(frozen=True)
class LibraryEntry:
    """A page: what it is called, what it is in one line, where it is, what it is about, when a person looked."""

    slug: str
    label: str
    line: str
    address: str
    about: tuple[str, ...]
    checked_on: date | None = None
    removed: bool = False


class Library:
    """Entries by group and slug."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, group_id: int) -> list[LibraryEntry]:
        """List a group's own entries, those that were taken away too, oldest first."""
        found = select(LibraryEntryRow).where(LibraryEntryRow.group_id == group_id).order_by(LibraryEntryRow.id)
        return [_read(row) for row in await self._session.scalars(found)]

    async def of_all(self) -> dict[int, list[LibraryEntry]]:
        """List every group's own entries in the same way, by group."""
        found: dict[int, list[LibraryEntry]] = {}
        for row in await self._session.scalars(select(LibraryEntryRow).order_by(LibraryEntryRow.id)):
            found.setdefault(row.group_id, []).append(_read(row))
        return found

    async def put(self, group_id: int, entry: LibraryEntry) -> None:
        """Store an entry, in place of the one with its slug."""
        own = LibraryEntryRow.group_id == group_id, LibraryEntryRow.slug == entry.slug
        row = (await self._session.scalars(select(LibraryEntryRow).where(*own))).first()
        values = {**asdict(entry), "about": list(entry.about)}
        if row is None:
            self._session.add(LibraryEntryRow(group_id=group_id, **values))
        else:
            for name, value in values.items():
                setattr(row, name, value)
        await self._session.flush()


def _read(row: LibraryEntryRow) -> LibraryEntry:
    return LibraryEntry(row.slug, row.label, row.line, row.address, tuple(row.about), row.checked_on, row.removed)
