"""Messages about dates. The claim is the insert of a unique row: the second one who tries is told no."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import NoticeRow
from bot.storage.repositories.inserting import insert_into


@dataclass(frozen=True)
class NoticeRecord:
    """A message about a date: what it says, and its id once it is posted."""

    on_date: date
    what: str
    fate: str
    at: datetime
    message_xid: int | None = None


class Notices:
    """Claims by group, date and kind of message."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(self, group_id: int, notice: NoticeRecord) -> bool:
        """Claim a message; False when it was claimed before, by whomever."""
        claimed = await self._session.execute(
            insert_into(self._session, NoticeRow)
            .values(group_id=group_id, on_date=notice.on_date, what=notice.what, fate=notice.fate, at=notice.at)
            .on_conflict_do_nothing(index_elements=["group_id", "on_date", "what"])
            .returning(NoticeRow.group_id)
        )
        return claimed.first() is not None

    async def since(self, group_id: int, instant: datetime) -> list[NoticeRecord]:
        """List a group's messages about what is later than an instant, earliest first."""
        found = select(NoticeRow).where(NoticeRow.group_id == group_id, NoticeRow.at > instant).order_by(NoticeRow.at)
        return [_read(row) for row in await self._session.scalars(found)]

    async def of_all_since(self, instant: datetime) -> dict[int, list[NoticeRecord]]:
        """List every group's messages about what is later than an instant, earliest first, by group."""
        found: dict[int, list[NoticeRecord]] = {}
        for row in await self._session.scalars(select(NoticeRow).where(NoticeRow.at > instant).order_by(NoticeRow.at)):
            found.setdefault(row.group_id, []).append(_read(row))
        return found

    async def set(self, group_id: int, notice: NoticeRecord) -> None:
        """Write down what a message says now, and where it is."""
        await self._session.execute(
            update(NoticeRow)
            .where(NoticeRow.group_id == group_id, NoticeRow.on_date == notice.on_date, NoticeRow.what == notice.what)
            .values(fate=notice.fate, at=notice.at, message_xid=notice.message_xid)
        )

    async def due_before(self, before: datetime) -> int:
        """Count the messages about dates that were due before an instant."""
        return await self._session.scalar(select(func.count()).where(NoticeRow.at <= before)) or 0

    async def remove(self, before: datetime) -> int:
        """Delete what is known of messages about dates before an instant; return how many."""
        old = delete(NoticeRow).where(NoticeRow.at <= before).returning(NoticeRow.group_id)
        return len((await self._session.execute(old)).all())


def _read(row: NoticeRow) -> NoticeRecord:
    return NoticeRecord(row.on_date, row.what, row.fate, row.at, row.message_xid)
