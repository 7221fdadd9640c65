"""A group's settings: set up by a lead in Discord, or from ``config.toml``."""

from dataclasses import replace
from datetime import date

from bot.scheduling.recurrence import WeeklyTime, next_occurrence
from bot.services.desk import Desk, group_of_channel, must_be_staff, note
from bot.session import Caller, Refused
from bot.storage import Group, GroupDraft, Unit


class GroupService:
    """Groups and their settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def set_up(self, caller: Caller, draft: GroupDraft) -> Group:
        """Store a group's settings for somebody who manages the server.

        ``draft.check_in`` is not taken from here: it is switched on by a press of its own, after a page that says
        what it means, and a group that has it on keeps it.
        """
        if not caller.manages_server:
            raise Refused("managers-only")
        must_keep_staff_apart(draft)

        async def work(unit: Unit) -> Group:
            known = await unit.groups.known(draft)
            group = await self._put(unit, replace(draft, check_in=known.check_in if known else False))
            await note(self._desk, unit, group, caller, "setup-changed")
            return group

        return await self._desk.store.write(work)

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
        return await self._desk.store.write(lambda unit: self._put(unit, draft))

    async def _put(self, unit: Unit, draft: GroupDraft) -> Group:
        known = await unit.groups.known(draft)
        if known and _weekly(known) == _weekly(draft):
            since = known.weekly_from
        else:
            since = draft.weekly_from or self._first_date(draft)
        return await unit.groups.put(replace(draft, weekly_from=since), self._desk.nonce(), self._desk.nonce())

    def _first_date(self, draft: GroupDraft) -> date:
        now = self._desk.clock.now()
        return next_occurrence(_weekly(draft), now).on_date if draft.weekday >= 0 else now.date()

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


def _weekly(draft: GroupDraft) -> WeeklyTime:
    return WeeklyTime(draft.weekday, draft.at, draft.zone)


def must_keep_staff_apart(draft: GroupDraft) -> None:
    """Refuse settings that would show members the panel, or make every member a facilitator."""
    if draft.staff_channel_xid in (draft.session_channel_xid, draft.voice_channel_xid):
        raise Refused("same-channel")
    everybody = draft.server_xid  # the id of Discord's @everyone role is the server's own
    if {draft.facilitator_role_xid, draft.lead_role_xid} & {draft.member_role_xid, draft.supporter_role_xid, everybody}:
        raise Refused("same-role")


async def _for_staff(unit: Unit, caller: Caller, channel_xid: int, server_xid: int) -> Group:
    group = await group_of_channel(unit, channel_xid, server_xid)
    if not caller.manages_server:
        must_be_staff(group, caller)
    return group
