"""Start, move, pause and end a session. Two facilitators have equal powers (feature F5)."""

from datetime import timedelta
from typing import Any

from bot.services.desk import Desk, group_of_channel, heal, must_be_staff, note, session_of
from bot.services.duty import ask_if_alone, off_duty, sign_on
from bot.services.sealing import SealingService
from bot.services.steps import offer_items
from bot.services.timers import keep_time
from bot.session import Caller, Event, Move, Refused, Session, State, plan, proceed
from bot.storage import Group, SessionRecord, Stale, Unit
from bot.storage.repositories.sessions import Meeting

MOVES = frozenset(Event) - {Event.GATHER, Event.SEAL, Event.START, Event.CANCEL}


class SessionService:
    """The session of a group: one at a time."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def start(self, caller: Caller, channel_xid: int, server_xid: int) -> tuple[SessionRecord, bool]:
        """Open the group's session, or start the one that is gathering. It counts as this facilitator's Ready.

        Returns the session and whether it was running before: a second start changes nothing else (feature E5).
        """

        async def work(unit: Unit) -> tuple[SessionRecord, bool]:
            group = await group_of_channel(unit, channel_xid, server_xid)
            must_be_staff(group, caller)
            found = await unit.sessions.open_of(group.id)
            if found and found.flow.state is not State.GATHERING:
                await self._sign_on(unit, group, caller, found)
                return found, True
            record = found or await self.add(unit, group, plan(self._agenda(group)))
            await note(self._desk, unit, group, caller, "start", session_id=record.id)
            await sign_on(self._desk, unit, group, caller, record.id)
            return await self.move_on(unit, record, Move(Event.START), ready=True), False

        return await self._desk.store.write(work)

    async def ready(self, caller: Caller, session_id: int) -> SessionRecord:
        """Say that a facilitator is here; a session that is due starts with it."""

        async def work(unit: Unit) -> SessionRecord:
            record, group = await self._staff_session(unit, caller, session_id)
            if not record.flow.state.is_open:
                raise Refused("session-over")
            await self._sign_on(unit, group, caller, record)
            if record.flow.state is State.GATHERING and record.starts_at <= self._desk.clock.now():
                return await self.move_on(unit, record, Move(Event.START), ready=True)
            return await unit.sessions.get(session_id)

        return await self._desk.store.write(work)

    async def move(self, caller: Caller, session_id: int, move: Move, *, version: int | None = None) -> SessionRecord:
        """Apply a facilitator's event to the flow.

        ``version`` is what the facilitator saw: with an older one the press is refused as "already moved on", so
        two who press Next together move on by one step. Raises ``Refused``.
        """
        if move.event not in MOVES:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> SessionRecord:
            record, group = await self._staff_session(unit, caller, session_id, move.event.value)
            if version is not None and record.flow.version != version:
                raise Refused("already-moved")
            if record.flow.state is State.GATHERING and move.event is Event.NEXT:  # "Start now": they are here
                await self._sign_on(unit, group, caller, record)
            return await self.move_on(unit, record, move)

        record = await self._desk.store.write(work)
        if record.flow.state in (State.CLOSED, State.CANCELLED):
            await self._sealing.finish()
        return record

    async def stop(self, caller: Caller, session_id: int) -> tuple[SessionRecord, bool]:
        """Stop the session at once, from any open state (feature SA11); returns whether this press did it."""

        async def work(unit: Unit) -> tuple[SessionRecord, bool]:
            record, group = await self._staff_session(unit, caller, session_id)
            if not record.flow.state.is_open:
                return record, False
            record = await self.halt(unit, record)
            await note(self._desk, unit, group, caller, "stopped", session_id=session_id)
            await unit.staff_questions.ask(session_id, "stopped", self._desk.clock.now())
            return record, True

        record, first = await self._desk.store.write(work)
        await self._sealing.finish()
        return record, first

    async def halt(self, unit: Unit, record: SessionRecord) -> SessionRecord:
        """Bring an open session to its end inside a unit of work; the room is locked without a wait."""
        while record.flow.state.is_open:
            record = await self.move_on(unit, record, Move(Event.END), stopped=True)
        return record

    async def still_here(self, caller: Caller, session_id: int) -> None:
        """Answer "Are you still here?": the session stays open (feature F11)."""

        async def work(unit: Unit) -> None:
            await self._staff_session(unit, caller, session_id, "still-here")
            now = self._desk.clock.now()
            await unit.sessions.set(session_id, staff_active_at=now, asked_at=None)

        await self._desk.store.write(work)

    async def running(self, caller: Caller, channel_xid: int, server_xid: int) -> SessionRecord:
        """Find the group's open session for a facilitator's slash command."""

        async def work(unit: Unit) -> SessionRecord:
            group = await group_of_channel(unit, channel_xid, server_xid)
            must_be_staff(group, caller)
            record = await unit.sessions.open_of(group.id)
            if record is None:
                raise Refused("no-session-now")
            return record

        return await self._desk.store.read(work)

    async def add(self, unit: Unit, group: Group, flow: Session, **when: Any) -> SessionRecord:
        """Store a new session of a group before anything of it is shown."""
        now = self._desk.clock.now()
        starts_at = when.get("starts_at", now)
        on_date = when.get("on_date", now.date())
        programme = await unit.groups.programme(group.id, on_date, self._desk.nonce())
        ends_at = starts_at + timedelta(minutes=group.length_minutes)
        meeting = Meeting(group.id, programme.id, on_date, starts_at, ends_at, now)
        record = await unit.sessions.add(meeting, flow)
        await unit.we_did.show_at(group.id, record.id)
        return record

    async def move_on(self, unit: Unit, record: SessionRecord, move: Move, **columns: Any) -> SessionRecord:
        """Apply an event inside a unit of work, with all that belongs to it: opening a slot, closing, sealing."""
        now = self._desk.clock.now()
        flow = proceed(record.flow, move)
        values: dict[str, Any] = {"staff_active_at": now, "asked_at": None, **columns}
        if record.opened_at is None and flow.trail:
            values["opened_at"] = now
        if flow.state in (State.CLOSED, State.CANCELLED):
            values["closed_at"] = now
        try:
            await unit.sessions.put_flow(record.id, record.flow, flow, **values)
        except Stale:
            raise Refused("already-moved") from None
        if flow.trail != record.flow.trail:
            await self._open_slot(unit, record, flow)
        await keep_time(self._desk, unit, record, flow)
        if flow.state in (State.CLOSED, State.CANCELLED):
            await self._sealing.forget_session(unit, record.id)
        if flow.trail and not record.flow.trail:
            await ask_if_alone(self._desk, unit, await unit.groups.get(record.group_id), record.id)
        if not flow.state.is_open:
            await off_duty(unit, record)
        if flow.state is State.CLOSED:
            await self._sealing.seal_answers(unit, record)
        if flow.state is State.CANCELLED:  # nobody has come to a session that was not held
            await unit.attendance.forget_session(record.id)
        return await unit.sessions.get(record.id)

    async def _open_slot(self, unit: Unit, record: SessionRecord, flow: Session) -> None:
        """Give a slot its key and its offers when it opens for the first time."""
        slot = await unit.sessions.slot(record.id, flow.slot.number)
        if slot is None or slot.opened_at is not None:
            return
        step = self._desk.steps[slot.step]
        data = dict(slot.data)
        if step.offers:
            data["offer"] = await offer_items(self._desk, unit, await unit.groups.get(record.group_id), step)
        opened_at = self._desk.clock.now()
        await unit.sessions.set_slot(slot.id, nonce=self._desk.nonce(), opened_at=opened_at, data=data)

    async def _staff_session(
        self, unit: Unit, caller: Caller, session_id: int, action: str = ""
    ) -> tuple[SessionRecord, Group]:
        """Find a session for its staff, and write down what they do where it has a name; a refusal takes that back."""
        record = await session_of(unit, session_id)
        group = await unit.groups.get(record.group_id)
        must_be_staff(group, caller)
        if action:
            await note(self._desk, unit, group, caller, action, session_id=session_id)
        await heal(self._desk, unit, group, caller, session_id)
        return record, group

    async def _sign_on(self, unit: Unit, group: Group, caller: Caller, record: SessionRecord) -> None:
        """Count a facilitator as here, and that as a sign of life."""
        await sign_on(self._desk, unit, group, caller, record.id)
        await unit.sessions.set(record.id, ready=True, staff_active_at=self._desk.clock.now(), asked_at=None)

    def _agenda(self, group: Group) -> list[str]:
        return agenda_of(self._desk, group)


def agenda_of(desk: Desk, group: Group) -> list[str]:
    """List the steps of a group's usual session; one that asks only for moods where the group switched that on."""
    return [name for name, step in desk.steps.items() if group.check_in or not step.only_moods]
