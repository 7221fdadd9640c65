"""A worry that a facilitator hands on to the lead: it arrives, it is read, or somebody is told to phone.

What was said goes through the bot to Discord and is stored nowhere. What is stored says only whether it was read,
so a restart in between loses no promise.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services.desk import Desk, group_of_channel, must_be_staff, note, role_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit
from bot.storage.repositories.hand_ons import HandOn

UNSENT_AFTER = timedelta(minutes=2)  # the bot was killed on the way: the words are lost, and that is said
AGAIN_AFTER = (timedelta(minutes=5), timedelta(minutes=30))
PASSED, READ = "worry-passed", "worry-read"  # names of actions in the audit log; they never change


@dataclass(frozen=True)
class Unread:
    """A worry that waits: ``promise`` is "unsent" (it reached nobody) or "again" (the lead has not read it)."""

    group: Group
    hand_on: HandOn
    promise: str


class HandOnService:
    """Worries on their way to the lead."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def may_pass(self, caller: Caller, channel_xid: int, server_xid: int) -> Group:
        """Find the group of somebody who wants to write; refuses everybody but staff."""
        return await self._desk.store.read(lambda unit: _staff_group(unit, caller, channel_xid, server_xid))

    async def pass_on(self, caller: Caller, channel_xid: int, server_xid: int) -> tuple[Group, HandOn]:
        """Write down that a worry is on its way, before it is; ``sent`` or ``not_sent`` must follow."""

        async def work(unit: Unit) -> tuple[Group, HandOn]:
            group = await _staff_group(unit, caller, channel_xid, server_xid)
            session = await unit.sessions.open_of(group.id)
            await note(self._desk, unit, group, caller, PASSED, session_id=session.id if session else None)
            return group, await unit.hand_ons.add(group.id, self._desk.clock.now())

        return await self._desk.store.write(work)

    async def sent(self, hand_on_id: int, thread_xid: int) -> None:
        """Remember where the lead reads it."""
        await self._desk.store.write(lambda unit: unit.hand_ons.set(hand_on_id, thread_xid=thread_xid))

    async def not_sent(self, hand_on_id: int) -> None:
        """Remember that Discord took it nowhere."""
        await self._desk.store.write(lambda unit: unit.hand_ons.set(hand_on_id, state="not-sent"))

    async def read(self, caller: Caller, hand_on_id: int, channel_xid: int, server_xid: int) -> tuple[Group, HandOn]:
        """Say "I have read this", for the lead. The first one counts; a second one is refused."""

        async def work(unit: Unit) -> tuple[Group, HandOn]:
            group = await _staff_group(unit, caller, channel_xid, server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            found = await unit.hand_ons.get(hand_on_id)
            if found is None or found.group_id != group.id:
                raise Refused("old-button")
            if found.state == "read":
                raise Refused("worry-read-before")
            now = self._desk.clock.now()
            await unit.hand_ons.set(hand_on_id, state="read", read_at=now, thread_xid=None)
            await note(self._desk, unit, group, caller, READ)
            return group, found

        return await self._desk.store.write(work)

    async def due(self) -> list[Unread]:
        """List what must be said now; ``kept`` says that it was. Nothing is marked before it is."""

        async def work(unit: Unit) -> list[Unread]:
            now = self._desk.clock.now()
            return [
                Unread(await unit.groups.get(hand_on.group_id), hand_on, promise)
                for hand_on in await unit.hand_ons.open()
                if (promise := _promise_due(hand_on, now))
            ]

        return await self._desk.store.read(work)

    async def kept(self, unread: Unread) -> None:
        """Write down that the staff were told."""
        if unread.promise == "unsent":
            await self.not_sent(unread.hand_on.id)
            return
        told = _times_due(unread.hand_on, self._desk.clock.now())
        await self._desk.store.write(lambda unit: unit.hand_ons.set(unread.hand_on.id, told=told))

    async def next_wake(self) -> datetime | None:
        """Return the next instant at which somebody must be told."""
        waiting = await self._desk.store.read(lambda unit: unit.hand_ons.open())
        wakes = [one.at + after for one in waiting for after in (UNSENT_AFTER, *AGAIN_AFTER)]
        return min((wake for wake in wakes if wake > self._desk.clock.now()), default=None)


def _promise_due(hand_on: HandOn, now: datetime) -> str:
    if hand_on.thread_xid is None:
        return "unsent" if now - hand_on.at >= UNSENT_AFTER else ""
    return "again" if _times_due(hand_on, now) > hand_on.told else ""


def _times_due(hand_on: HandOn, now: datetime) -> int:
    """Count how often the lead should have been told again by now; after an outage once is enough."""
    return sum(now - hand_on.at >= after for after in AGAIN_AFTER)


async def _staff_group(unit: Unit, caller: Caller, channel_xid: int, server_xid: int) -> Group:
    group = await group_of_channel(unit, channel_xid, server_xid)
    must_be_staff(group, caller)
    return group
