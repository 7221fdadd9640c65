"""A group's settings: set up by a lead in Discord, or from ``config.toml``."""

from dataclasses import replace

from bot.services.desk import Desk
from bot.session import Caller, Refused
from bot.storage import Group, GroupDraft, Unit


class GroupService:
    """Groups and their settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def set_up(self, caller: Caller, draft: GroupDraft) -> Group:
        """Store a group's settings for somebody who manages the server."""
        if not caller.manages_server:
            raise Refused("managers-only")
        return await self.put(draft)

    async def put(self, draft: GroupDraft) -> Group:
        """Store a group's settings; weekly openings count from the day they are first known."""

        async def work(unit: Unit) -> Group:
            today = self._desk.clock.now().date()
            dated = draft if draft.weekly_from else replace(draft, weekly_from=today)
            return await unit.groups.put(dated, self._desk.nonce(), self._desk.nonce())

        return await self._desk.store.write(work)

    async def all(self) -> list[Group]:
        """List every group."""
        return await self._desk.store.read(lambda unit: unit.groups.all())

    async def of_channel(self, channel_xid: int) -> Group | None:
        """Find the group of a channel."""
        return await self._desk.store.read(lambda unit: unit.groups.of_channel(channel_xid))
