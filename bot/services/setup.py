"""The pages of /setup: what a lead chooses one thing after the other, until one press starts the group.

What was chosen is kept in the database and belongs to the server, so it can be gone on with after a restart, on another
day, or by somebody else who manages the server. It holds only what was chosen, and lies over the group's settings as
they are: whatever else was changed meanwhile stays. Nothing is in force before ``finish``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.scheduling import Break
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, note
from bot.services.groups import GroupService, must_keep_staff_apart, newest_time
from bot.services.programmes import public_holidays
from bot.services.setup_view import (
    ROLES,
    ROOMS,
    Server,
    SetupView,
    checked,
    day_of,
    field_of,
    missing,
    must_be_a_break,
    over,
    xid_of,
)
from bot.session import Caller, Refused
from bot.storage import Group, GroupDraft, SetupDraft, Unit


@dataclass(frozen=True)
class Started:
    """A group that was started or changed, and the breaks on public holidays that it got."""

    group: Group
    is_new: bool
    holidays: tuple[Break, ...]


class SetupService:
    """What is chosen on the pages; only for somebody who manages the server."""

    def __init__(self, desk: Desk, groups: GroupService) -> None:
        self._desk = desk
        self._groups = groups

    async def where(self, caller: Caller, server: Server, channel_xid: int) -> tuple[int | None, tuple[Group, ...]]:
        """Say which group's pages open in this channel, 0 for a new one, None to ask; and the server's groups."""
        _must_manage(caller)

        async def work(unit: Unit) -> tuple[int | None, tuple[Group, ...]]:
            groups = tuple(await unit.groups.of_server(server.xid))
            here = await unit.groups.of_channel(channel_xid)
            return (here.id if here in groups and here else None if groups else 0), groups

        return await self._desk.store.read(work)

    async def look(self, caller: Caller, server: Server, group_id: int) -> SetupView:
        """Read what is chosen."""
        _must_manage(caller)
        return await self._desk.store.read(lambda unit: self._view(unit, server, group_id))

    async def choose(self, caller: Caller, server: Server, group_id: int, what: str, value: Any) -> SetupView:
        """Choose one thing: rooms and roles by their ids, dates and times as such. Raises ``Refused``."""

        async def change(unit: Unit, chosen: dict[str, Any]) -> None:
            view = await self._view(unit, server, group_id)
            chosen[what] = checked(view, server, what, value, self._desk.clock.now())

        return await self._change(caller, server, group_id, change)

    async def add_break(self, caller: Caller, server: Server, group_id: int, dates: Break) -> SetupView:
        """Add days without a session."""

        async def change(unit: Unit, chosen: dict[str, Any]) -> None:
            view = await self._view(unit, server, group_id)
            must_be_a_break(view, dates)
            kept = [[str(one.first), str(one.last), one.name] for one in (*view.breaks, dates)]
            chosen["breaks"] = sorted(kept)

        return await self._change(caller, server, group_id, change)

    async def remove_break(self, caller: Caller, server: Server, group_id: int, place: int) -> SetupView:
        """Take a break away, by its place in the list; one that is gone already is no fault."""

        async def change(_unit: Unit, chosen: dict[str, Any]) -> None:
            chosen["breaks"] = [one for at, one in enumerate(chosen.get("breaks", [])) if at != place]

        return await self._change(caller, server, group_id, change)

    async def drop(self, caller: Caller, server: Server, group_id: int) -> None:
        """Forget what was chosen; the group stays as it is."""
        _must_manage(caller)
        await self._desk.store.write(lambda unit: unit.setup_drafts.remove(server.xid, group_id))

    async def finish(self, caller: Caller, server: Server, group_id: int, version: int) -> Started:
        """Start the group, or put its new settings in force. Raises ``Refused``."""
        _must_manage(caller)

        async def work(unit: Unit) -> Started:
            view = await self._view(unit, server, group_id)
            if not view.waiting:
                raise Refused("setup-done")
            if view.version != version:
                raise Refused("setup-changed")
            if view.missing:
                raise Refused("setup-missing")
            draft = await unit.setup_drafts.find(server.xid, group_id)
            await _must_be_apart(unit, view.settings, group_id, draft.chosen if draft else {})
            known = await unit.groups.get(group_id) if group_id else None
            gone: dict[str, Any] = {field_of(what): 0 for what in view.lost}
            settings = replace(view.settings, **gone)
            group = await self._groups.set_up_in(unit, caller, settings, known, view.sessions)
            if view.settings.check_in != group.check_in:
                await unit.groups.switch_check_in(group.id, on=view.settings.check_in)
                done = "check-in-on" if view.settings.check_in else "check-in-off"
                await note(self._desk, unit, group, caller, done)
            taken = await self._add_breaks(unit, group, view)
            await unit.setup_drafts.remove(server.xid, group_id)
            return Started(await unit.groups.get(group.id), known is None, taken)

        return await self._desk.store.write(work)

    async def _change(
        self, caller: Caller, server: Server, group_id: int, change: Callable[[Unit, dict[str, Any]], Awaitable[None]]
    ) -> SetupView:
        _must_manage(caller)

        async def work(unit: Unit) -> SetupView:
            draft = await unit.setup_drafts.find(server.xid, group_id)
            chosen = dict(draft.chosen) if draft else {}
            await change(unit, chosen)
            version = draft.version + 1 if draft else int.from_bytes(self._desk.randomness.token(3), "big")
            await unit.setup_drafts.put(server.xid, group_id, SetupDraft(version, chosen), self._desk.clock.now())
            view = await self._view(unit, server, group_id)
            await _must_be_apart(unit, view.settings, group_id, chosen)
            return view

        return await self._desk.store.write(work)

    async def _view(self, unit: Unit, server: Server, group_id: int) -> SetupView:
        group = next((one for one in await unit.groups.of_server(server.xid) if one.id == group_id), None)
        if group_id and group is None:
            raise Refused("old-button")
        draft = await unit.setup_drafts.find(server.xid, group_id)
        chosen = draft.chosen if draft else {}
        settings = over(await _present(unit, server, group), chosen)
        gone = [what for what in (*ROOMS, *ROLES) if (xid := xid_of(settings, what)) and xid not in server.there]
        view = SetupView(
            group_id=group_id,
            version=draft.version if draft else 0,
            settings=settings,
            sessions=chosen.get("sessions"),
            breaks=tuple(Break(day_of(first), day_of(last), name) for first, last, name in chosen.get("breaks", [])),
            holidays=bool(chosen.get("holidays")),
            missing=(),
            lost=tuple(gone),
            dated=group is None or group.weekday < 0,
            waiting=bool(chosen),
            today=self._groups.today(settings.zone),
        )
        return replace(view, missing=missing(view, self._desk.clock.now()))

    async def _add_breaks(self, unit: Unit, group: Group, view: SetupView) -> tuple[Break, ...]:
        """Add what was chosen; days on which the group does not meet need no break."""
        if not view.dated:
            return ()
        for one in view.breaks:
            if (await calendar_of(unit, group)).days(one.first, one.last):
                await unit.schedule.add_break(group.id, one.first, one.last, one.name)
        if not view.holidays:
            return ()
        offered = public_holidays(await calendar_of(unit, group), group.zone, view.today)
        taken = tuple(one for one in offered if one.first != group.weekly_from)
        for one in taken:
            await unit.schedule.add_break(group.id, one.first, one.last, one.name)
        return taken


async def _present(unit: Unit, server: Server, group: Group | None) -> GroupDraft:
    """Give the settings as they are; of a group with a weekly time, the time that was decided last."""
    if group is None:
        return GroupDraft("", server.xid, 0, 0, 0, 0)
    now = GroupDraft(**{field.name: getattr(group, field.name) for field in fields(GroupDraft)})
    newest = await newest_time(unit, group)
    return replace(now, weekday=newest.weekday, at=newest.at, weekly_from=None)


def _must_manage(caller: Caller) -> None:
    if not caller.manages_server:
        raise Refused("managers-only")


async def _must_be_apart(unit: Unit, settings: GroupDraft, group_id: int, chosen: dict[str, Any]) -> None:
    """Keep staff and members apart, and the groups of a server: of what was chosen, each has its own name and rooms.

    A voice channel may be shared by groups.
    """
    if chosen.keys() & {*ROOMS, *ROLES}:
        must_keep_staff_apart(settings)
    others = [one for one in await unit.groups.of_server(settings.server_xid) if one.id != group_id]
    if "name" in chosen and any(one.name.casefold() == settings.name.casefold() for one in others):
        raise Refused("name-taken")
    rooms = {xid for one in others for xid in (one.session_channel_xid, one.staff_channel_xid)}
    voices = {one.voice_channel_xid for one in others}
    own = {chosen.get("session", 0), chosen.get("staff", 0)}
    if (own & (rooms | voices) | {chosen.get("voice", 0)} & rooms) - {0}:
        raise Refused("channel-taken")
