"""Telling staff about something in private (feature SA9). Nothing about it is stored: the message to staff is all.

A row would add nothing that staff do not have in their channel, and would have to be kept from whoever is meant.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.services.calendars import next_meeting
from bot.services.desk import Desk, group_of_channel, role_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit

REPORTS = ("unkind", "private", "upset", "other")


@dataclass(frozen=True)
class Reach:
    """Whom a report reaches, and when: ``next_at`` is None while a session is open or no weekly time is set."""

    group: Group
    is_open: bool
    next_at: datetime | None


class ReportService:
    """Who reads a report."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reach(self, caller: Caller, channel_xid: int, server_xid: int) -> Reach:
        """Find the group that a report goes to. Raises ``Refused``: not-a-member, not-set-up, which-group."""

        async def work(unit: Unit) -> Reach:
            group = await group_of_channel(unit, channel_xid, server_xid)
            if role_of(group, caller) is Role.OUTSIDER:
                raise Refused("not-a-member")
            is_open = await unit.sessions.open_of(group.id) is not None
            comes = None if is_open else await next_meeting(unit, group, self._desk.clock.now())
            return Reach(group, is_open, comes.at if comes else None)

        return await self._desk.store.read(work)
