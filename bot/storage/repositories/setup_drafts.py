"""What was chosen on the pages of /setup, by server and group."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import SetupDraftRow


@dataclass(frozen=True)
class SetupDraft:
    """What was chosen, by the name of the setting, and how often it was changed, counted from a number by chance."""

    version: int
    chosen: dict[str, Any]


class SetupDrafts:
    """At most one for each group of a server, and one for a group to come."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, server_xid: int, group_id: int) -> SetupDraft | None:
        """Read what was chosen; None where nothing was."""
        row = await self._session.get(SetupDraftRow, (server_xid, group_id))
        return SetupDraft(row.version, dict(row.chosen)) if row else None

    async def put(self, server_xid: int, group_id: int, draft: SetupDraft, now: datetime) -> None:
        """Store what was chosen in place of what was there."""
        await self._session.merge(
            SetupDraftRow(
                server_xid=server_xid, group_id=group_id, version=draft.version, chosen=draft.chosen, touched_at=now
            )
        )

    async def remove(self, server_xid: int, group_id: int) -> None:
        """Delete what was chosen."""
        of_group = (SetupDraftRow.server_xid == server_xid) & (SetupDraftRow.group_id == group_id)
        await self._session.execute(delete(SetupDraftRow).where(of_group))

    async def touched_before(self, before: datetime) -> int:
        """Count what nobody has touched since an instant."""
        return await self._session.scalar(select(func.count()).where(SetupDraftRow.touched_at <= before)) or 0

    async def remove_touched(self, before: datetime) -> None:
        """Delete what nobody has touched since an instant."""
        await self._session.execute(delete(SetupDraftRow).where(SetupDraftRow.touched_at <= before))
