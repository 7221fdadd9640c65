"""A group's settings: set up by a lead in Discord, or from ``config.toml``."""

from dataclasses import replace
from datetime import date, time

from bot.scheduling.recurrence import WeeklyTime, instant, next_occurrence, zone
from bot.services.desk import Desk, group_of_channel, must_be_staff, note
from bot.services.programmes import begin
from bot.session import Caller, Refused
from bot.storage import Group, GroupDraft, Unit


class GroupService:
    """Groups and their settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def set_up(self, caller: Caller, draft: GroupDraft, sessions: int | None = None) -> Group:
        """Store a group's settings for somebody who manages the server; with ``sessions`` a programme begins.

        ``draft.weekly_from`` is the first date, where one was given. ``draft.check_in`` is not taken from here: it is
        switched on by a press of its own, after a page that says what it means, and a group that has it on keeps it.
        """

        async def work(unit: Unit) -> Group:
            return await self.set_up_in(unit, caller, draft, await unit.groups.known(draft), sessions)

        return await self._desk.store.write(work)

    async def set_up_in(
        self, unit: Unit, caller: Caller, draft: GroupDraft, known: Group | None, sessions: int | None
    ) -> Group:
        """Do the same inside a unit of work, for the group that is ``known``, or for a new one."""
        if not caller.manages_server:
            raise Refused("managers-only")
        must_keep_staff_apart(draft)
        goes_on = known and draft.weekday >= 0 and await _goes_on(unit, draft, known, typed=True)
        group = await self._put(unit, replace(draft, check_in=known.check_in if known else False), known, typed=True)
        if not goes_on:  # the first date that a group had may be over by now
            self._must_begin_on_its_weekday(group, draft.weekly_from)
        if sessions is not None:
            first = draft.weekly_from or self._first_date(group)
            await begin(self._desk, unit, group, first, sessions)
            await unit.schedule.count_change(group.id)
        await note(self._desk, unit, group, caller, "setup-changed")
        return await unit.groups.get(group.id)

    def _must_begin_on_its_weekday(self, group: Group, first: date | None) -> None:
        if first is None:
            return
        if group.weekday < 0:
            raise Refused("no-weekly-time")
        if first.weekday() != group.weekday:
            raise Refused("not-that-weekday")
        if instant(first, group.at, group.zone) <= self._desk.clock.now():
            raise Refused("date-over")

    async def switch_check_in(self, caller: Caller, group_id: int, server_xid: int, *, on: bool) -> None:
        """Switch the questions about moods on or off, for somebody who manages the group's own server."""

        async def work(unit: Unit) -> None:
            groups = {group.id: group for group in await unit.groups.of_server(server_xid)}
            if not caller.manages_server or group_id not in groups:
                raise Refused("managers-only")
            await unit.groups.switch_check_in(group_id, on=on)
            await note(self._desk, unit, groups[group_id], caller, "check-in-on" if on else "check-in-off")

        await self._desk.store.write(work)

    async def put(self, draft: GroupDraft) -> Group:
        """Store a group's settings; a weekly time counts from its first date after it became known.

        A new or changed time has missed nothing: dates before it were never promised to anybody.
        """

        async def work(unit: Unit) -> Group:
            return await self._put(unit, draft, await unit.groups.known(draft), typed=False)

        return await self._desk.store.write(work)

    async def _put(self, unit: Unit, draft: GroupDraft, known: Group | None, *, typed: bool) -> Group:
        """Store the settings. A weekly time that is new sweeps away what was decided about the one before.

        What stands in the file of settings is read at each start, so it is new only when it has changed; what is typed
        is meant for now, so it is new unless it is the newest time that the group has.
        """
        nonces = self._desk.nonce(), self._desk.nonce()
        if known is None:
            return await unit.groups.put(self._dated(draft), *nonces)
        if await _goes_on(unit, draft, known, typed=typed):
            same = replace(draft, weekday=known.weekday, at=known.at, weekly_from=known.weekly_from)
            return await unit.groups.put(same, *nonces, group_id=known.id)
        group = await unit.groups.put(self._dated(draft), *nonces, group_id=known.id)
        if known.weekday >= 0:
            await unit.schedule.start_anew(group.id, self._desk.clock.now())
        return await unit.groups.get(group.id)

    def _dated(self, draft: GroupDraft) -> GroupDraft:
        return replace(draft, weekly_from=draft.weekly_from or self._first_date(draft))

    def _first_date(self, draft: GroupDraft) -> date:
        now = self._desk.clock.now()
        return next_occurrence(_weekly(draft), now).on_date if draft.weekday >= 0 else now.date()

    def today(self, zone_name: str) -> date:
        """Say which day it is on the wall of that zone."""
        return self._desk.clock.now().astimezone(zone(zone_name)).date()

    async def for_check(self, caller: Caller, channel_xid: int, server_xid: int) -> Group:
        """Find the group that its staff, or somebody who manages the server, wants to look over."""

        async def work(unit: Unit) -> Group:
            group = await _for_staff(unit, caller, channel_xid, server_xid)
            await note(self._desk, unit, group, caller, "rooms-checked")
            return group

        return await self._desk.store.write(work)

    async def for_staff(self, caller: Caller, channel_xid: int, server_xid: int) -> Group:
        """Find the channel's group for its staff, or for somebody who manages the server."""
        return await self._desk.store.read(lambda unit: _for_staff(unit, caller, channel_xid, server_xid))

    async def all(self) -> list[Group]:
        """List every group."""
        return await self._desk.store.read(lambda unit: unit.groups.all())

    async def of_channel(self, channel_xid: int) -> Group | None:
        """Find the group of a channel."""
        return await self._desk.store.read(lambda unit: unit.groups.of_channel(channel_xid))


async def _goes_on(unit: Unit, draft: GroupDraft, known: Group, *, typed: bool) -> bool:
    """Tell whether the weekly time in these settings is the one that the group has already."""
    kept = {await newest_time(unit, known)} | (set() if typed else {_weekly(known)})
    return _weekly(draft) in kept and draft.weekly_from in (None, known.weekly_from)


async def newest_time(unit: Unit, known: Group) -> WeeklyTime:
    """Read the weekly time that was decided last, whether it counts already or from a later date on."""
    times = (await unit.schedule.of([known.id]))[known.id].times
    if not times:
        return _weekly(known)
    return replace(_weekly(known), weekday=times[-1].weekday, at=time.fromisoformat(times[-1].at))


def _weekly(draft: GroupDraft) -> WeeklyTime:
    return WeeklyTime(draft.weekday, draft.at, draft.zone)


def must_keep_staff_apart(draft: GroupDraft) -> None:
    """Refuse settings that would show members the panel, or make every member a facilitator."""
    if {draft.staff_channel_xid} & {draft.session_channel_xid, draft.voice_channel_xid} - {0}:
        raise Refused("same-channel")
    everybody = draft.server_xid  # the id of Discord's @everyone role is the server's own
    others = {draft.member_role_xid, draft.supporter_role_xid, everybody} - {0}  # 0: not chosen yet
    if {draft.facilitator_role_xid, draft.lead_role_xid} & others:
        raise Refused("same-role")


async def _for_staff(unit: Unit, caller: Caller, channel_xid: int, server_xid: int) -> Group:
    group = await group_of_channel(unit, channel_xid, server_xid)
    if not caller.manages_server:
        must_be_staff(group, caller)
    return group
