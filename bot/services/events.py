"""Discord's own event for the next date (feature B9): off by default, because "Interested" shows names.

It is never a recurring event: that would not follow the clock on the wall. One event at a time, made anew each week.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.scheduling import Meeting
from bot.services.calendars import calendars
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.schedule import Where
from bot.session import Caller, Refused, Role
from bot.storage import EventRecord, Group, Unit

SOONEST = timedelta(minutes=2)  # Discord takes no event that begins in the past


@dataclass(frozen=True)
class EventWish:
    """What a group's event is known to be, and the date that it must name; None: there must be none."""

    group: Group
    known: EventRecord
    meeting: Meeting | None


class EventService:
    """The switch of a group's events, and what must be done about them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def is_on(self, caller: Caller, where: Where) -> bool:
        """Tell a lead whether the group has events."""

        async def work(unit: Unit) -> bool:
            group = await self._led_by(unit, caller, where)
            return (await unit.native_events.of(group.id)).wanted

        return await self._desk.store.read(work)

    async def switch(self, caller: Caller, where: Where, *, on: bool) -> None:
        """Switch events on or off, for the lead of a group with a voice channel."""

        async def work(unit: Unit) -> None:
            group = await self._led_by(unit, caller, where)
            known = await unit.native_events.of(group.id)
            await unit.native_events.put(replace(known, wanted=on))
            await note(self._desk, unit, group, caller, "event-on" if on else "event-off")

        await self._desk.store.write(work)

    async def due(self) -> list[EventWish]:
        """List the events that are not as they must be."""

        async def work(unit: Unit) -> list[EventWish]:
            records = await unit.native_events.all()
            groups = [await unit.groups.get(record.group_id) for record in records]
            known = await calendars(unit, groups)
            now = self._desk.clock.now()
            wishes = []
            for record, group in zip(records, groups, strict=True):
                running = now - timedelta(minutes=group.length_minutes)
                wanted = record.wanted and group.voice_channel_xid and group.weekday >= 0
                wishes.append(EventWish(group, record, known[group.id].next(running) if wanted else None))
            return [wish for wish in wishes if not self._is_done(wish)]

        return await self._desk.store.read(work)

    def _is_done(self, wish: EventWish) -> bool:
        if wish.meeting is None:
            return wish.known.event_xid is None
        too_late = wish.meeting.at < self._desk.clock.now() + SOONEST
        same = (wish.known.on_date, wish.known.at) == (wish.meeting.on_date, wish.meeting.at)
        return too_late or (same and wish.known.event_xid is not None)

    async def made(self, wish: EventWish, event_xid: int | None) -> None:
        """Write down which event is there now; None: none."""
        meeting = wish.meeting if event_xid else None
        on_date, at = (meeting.on_date, meeting.at) if meeting else (None, None)

        async def work(unit: Unit) -> None:
            newest = await unit.native_events.of(wish.group.id)
            await unit.native_events.put(replace(newest, on_date=on_date, at=at, event_xid=event_xid))

        await self._desk.store.write(work)

    async def _led_by(self, unit: Unit, caller: Caller, where: Where) -> Group:
        group = await group_of_channel(unit, where.channel_xid, where.server_xid)
        if role_of(group, caller) is not Role.LEAD:
            raise Refused("leads-only")
        if not group.voice_channel_xid:
            raise Refused("no-voice-channel")
        return group
