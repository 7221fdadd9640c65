"""What the practice room needs to know of a group. It reads and never writes: practice leaves nothing behind."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.desk import Desk, group_of_channel
from bot.services.schedule import Where
from bot.services.sessions import agenda_of
from bot.storage import Group, Unit


@dataclass(frozen=True)
class Setting:
    """Where somebody practises: the group, the steps of its usual session in their order, and the time now."""

    group: Group
    steps: tuple[str, ...]
    now: datetime


class PracticeService:
    """The practice room: for whoever can see the group's channel, at any time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, where: Where) -> Setting:
        """Read what practice is drawn from. Raises ``Refused``: "not-set-up" or "which-group"."""

        async def work(unit: Unit) -> Setting:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            return Setting(group, tuple(agenda_of(self._desk, group)), self._desk.clock.now())

        return await self._desk.store.read(work)
