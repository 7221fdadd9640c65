"""Upkeep: help numbers that a person has checked, a help card that is pinned, rooms looked over before each session."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.content import Pack
from bot.scheduling import Meeting
from bot.services.calendars import calendars
from bot.services.desk import Desk, group_of_channel, must_be_staff, note
from bot.session import Caller
from bot.storage import Group, Unit

NAMED_AFTER = timedelta(days=60)  # then the lead is asked to check the numbers, once a week
TICK_AFTER = timedelta(days=90)  # then each panel has a button for it
NAMED_EVERY = timedelta(days=7)
DAY_BEGINS, DAY_ENDS = 9, 21  # nobody is pinged at night, by the group's own clock
LOOK_OVER_BEFORE = timedelta(hours=24)
CHECKED = "numbers-checked"  # the name of the action in the audit log; it never changes


@dataclass(frozen=True)
class Due:
    """A group whose rooms are to be looked over, and the date of the session that comes."""

    group: Group
    on_date: date


@dataclass(frozen=True)
class CleanUp:
    """A group whose room is to be cleaned: of what was posted up to an instant, all but these messages."""

    group: Group
    before: datetime
    stays: frozenset[int]


class UpkeepService:
    """What must be true before anybody needs it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def numbers_checked(self, caller: Caller, channel_xid: int, server_xid: int) -> Group:
        """Say, for staff, that a person looked at each number today."""

        async def work(unit: Unit) -> Group:
            group = await group_of_channel(unit, channel_xid, server_xid)
            must_be_staff(group, caller)
            today = self._desk.clock.now().astimezone(ZoneInfo(group.zone)).date()
            await unit.groups.set_upkeep(group.id, numbers_checked_on=today, numbers_named_on=None)
            await note(self._desk, unit, group, caller, CHECKED)
            return await unit.groups.get(group.id)

        return await self._desk.store.write(work)

    async def numbers_to_name(self) -> list[Group]:
        """List the groups whose lead must be asked now to check the numbers; by day, and once a week at most."""
        now = self._desk.clock.now()
        return [group for group in await self.groups() if self._is_to_name(group, now)]

    async def numbers_named(self, group: Group) -> None:
        """Remember that the lead was asked."""
        today = self._desk.clock.now().date()
        await self._desk.store.write(lambda unit: unit.groups.set_upkeep(group.id, numbers_named_on=today))

    async def groups(self) -> list[Group]:
        """List every group."""
        return await self._desk.store.read(lambda unit: unit.groups.all())

    async def to_clean_up(self) -> list[CleanUp]:
        """List the groups that chose to have old cards deleted (feature P14); the newest session's card stays."""

        async def work(unit: Unit) -> list[CleanUp]:
            found = []
            for group in await unit.groups.all():
                newest = await unit.sessions.newest_of(group.id)
                stays = {newest.card_xid if newest else None, group.help_card_xid}
                before = self._desk.clock.now() - timedelta(days=group.clean_up_days)
                found.append(CleanUp(group, before, frozenset(one for one in stays if one)))
            return [one for one in found if one.group.clean_up_days]

        return await self._desk.store.read(work)

    async def is_meeting(self, group: Group) -> bool:
        """Tell whether a session of the group is open: its own card is then the newest message, and stays that."""
        return await self._desk.store.read(lambda unit: unit.sessions.open_of(group.id)) is not None

    async def posted_help_card(self, group: Group, message_xid: int) -> None:
        """Remember which message is the help card."""
        await self._desk.store.write(lambda unit: unit.groups.set_upkeep(group.id, help_card_xid=message_xid))

    async def to_look_over(self) -> list[Due]:
        """List the groups that meet within 24 hours and whose rooms were not looked over for it."""
        now = self._desk.clock.now()
        coming = await self._coming(now)
        soon = [(group, meeting) for group, meeting in coming if meeting.at - now <= LOOK_OVER_BEFORE]
        return [Due(group, meeting.on_date) for group, meeting in soon if group.looked_over_for != meeting.on_date]

    async def looked_over(self, due: Due) -> None:
        """Remember that it was done, so that it is done once."""
        await self._desk.store.write(lambda unit: unit.groups.set_upkeep(due.group.id, looked_over_for=due.on_date))

    async def next_wake(self) -> datetime | None:
        """Return the next instant at which rooms are to be looked over."""
        coming = await self._coming(self._desk.clock.now() + LOOK_OVER_BEFORE)
        return min((meeting.at - LOOK_OVER_BEFORE for _group, meeting in coming), default=None)

    async def _coming(self, after: datetime) -> list[tuple[Group, Meeting]]:
        """List each group that meets after an instant, with its first meeting."""

        async def work(unit: Unit) -> list[tuple[Group, Meeting]]:
            groups = await unit.groups.all()
            found = await calendars(unit, groups)
            coming = [(group, found[group.id].next(after)) for group in groups]
            return [(group, meeting) for group, meeting in coming if meeting]

        return await self._desk.store.read(work)

    def _is_to_name(self, group: Group, now: datetime) -> bool:
        local = now.astimezone(ZoneInfo(group.zone))
        is_day = DAY_BEGINS <= local.hour < DAY_ENDS
        named = group.numbers_named_on
        is_new = named is None or now.date() - named >= NAMED_EVERY
        return is_day and is_new and are_old(self._desk.pack, group, now, NAMED_AFTER)


def checked_on(pack: Pack, group: Group | None) -> date:
    """Say when a person last checked the numbers: the pack's own date, or the group's where that is newer."""
    own = group.numbers_checked_on if group else None
    return max(pack.help_lines.checked_on, own or date.min)


def are_old(pack: Pack, group: Group, now: datetime, after: timedelta = TICK_AFTER) -> bool:
    """Tell whether the numbers were last checked longer ago than that."""
    return now.astimezone(ZoneInfo(group.zone)).date() - checked_on(pack, group) > after
