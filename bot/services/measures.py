"""The ladder by which staff look after people: a private word, quiet for today, leave for today, leave the group.

Each is stored before Discord does it, so that a restart in between loses none: the beat does what is ``wanted`` and
takes back what is ``lifting`` until Discord has. Who it is about is kept only while it lasts, as a code and an
encrypted id. Who of staff did it is in the audit log, which never says to whom.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, group_of_channel, must_be_staff, note, role_of
from bot.services.sealing import SealingService
from bot.services.taking_part import step_out
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit
from bot.storage.repositories.measures import IN_FORCE, Measure

KINDS = ("word", "quiet", "away", "left")  # in the database and in addresses of buttons; they never change
UNTIL_CLOSE = ("quiet", "away")
GONE = ("away", "left")  # the person is not there any more: their hand and their roles go
REASONS = ("rules", "hurt", "many", "private", "rest", "explain")
TAKEN = {"word": "measure-word", "quiet": "measure-quiet", "away": "measure-away", "left": "measure-left"}
LIFTED = {"quiet": "lifted-quiet", "away": "lifted-away", "left": "lifted-left"}


@dataclass(frozen=True)
class Task:
    """A measure, and whom it is about: what Discord must be asked to do, or what staff read in private."""

    group: Group
    measure: Measure
    person_xid: int

    def __repr__(self) -> str:
        return "Task(hidden)"


@dataclass(frozen=True)
class Ladder:
    """What a person of staff may do about somebody now."""

    group: Group
    kinds: tuple[str, ...]


class MeasureService:
    """Measures: taken by staff, lifted by staff or by the close of the session."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def menu(self, caller: Caller, channel_xid: int, server_xid: int) -> list[Task]:
        """List what is in force in the group, for staff alone."""

        async def work(unit: Unit) -> list[Task]:
            group = await _staff_group(unit, caller, channel_xid, server_xid)
            found = [self._task(group, one) for one in await unit.measures.open_of(group.id) if one.state in IN_FORCE]
            return [task for task in found if task]

        return await self._desk.store.read(work)

    async def ladder(self, caller: Caller, person: Caller, channel_xid: int, server_xid: int) -> Ladder:
        """Say what may be done about a person; never about staff."""

        async def work(unit: Unit) -> Ladder:
            group = await _staff_group(unit, caller, channel_xid, server_xid)
            _must_be_member(group, person)
            has = {one.kind for one in await unit.measures.in_force(group.id, self._desk.people_key(group, person))}
            is_open = await unit.sessions.open_of(group.id) is not None
            may = {"word": True, "quiet": is_open, "away": is_open, "left": _may_leave(group, caller, person)}
            return Ladder(group, tuple(kind for kind in KINDS if may[kind] and kind not in has))

        return await self._desk.store.read(work)

    async def take(
        self, caller: Caller, person: Caller, what: tuple[str, str], channel_xid: int, server_xid: int
    ) -> Task:
        """Take a measure about a person; ``what`` is its kind and its reason. Discord has yet to do it."""
        kind, reason = what
        if kind not in KINDS or reason not in REASONS:
            raise Refused("old-button")

        async def work(unit: Unit) -> Task:
            group = await _staff_group(unit, caller, channel_xid, server_xid)
            _must_be_member(group, person)
            if kind == "left" and not _may_leave(group, caller, person):
                raise Refused("leads-only" if role_of(group, caller) is not Role.LEAD else "supporter-stays")
            session = await unit.sessions.open_of(group.id)
            if kind in UNTIL_CLOSE and session is None:
                raise Refused("no-session-now")
            key = self._desk.people_key(group, person)
            if any(one.kind == kind for one in await unit.measures.in_force(group.id, key)):
                raise Refused("measure-on")
            measure = await self._add(unit, group, session.id if session else None, what, person)
            if kind in GONE and session is not None:
                await step_out(self._desk, unit, session.id, person)
            await note(self._desk, unit, group, caller, TAKEN[kind], session_id=measure.session_id)
            return Task(group, measure, person.id.for_discord())

        return await self._desk.store.write(work)

    async def lift(self, caller: Caller, measure_id: int, channel_xid: int, server_xid: int) -> Task:
        """Take a measure back; only the lead lets somebody back into the group. Discord has yet to do it."""

        async def work(unit: Unit) -> Task:
            group = await _staff_group(unit, caller, channel_xid, server_xid)
            measure = await unit.measures.get(measure_id)
            task = self._task(group, measure) if measure and measure.group_id == group.id else None
            if measure is None or task is None or measure.state not in IN_FORCE:
                raise Refused("measure-over")
            if measure.kind == "left" and role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            await unit.measures.set(measure_id, state="lifting")
            await note(self._desk, unit, group, caller, LIFTED[measure.kind], session_id=measure.session_id)
            return task

        return await self._desk.store.write(work)

    async def told(self, measure_id: int, thread_xid: int) -> None:
        """Remember the private room in which the person was told."""
        await self._desk.store.write(lambda unit: unit.measures.set(measure_id, thread_xid=thread_xid))

    async def is_on(self, task: Task) -> None:
        """Write down that Discord has done it; not when it was lifted meanwhile."""

        async def work(unit: Unit) -> None:
            fresh = await unit.measures.get(task.measure.id)
            if fresh and fresh.state == "wanted":
                await unit.measures.set(fresh.id, state="on")

        await self._desk.store.write(work)

    async def is_over(self, task: Task) -> None:
        """Write down that Discord has taken it back; from then on it is about nobody."""
        await self._desk.store.write(lambda unit: unit.measures.set(task.measure.id, **_ended(self._desk.clock.now())))
        await self._sealing.forget()

    async def due(self) -> list[Task]:
        """List what Discord has yet to do, first taking back what ends with a session that is closed."""

        async def work(unit: Unit) -> list[Task]:
            for measure in await unit.measures.open():
                if measure.state in IN_FORCE and measure.kind in UNTIL_CLOSE and await _is_closed(unit, measure):
                    await unit.measures.set(measure.id, state="lifting")
            found = [one for one in await unit.measures.open() if one.state in ("wanted", "lifting")]
            tasks = [self._task(await unit.groups.get(one.group_id), one) for one in found]
            return [task for task in tasks if task]

        if not await self._desk.store.read(lambda unit: unit.measures.open()):
            return []
        return await self._desk.store.write(work)

    async def _add(
        self, unit: Unit, group: Group, session_id: int | None, what: tuple[str, str], person: Caller
    ) -> Measure:
        """Store a measure. A private word does not last, so nobody is stored with it."""
        kind, reason = what
        now = self._desk.clock.now()
        columns = {"group_id": group.id, "session_id": session_id, "kind": kind, "reason": reason, "at": now}
        if kind == "word":
            return await unit.measures.add(**columns, **_ended(now))
        key = self._desk.people_key(group, person)
        xid = str(person.id.for_discord())
        hidden = self._desk.people_veil(group).hide(xid, self._desk.randomness.token(NONCE_SIZE))
        return await unit.measures.add(**columns, state="wanted", person=key, hidden_xid=hidden)

    def _task(self, group: Group, measure: Measure) -> Task | None:
        if measure.hidden_xid is None:
            return None
        return Task(group, measure, int(self._desk.people_veil(group).reveal(measure.hidden_xid)))


def _ended(now: datetime) -> dict[str, object]:
    return {"state": "ended", "ended_at": now, "person": None, "hidden_xid": None, "thread_xid": None}


def _must_be_member(group: Group, person: Caller) -> None:
    role = role_of(group, person)
    if role.is_staff:
        raise Refused("not-on-staff")
    if role is Role.OUTSIDER:
        raise Refused("not-in-this-group")


def _may_leave(group: Group, caller: Caller, person: Caller) -> bool:
    return role_of(group, caller) is Role.LEAD and role_of(group, person) is Role.MEMBER


async def _is_closed(unit: Unit, measure: Measure) -> bool:
    session = await unit.sessions.find(measure.session_id) if measure.session_id else None
    return session is None or not session.flow.state.is_open


async def _staff_group(unit: Unit, caller: Caller, channel_xid: int, server_xid: int) -> Group:
    group = await group_of_channel(unit, channel_xid, server_xid)
    must_be_staff(group, caller)
    return group
