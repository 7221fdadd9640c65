"""Reminders for who asked for them, and a break from them: by direct message, never at night, never twice.

A reminder is written down before it goes out. So a kill in between loses one, and none goes out twice.
"""

from dataclasses import dataclass, field
from itertools import groupby

from bot.privacy.veil import NONCE_SIZE
from bot.scheduling import KINDS, REMINDERS_FURTHEST, Meeting, calendar_file, may_go
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, role_of
from bot.services.schedule import Where
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit
from bot.storage.repositories.reminders import ReminderRecord

MOST = 2  # reminders of one date for one person, also when the date is moved
DATES_IN_FILE = 26


@dataclass(frozen=True)
class ReminderPage:
    """What a person asked for in a group. ``unheard``: Discord did not let us write to them."""

    group: Group
    day: bool = False
    hour: bool = False
    paused: bool = False
    unheard: bool = False


@dataclass(frozen=True)
class Reminder:
    """A reminder that is to go out now."""

    group: Group
    meeting: Meeting
    person: bytes = field(repr=False)
    kind: str
    owner_xid: int = field(repr=False)


class ReminderService:
    """What a person wants to be told, and what is due."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def show(self, caller: Caller, where: Where) -> ReminderPage:
        """Show a person what they asked for; whoever has left the group may look too."""

        async def work(unit: Unit) -> ReminderPage:
            return await self._page(unit, await _group(unit, where), caller)

        return await self._desk.store.read(work)

    async def choose(self, caller: Caller, where: Where, kind: str, *, on: bool) -> ReminderPage:
        """Switch one kind on or off: "day" or "hour" before. With both off nothing of the person is kept."""
        if kind not in KINDS:
            raise Refused("old-button")

        async def work(unit: Unit) -> tuple[ReminderPage, bool]:
            group = await _group(unit, where)
            if on:
                await self._wake(unit, group, caller, **{kind: True})
                return await self._page(unit, group, caller), False
            key = self._desk.people_key(group, caller)
            found = await unit.reminders.find(key)
            if found is not None:
                await unit.reminders.set(key, group.id, **{kind: False})
            gone = found is not None and await _drop_empty(unit, key)
            return await self._page(unit, group, caller), gone

        page, gone = await self._desk.store.write(work)
        if gone:
            await self._sealing.forget()
        return page

    async def try_again(self, caller: Caller, where: Where) -> ReminderPage:
        """Send reminders again to somebody whom Discord did not let us reach."""

        async def work(unit: Unit) -> ReminderPage:
            group = await _group(unit, where)
            if await unit.reminders.find(self._desk.people_key(group, caller)):
                await self._wake(unit, group, caller)
            return await self._page(unit, group, caller)

        return await self._desk.store.write(work)

    async def stop(self, caller: Caller, group_id: int) -> None:
        """End all reminders of a group, from wherever the person presses; pressing twice changes nothing."""

        async def work(unit: Unit) -> bool:
            unit.look_everywhere()  # the press is in a direct message
            group = next((one for one in await unit.groups.all() if one.id == group_id), None)
            if group is None:
                raise Refused("old-button")
            key = self._desk.people_key(group, caller)
            found = await unit.reminders.find(key)
            if found is None:
                return False
            await unit.reminders.set(key, group.id, day=False, hour=False)
            return await _drop_empty(unit, key)

        if await self._desk.store.write(work):
            await self._sealing.forget()

    async def pause(self, caller: Caller, where: Where) -> ReminderPage:
        """Send a person nothing until they come back; meanwhile not even their encrypted id is kept."""

        async def work(unit: Unit) -> ReminderPage:
            group = await _group(unit, where)
            key = self._desk.people_key(group, caller)
            if role_of(group, caller) is Role.OUTSIDER and not await unit.reminders.find(key):
                raise Refused("not-a-member")
            await unit.reminders.set(key, group.id, paused=True, hidden_xid=None)
            return await self._page(unit, group, caller)

        page = await self._desk.store.write(work)
        await self._sealing.forget()
        return page

    async def come_back(self, caller: Caller, where: Where) -> ReminderPage:
        """End a person's break: what they asked for before counts again."""

        async def work(unit: Unit) -> ReminderPage:
            group = await _group(unit, where)
            key = self._desk.people_key(group, caller)
            if await unit.reminders.find(key):
                await self._wake(unit, group, caller)
                await _drop_empty(unit, key)
            return await self._page(unit, group, caller)

        return await self._desk.store.write(work)

    async def due(self) -> list[Reminder]:
        """Take what is due now: each reminder is given once, and never again after it was."""
        if not await self._desk.store.read(self._candidates):
            return []

        async def work(unit: Unit) -> list[Reminder]:
            taken = await self._candidates(unit)
            for one in taken:
                await unit.reminders.add_sent(one.person, one.meeting.on_date, one.kind, one.meeting.at)
            return taken

        return await self._desk.store.write(work)

    async def unheard(self, reminder: Reminder) -> None:
        """Remember that Discord does not let us write to this person: no more tries, until they say so."""

        async def work(unit: Unit) -> None:
            if await unit.reminders.find(reminder.person):
                await unit.reminders.set(reminder.person, reminder.group.id, reach="closed")

        await self._desk.store.write(work)

    async def news(self, caller: Caller, where: Where) -> bool:
        """Look whether a person who presses must hear, once, that reminders do not reach them.

        A press is also when an id that no backup holds is known again.
        """

        async def waiting(unit: Unit) -> tuple[Group, ReminderRecord] | None:
            group = await _group(unit, where)
            found = await unit.reminders.find(self._desk.people_key(group, caller))
            if found is None or found.paused or (found.hidden_xid and found.reach != "closed"):
                return None
            return group, found

        async def work(unit: Unit) -> bool:
            here = await waiting(unit)
            if here is None:
                return False
            group, found = here
            closed = found.reach == "closed"
            hidden = found.hidden_xid or self._hide(group, caller)
            await unit.reminders.set(found.person, group.id, hidden_xid=hidden, reach="told" if closed else found.reach)
            return closed

        try:
            if await self._desk.store.read(waiting) is None:
                return False
            return await self._desk.store.write(work)
        except Refused:  # pressed where no group is
            return False

    async def calendar_file(self, caller: Caller, where: Where) -> bytes:
        """Write the next dates as a calendar file: a neutral name, and no word about the group or its people."""

        async def work(unit: Unit) -> tuple[Group, list[Meeting]]:
            group = await _group(unit, where)
            _must_belong(group, caller)
            calendar, found = await calendar_of(unit, group), list[Meeting]()
            after = self._desk.clock.now()
            while len(found) < DATES_IN_FILE and (meeting := calendar.next(after)):
                found.append(meeting)
                after = meeting.at
            return group, found

        group, meetings = await self._desk.store.read(work)
        if not meetings:
            raise Refused("no-dates-ahead")
        name = self._desk.pack.say("calendar.name")
        code = self._desk.people_veil(group).tag(b"calendar").hex()  # the same each time, and no number of Discord's
        return calendar_file(
            meetings,
            name=name,
            zone_name=group.zone,
            minutes=group.length_minutes,
            code=code,
            version=group.schedule_version,
            now=self._desk.clock.now(),
        )

    async def _candidates(self, unit: Unit) -> list[Reminder]:
        """List what may go out now and did not yet."""
        now, found = self._desk.clock.now(), list[Reminder]()
        for group_id, rows in groupby(await unit.reminders.reachable(), lambda row: row.group_id):
            group, people = await unit.groups.get(group_id), list(rows)
            for meeting in (await calendar_of(unit, group)).between(now, now + REMINDERS_FURTHEST):
                kinds = [kind for kind in KINDS if may_go(kind, meeting.at, group.zone, now)]
                if meeting.fate.is_on and kinds:
                    found += await self._of_meeting(unit, group, meeting, kinds, people)
        return found

    async def _of_meeting(
        self, unit: Unit, group: Group, meeting: Meeting, kinds: list[str], people: list[ReminderRecord]
    ) -> list[Reminder]:
        sent = await unit.reminders.sent([one.person for one in people], meeting.on_date)
        found = list[Reminder]()
        for one in people:
            before = {(kind, at) for person, kind, at in sent if person == one.person}
            new = [kind for kind in kinds if getattr(one, kind) and (kind, meeting.at) not in before]
            for kind in new[: max(0, MOST - len(before))]:
                assert one.hidden_xid is not None
                owner = int(self._desk.people_veil(group).reveal(one.hidden_xid))
                found.append(Reminder(group, meeting, one.person, kind, owner))
        return found

    async def _wake(self, unit: Unit, group: Group, caller: Caller, **wishes: bool) -> None:
        """Let a member be reached (again)."""
        _must_belong(group, caller)
        key = self._desk.people_key(group, caller)
        hidden = self._hide(group, caller)
        await unit.reminders.set(key, group.id, paused=False, reach="open", hidden_xid=hidden, **wishes)

    def _hide(self, group: Group, caller: Caller) -> bytes:
        nonce = self._desk.randomness.token(NONCE_SIZE)
        return self._desk.people_veil(group).hide(str(caller.id.for_discord()), nonce)

    async def _page(self, unit: Unit, group: Group, caller: Caller) -> ReminderPage:
        found = await unit.reminders.find(self._desk.people_key(group, caller))
        if found is None:
            return ReminderPage(group)
        return ReminderPage(group, found.day, found.hour, found.paused, unheard=found.reach != "open")


async def _group(unit: Unit, where: Where) -> Group:
    return await group_of_channel(unit, where.channel_xid, where.server_xid)


def _must_belong(group: Group, caller: Caller) -> None:
    if role_of(group, caller) is Role.OUTSIDER:
        raise Refused("not-a-member")


async def _drop_empty(unit: Unit, key: bytes) -> bool:
    """Delete what is kept of a person who asked for nothing and has no break; tell whether it was."""
    found = await unit.reminders.find(key)
    if found is None or found.day or found.hour or found.paused:
        return False
    return bool(await unit.reminders.remove(key))
