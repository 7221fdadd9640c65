"""How the bot is, for a lead: the last backup, the next session, the last error, in plain words (R11)."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.scheduling import Meeting
from bot.services.calendars import next_meeting
from bot.services.desk import Desk, group_of_channel, role_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit

_OF_BACKUPS = "backups"


class Watch(logging.Handler):
    """Remembers when the log last told of an error, and what it was about; never its text."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last: tuple[datetime, str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Remember one."""
        about = "backup" if record.name.endswith(_OF_BACKUPS) else "other"
        self.last = datetime.fromtimestamp(record.created, UTC), about


@dataclass(frozen=True)
class Status:
    """``keeps_backups``: False in a rehearsal. ``error``: when, and "backup" or "other"; since the last start."""

    group: Group
    keeps_backups: bool
    backup: datetime | None
    meeting: Meeting | None
    error: tuple[datetime, str] | None


class StatusService:
    """Asked by a lead. The process that runs the bot sets ``last_backup`` and lets ``watch`` hear its log."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.watch = Watch()
        self.last_backup: Callable[[], datetime | None] | None = None

    async def look(self, caller: Caller, channel_xid: int, server_xid: int) -> Status:
        """Say how the bot is. Raises ``Refused``."""

        async def work(unit: Unit) -> tuple[Group, Meeting | None]:
            group = await group_of_channel(unit, channel_xid, server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            return group, await next_meeting(unit, group, self._desk.clock.now())

        group, meeting = await self._desk.store.read(work)
        backup = await asyncio.to_thread(self.last_backup) if self.last_backup else None
        return Status(group, self.last_backup is not None, backup, meeting, self.watch.last)
