"""Who of staff is on duty in a session: a code, and while the session is open an encrypted id to mention them by."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import DutyRow, SessionRow, StaffRow

READY, GONE = "ready", "gone"


@dataclass(frozen=True)
class Duty:
    """One person on duty. ``state``: ready, gone. ``hidden_name`` is None where no name is kept."""

    id: int
    state: str
    leading: bool
    code: bytes = field(repr=False)
    hidden_xid: bytes | None = field(repr=False)
    hidden_name: bytes | None = field(repr=False)

    @property
    def ready(self) -> bool:
        """Tell whether this person is here."""
        return self.state == READY


class Duties:
    """People on duty, by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, session_id: int) -> list[Duty]:
        """List everybody who was on duty in a session, in the order in which they came."""
        found = (
            select(DutyRow, StaffRow.hidden_name)
            .outerjoin(StaffRow, StaffRow.code == DutyRow.code)
            .where(DutyRow.session_id == session_id)
            .order_by(DutyRow.id)
        )
        rows = (await self._session.execute(found)).all()
        return [Duty(row.id, row.state, row.leading, row.code, row.hidden_xid, name) for row, name in rows]

    async def ready(self, session_id: int) -> list[Duty]:
        """List those who are here."""
        return [duty for duty in await self.of(session_id) if duty.ready]

    async def find(self, session_id: int, code: bytes) -> Duty | None:
        """Find one person's duty."""
        return next((duty for duty in await self.of(session_id) if duty.code == code), None)

    async def put(self, session_id: int, code: bytes, *, state: str, hidden_xid: bytes | None) -> None:
        """Write down that a person is here, or has gone; who has gone leads no more."""
        found = select(DutyRow).where(DutyRow.session_id == session_id, DutyRow.code == code)
        row = (await self._session.scalars(found)).one_or_none()
        if row is None:
            row = DutyRow(session_id=session_id, code=code, leading=False)
            self._session.add(row)
        row.state, row.hidden_xid = state, hidden_xid
        row.leading = row.leading and state == READY
        await self._session.flush()

    async def lead(self, session_id: int, code: bytes) -> None:
        """Let one person lead, and nobody else."""
        await self._session.execute(
            update(DutyRow).where(DutyRow.session_id == session_id).values(leading=DutyRow.code == code)
        )

    async def set(self, duty_id: int, **columns: Any) -> None:
        """Store what changed in a duty."""
        await self._session.execute(update(DutyRow).where(DutyRow.id == duty_id).values(**columns))

    async def forget_ids(self, session_id: int) -> None:
        """Delete the encrypted ids: nobody needs to be mentioned once a session is over."""
        await self._session.execute(update(DutyRow).where(DutyRow.session_id == session_id).values(hidden_xid=None))

    async def held_by(self, code: bytes, since: date) -> int:
        """Count the sessions since a day that were opened to members with this person on duty."""
        found = select(func.count()).select_from(DutyRow).join(SessionRow, SessionRow.id == DutyRow.session_id)
        held = (DutyRow.code == code, SessionRow.opened_at.is_not(None), SessionRow.on_date >= since)
        return await self._session.scalar(found.where(*held)) or 0

    async def count_of(self, code: bytes) -> int:
        """Count the duties that are kept under a code."""
        return await self._session.scalar(select(func.count()).where(DutyRow.code == code)) or 0

    async def forget(self, code: bytes) -> int:
        """Delete a person's duties; return how many."""
        gone = await self._session.execute(delete(DutyRow).where(DutyRow.code == code).returning(DutyRow.id))
        return len(gone.all())

    async def old(self, before: date) -> int:
        """Count the duties of sessions up to a day."""
        return await self._session.scalar(select(func.count()).where(DutyRow.session_id.in_(_until(before)))) or 0

    async def remove_old(self, before: date) -> None:
        """Delete the duties of sessions up to a day."""
        await self._session.execute(delete(DutyRow).where(DutyRow.session_id.in_(_until(before))))


def _until(day: date) -> Any:
    return select(SessionRow.id).where(SessionRow.on_date <= day)
