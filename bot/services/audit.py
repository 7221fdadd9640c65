"""The audit log for the lead: who among staff did what, and when. Never a member, never what anybody said."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.desk import Desk, group_of_channel, role_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit

MOST_SHOWN = 25


@dataclass(frozen=True)
class Deed:
    """One thing that staff did. ``action`` names the sentence ``action.<name>``; ``name`` is None once erased."""

    at: datetime
    action: str
    role: str
    session_id: int | None
    name: str | None


class AuditService:
    """Reading the log. ``bot.services.desk.note`` writes it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def newest(self, caller: Caller, channel_xid: int, server_xid: int) -> tuple[Group, list[Deed]]:
        """List the newest deeds of the channel's group, newest first, for its lead. Raises ``Refused``."""

        async def work(unit: Unit) -> tuple[Group, list[Deed]]:
            group = await group_of_channel(unit, channel_xid, server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            veil = self._desk.staff_veil(group)
            found = await unit.audit.newest(group.id, MOST_SHOWN)
            return group, [
                Deed(
                    one.at,
                    one.action,
                    one.role,
                    one.session_id,
                    veil.reveal(one.hidden_name) if one.hidden_name else None,
                )
                for one in found
            ]

        return await self._desk.store.read(work)
