"""The end of a programme, told early and calmly: in weeks, on the goodbye card, with where people can go next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.schedule import LONGEST_RUN, Where
from bot.session import Caller, Refused, Role
from bot.session.text import clean
from bot.storage import Group, Programme, SessionRecord, Unit

TOLD_AHEAD = 4  # sessions before the last one
MOST_LINES = 6
LONGEST_LINE = 120


@dataclass(frozen=True)
class Ending:
    """What is known at a session of a programme that has an end.

    ``left`` is how many sessions are still to come, the last of them at ``last_at``, in ``weeks`` weeks.
    """

    left: int
    weeks: int
    last_at: datetime | None
    where_next: tuple[str, ...] = ()

    @property
    def is_last(self) -> bool:
        """Tell whether no session comes after this one."""
        return self.left == 0


class EndingService:
    """Where people can go when a programme is over, as its lead writes it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def where_next(self, caller: Caller, where: Where) -> tuple[str, ...]:
        """Read the lead's lines, to be changed by a lead."""

        async def work(unit: Unit) -> tuple[str, ...]:
            _group, programme = await _led(unit, caller, where)
            return await unit.boards.ending(programme.id)

        return await self._desk.store.read(work)

    async def write(self, caller: Caller, where: Where, typed: str) -> tuple[str, ...]:
        """Store lines for the newest programme in place of those before; with nothing typed there are none.

        Raises ``Refused``: "leads-only", "no-programme", "too-many-lines" or "nothing-typed".
        """
        lines = tuple(clean(line, LONGEST_LINE) for line in typed.splitlines() if line.strip())
        if len(lines) > MOST_LINES:
            raise Refused("too-many-lines", most=MOST_LINES)

        async def work(unit: Unit) -> tuple[str, ...]:
            group, programme = await _led(unit, caller, where)
            await unit.boards.put_ending(programme.id, lines)
            await note(self._desk, unit, group, caller, "where-next-written")
            return lines

        return await self._desk.store.write(work)


async def ending_of(desk: Desk, unit: Unit, group: Group, record: SessionRecord) -> Ending | None:
    """Say how near the end of its programme a session is; None without an end, or while it is far away."""
    programmes = await unit.groups.programmes(group.id)
    if group.weekday < 0 or not programmes or programmes[-1].id != record.programme_id or not programmes[-1].planned:
        return None
    after = max(desk.clock.now(), record.starts_at)
    calendar = await calendar_of(unit, group)
    ahead = [one.at for one in calendar.between(after + timedelta(seconds=1), after + LONGEST_RUN) if one.fate.is_on]
    if len(ahead) > TOLD_AHEAD:
        return None
    where_next = await unit.boards.ending(record.programme_id)
    if not ahead:
        return Ending(0, 0, None, where_next)
    return Ending(len(ahead), weeks_until(record.starts_at, ahead[-1], group.zone), ahead[-1], where_next)


def weeks_until(now: datetime, last: datetime, zone: str) -> int:
    """Count the weeks from one instant to another, on the calendar of the group's wall: at least one, never days."""
    wall = ZoneInfo(zone)
    return max(1, round((last.astimezone(wall).date() - now.astimezone(wall).date()).days / 7))


async def _led(unit: Unit, caller: Caller, where: Where) -> tuple[Group, Programme]:
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    if role_of(group, caller) is not Role.LEAD:
        raise Refused("leads-only")
    programmes = await unit.groups.programmes(group.id)
    if not programmes:
        raise Refused("no-programme")
    return group, programmes[-1]
