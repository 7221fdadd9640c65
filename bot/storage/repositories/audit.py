"""The audit log: who among staff did what to which session. Only ever added to; it holds no member and no content."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import StaffActionRow, StaffRow
from bot.storage.models.base import MARK_SIZE


@dataclass(frozen=True)
class StaffAction:
    """One thing that staff did. ``hidden_name`` is encrypted; None once the person's name was erased."""

    at: datetime
    action: str
    role: str
    session_id: int | None
    hidden_name: bytes | None = field(repr=False)


class Audit:
    """Actions of staff, by group."""

    def __init__(self, session: AsyncSession, token: Callable[[int], bytes]) -> None:
        self._session = session
        self._token = token

    async def add(
        self, group_id: int, at: datetime, action: str, *, role: str, staff_id: int, session_id: int | None
    ) -> None:
        """Write down one action."""
        row = StaffActionRow(
            group_id=group_id, session_id=session_id, at=at, action=action, role=role, staff_id=staff_id
        )
        self._session.add(row)
        await self._session.flush()

    async def staff_id(self, code: bytes) -> int | None:
        """Find the number of a person of staff by their code."""
        return await self._session.scalar(select(StaffRow.id).where(StaffRow.code == code))

    async def add_staff(self, staff_id: int, group_id: int, code: bytes, hidden_name: bytes) -> int:
        """Write down a person of staff under a number drawn by chance; return it."""
        mark = self._token(MARK_SIZE)
        self._session.add(StaffRow(id=staff_id, group_id=group_id, code=code, hidden_name=hidden_name, mark=mark))
        await self._session.flush()
        return staff_id

    async def newest(self, group_id: int, most: int) -> list[StaffAction]:
        """List a group's newest actions, newest first."""
        found = (
            select(StaffActionRow, StaffRow.hidden_name)
            .outerjoin(StaffRow, StaffRow.id == StaffActionRow.staff_id)
            .where(StaffActionRow.group_id == group_id)
            .order_by(StaffActionRow.id.desc())
            .limit(most)
        )
        rows = (await self._session.execute(found)).all()
        return [StaffAction(row.at, row.action, row.role, row.session_id, name) for row, name in rows]

    async def was_done(self, session_id: int, action: str) -> bool:
        """Tell whether staff ever did this in a session."""
        found = select(StaffActionRow.id).where(
            StaffActionRow.session_id == session_id, StaffActionRow.action == action
        )
        return (await self._session.scalars(found.limit(1))).first() is not None

    async def forget(self, code: bytes) -> list[bytes]:
        """Erase the name under this code; what was done stays, by nobody. Return the marks of what went."""
        gone = await self._session.scalars(delete(StaffRow).where(StaffRow.code == code).returning(StaffRow.mark))
        return [mark or b"" for mark in gone]
