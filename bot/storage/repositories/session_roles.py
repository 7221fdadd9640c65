"""Roles that members have for one session."""

from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import SessionRoleRow


@dataclass(frozen=True)
class TakenRole:
    """A role, and who has it: a code, and a name under the session's key."""

    role: str
    code: bytes = field(repr=False)
    hidden_name: bytes = field(repr=False)


class SessionRoles:
    """Roles, by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all_of(self, session_id: int) -> list[TakenRole]:
        """List the roles that somebody has, by the names of the roles."""
        found = select(SessionRoleRow).where(SessionRoleRow.session_id == session_id).order_by(SessionRoleRow.role)
        return [TakenRole(row.role, row.code, row.hidden_name) for row in await self._session.scalars(found)]

    async def put(self, session_id: int, taken: TakenRole) -> None:
        """Give a role to a person; it must be free."""
        row = SessionRoleRow(session_id=session_id, role=taken.role, code=taken.code, hidden_name=taken.hidden_name)
        self._session.add(row)
        await self._session.flush()

    async def remove(self, session_id: int, code: bytes, role: str | None = None) -> int:
        """Take a person's role back, or all of them; return how many that were."""
        own = delete(SessionRoleRow).where(SessionRoleRow.session_id == session_id, SessionRoleRow.code == code)
        if role is not None:
            own = own.where(SessionRoleRow.role == role)
        return len((await self._session.execute(own.returning(SessionRoleRow.role))).all())

    async def close(self, session_id: int) -> None:
        """Delete all roles of a session."""
        await self._session.execute(delete(SessionRoleRow).where(SessionRoleRow.session_id == session_id))
