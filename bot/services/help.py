"""Help that is always answered: asked for, never inferred; and nobody is left to wait without being told.

A call is ``looked`` (the card was opened), ``open`` (the person wants a facilitator), ``taken`` (one has it) or
``ended``. The clock and the database say whom to tell what, so a restart in between loses no promise.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.privacy.veil import NONCE_SIZE
from bot.services.calendars import next_meeting
from bot.services.desk import Desk, group_of_channel, must_be_staff, note, role_of
from bot.services.duty import people_on_duty
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit
from bot.storage.repositories.help_calls import HelpCall

KINDS = ("talk", "upset", "leaving", "check")
__all__ = ["OUTCOMES", "HelpCall", "HelpService", "Standing", "Waiting"]

OUTCOMES = ("talked", "others-told", "safeguarding", "emergency")
SECOND_TOLD_AFTER = timedelta(minutes=2)
NOBODY_AFTER = timedelta(minutes=5)
LOOK_LASTS = timedelta(minutes=15)
TAKEN_LASTS = timedelta(hours=1)  # after that a press on Help is a new call, even when staff never said how it ended
LONGEST_CALL = timedelta(hours=24)  # nobody's id is kept for longer
TAKEN_TOLD = 3  # ``told`` of a call whose person knows that a facilitator has it


@dataclass(frozen=True)
class Standing:
    """How a person's call stands: their group, the call if there is one, and when a person will next be here.

    ``sees_room``: whether they would see a private room in the group's channel; not while they are away for today.
    """

    group: Group
    call: HelpCall | None
    first_look: bool
    is_member: bool
    next_at: datetime | None
    sees_room: bool = True


@dataclass(frozen=True)
class Waiting:
    """Somebody who must be told how it stands: ``promise`` is "first" (2 minutes), "last" (5) or "taken".

    ``on_duty`` are Discord ids of the facilitators who are here, to mention beside the roles of staff.
    """

    group: Group
    call: HelpCall
    promise: str
    owner_xid: int | None
    on_duty: tuple[int, ...] = ()


class HelpService:
    """Calls for help."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def look(self, caller: Caller, channel_xid: int, server_xid: int) -> Standing:
        """Open the help card. The first look tells staff; another one shows how it stands."""

        async def work(unit: Unit) -> Standing:
            group = await group_of_channel(unit, channel_xid, server_xid)
            is_member = role_of(group, caller) in (Role.MEMBER, Role.SUPPORTER)
            call = await self._current(unit, group, caller)
            first = call is None and is_member
            if first:
                key = self._desk.people_key(group, caller)
                await unit.help_calls.add(group.id, key, self._desk.clock.now(), "", "looked")
            return Standing(group, call, first, is_member, await self._next_at(unit, group))

        return await self._desk.store.write(work)

    async def ask(self, caller: Caller, channel_xid: int, server_xid: int, kind: str) -> tuple[Standing, bool]:
        """Ask for a facilitator; returns how it stands, and whether this press made the call."""
        if kind not in KINDS:
            raise Refused("old-button")

        async def work(unit: Unit) -> tuple[Standing, bool]:
            group = await group_of_channel(unit, channel_xid, server_xid)
            call = await self._current(unit, group, caller)
            next_at = await self._next_at(unit, group)
            if call and call.state in ("open", "taken"):
                return Standing(group, call, first_look=False, is_member=True, next_at=next_at), False
            made = await self._make(unit, group, caller, kind, call)
            in_force = await unit.measures.in_force(group.id, self._desk.people_key(group, caller))
            sees = not {"away", "left"} & {one.kind for one in in_force}
            return Standing(group, made, first_look=False, is_member=True, next_at=next_at, sees_room=sees), True

        return await self._desk.store.write(work)

    async def posted(self, call_id: int, *, thread_xid: int | None, alert_xid: int | None) -> None:
        """Remember where a call is answered."""
        await self._desk.store.write(
            lambda unit: unit.help_calls.set(call_id, thread_xid=thread_xid, alert_xid=alert_xid)
        )

    async def take(self, caller: Caller, call_id: int) -> tuple[Waiting, bool]:
        """Say "I have this". The first one has it; returns whether it was this press."""

        async def work(unit: Unit) -> tuple[Waiting, bool]:
            group, call = await self._of_staff(unit, caller, call_id)
            if call.state == "ended":
                raise Refused("help-ended")
            first = call.state == "open"
            if first:
                await unit.help_calls.set(call_id, state="taken", taken_at=self._desk.clock.now())
                await note(self._desk, unit, group, caller, "help-taken")
            return Waiting(group, await self._again(unit, call), "taken", self._owner(group, call)), first

        return await self._desk.store.write(work)

    async def end(self, caller: Caller, call_id: int, outcome: str) -> tuple[Group, HelpCall]:
        """Say how a call ended, by a press; from then on it is nobody's."""
        if outcome not in OUTCOMES:
            raise Refused("old-button")

        async def work(unit: Unit) -> tuple[Group, HelpCall]:
            group, call = await self._of_staff(unit, caller, call_id)
            if call.state == "ended":
                raise Refused("help-ended")
            await self._forget(unit, call, outcome)
            await note(
                self._desk, unit, group, caller, "help-ended"
            )  # never how: a day and a name would lead to a person
            return group, call

        ended = await self._desk.store.write(work)
        await self._sealing.forget()
        return ended

    async def due(self) -> list[Waiting]:
        """List whom to tell how it stands; ``kept`` says that it was done. Nothing is marked before it is."""

        async def work(unit: Unit) -> list[Waiting]:
            now = self._desk.clock.now()
            waiting = []
            for call in await unit.help_calls.in_states(("open", "taken")):
                if promise := _promise_due(call, now):
                    group = await unit.groups.get(call.group_id)
                    on_duty = await people_on_duty(self._desk, unit, group)
                    waiting.append(Waiting(group, call, promise, self._owner(group, call), on_duty))
            return waiting

        return await self._desk.store.read(work)

    async def kept(self, waiting: Waiting, *, alert_xid: int | None = None) -> None:
        """Write down that a promise was kept, and where staff can take the call now."""
        columns = {"told": _NUMBER[waiting.promise]} | ({"alert_xid": alert_xid} if alert_xid else {})
        await self._desk.store.write(lambda unit: unit.help_calls.set(waiting.call.id, **columns))

    async def forget_old(self) -> None:
        """Forget who asked when a look, or a call that nobody ended, is long over."""

        async def work(unit: Unit) -> int:
            now = self._desk.clock.now()
            calls = await unit.help_calls.in_states(("looked", "open", "taken"))
            old = [c for c in calls if now - c.asked_at >= (LOOK_LASTS if c.state == "looked" else LONGEST_CALL)]
            for call in old:
                await self._forget(unit, call, None)
            return len(old)

        if await self._desk.store.write(work):
            await self._sealing.forget()

    async def next_wake(self) -> datetime | None:
        """Return the next instant at which a promise is due."""
        calls = await self._desk.store.read(lambda unit: unit.help_calls.in_states(("open",)))
        wakes = [call.asked_at + after for call in calls for after in (SECOND_TOLD_AFTER, NOBODY_AFTER)]
        return min((wake for wake in wakes if wake > self._desk.clock.now()), default=None)

    async def _current(self, unit: Unit, group: Group, caller: Caller) -> HelpCall | None:
        """Find the person's call that still stands; one that has come to nothing is over, so Help starts anew."""
        call = await unit.help_calls.of(group.id, self._desk.people_key(group, caller))
        if call is None or call.state == "ended":
            return None
        now = self._desk.clock.now()
        in_vain = call.state == "open" and call.told >= _NUMBER["last"]
        long_ago = call.state == "taken" and call.taken_at is not None and now - call.taken_at >= TAKEN_LASTS
        if in_vain or long_ago:
            await self._forget(unit, call, None)
            return None
        return call

    async def _again(self, unit: Unit, call: HelpCall) -> HelpCall:
        return (await unit.help_calls.get(call.id)) or call

    async def _make(self, unit: Unit, group: Group, caller: Caller, kind: str, looked: HelpCall | None) -> HelpCall:
        now = self._desk.clock.now()
        xid = str(caller.id.for_discord())
        hidden = self._desk.people_veil(group).hide(xid, self._desk.randomness.token(NONCE_SIZE))
        key = self._desk.people_key(group, caller)
        call = looked or await unit.help_calls.add(group.id, key, now, kind, "open")
        await unit.help_calls.set(call.id, kind=kind, state="open", asked_at=now, hidden_xid=hidden)
        return await self._again(unit, call)

    async def _of_staff(self, unit: Unit, caller: Caller, call_id: int) -> tuple[Group, HelpCall]:
        call = await unit.help_calls.get(call_id)
        if call is None:
            raise Refused("help-ended")
        group = await unit.groups.get(call.group_id)
        must_be_staff(group, caller)
        return group, call

    async def _forget(self, unit: Unit, call: HelpCall, outcome: str | None) -> None:
        """End a call: how it ended stays, and nothing that leads to the person, their room in Discord included."""
        gone = dict.fromkeys(("person", "hidden_xid", "thread_xid", "alert_xid"))
        await unit.help_calls.set(call.id, state="ended", outcome=outcome, **gone)

    def _owner(self, group: Group, call: HelpCall) -> int | None:
        return int(self._desk.people_veil(group).reveal(call.hidden_xid)) if call.hidden_xid else None

    async def _next_at(self, unit: Unit, group: Group) -> datetime | None:
        """Say when a person will next be here; None while a session is open, or when no weekly time is set."""
        if await unit.sessions.open_of(group.id):
            return None
        found = await next_meeting(unit, group, self._desk.clock.now())
        return found.at if found else None


_NUMBER = {"first": 1, "last": 2, "taken": TAKEN_TOLD}  # what ``told`` says once a promise was kept


def _promise_due(call: HelpCall, now: datetime) -> str:
    """Name the promise whose time has come and that was not kept yet; after an outage only the last one is told."""
    waited = now - call.asked_at
    if call.state == "taken":
        return "taken" if call.told < TAKEN_TOLD else ""
    if waited >= NOBODY_AFTER and call.told < _NUMBER["last"]:
        return "last"
    return "first" if waited >= SECOND_TOLD_AFTER and call.told < _NUMBER["first"] else ""
