"""Staff who run a session: handing over, having to go, a partner who has gone, and nobody who presses (F5, F6, SA12).

What staff are asked is stored as a question before it is posted. The clock and the database say what must be said
next, so a restart loses nothing. It is said, not sensed: the bot sees nobody come or go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.services.desk import Desk, must_be_staff, note, role_of, session_of
from bot.services.duty import LEAD_AFTER, SOMEBODY_LEADS, ask_if_alone, ids_of, sign_off, sign_on
from bot.services.sealing import SealingService
from bot.services.sessions import SessionService
from bot.services.timers import timer_of
from bot.session import Caller, Event, Move, Refused, Role, State
from bot.storage import Group, SessionRecord, Unit, Whereabouts
from bot.storage.repositories.staff_questions import GAPS, StaffQuestion

SILENT_AFTER = timedelta(minutes=10)  # after the planned end of a step, without a press of staff
SECOND_AFTER = timedelta(minutes=2)
NOTICES = ("stopped", "talk")  # nobody has to answer them
FOR_LEAD = ("alone", *NOTICES)
_STAGES = ("first", "second", "lead")  # ``told`` counts how many of these were said
_STEPS = (State.RUNNING, State.CLOSING)


@dataclass(frozen=True)
class Telling:
    """Something to say in the staff channel: ``stage`` is first, second or lead, or "over" once there is an answer.

    ``people`` are Discord ids of staff on duty, to mention; ``name`` is the name of the one who asks.
    """

    group: Group
    question: StaffQuestion
    stage: str
    name: str
    people: tuple[int, ...]


@dataclass(frozen=True)
class OnDuty:
    """Who is on duty, in the order in which they came: a name, and whether this one leads; and who could have gone."""

    here: tuple[tuple[str, bool], ...]
    others: tuple[tuple[int, str], ...]


class DutyService:
    """Who runs a session, and what happens when that changes."""

    def __init__(self, desk: Desk, sessions: SessionService, sealing: SealingService) -> None:
        self._desk = desk
        self._sessions = sessions
        self._sealing = sealing

    async def on_duty(self, caller: Caller, session_id: int) -> OnDuty:
        """List who is here, for staff."""

        async def work(unit: Unit) -> OnDuty:
            _record, group = await self._open(unit, caller, session_id)
            here = await unit.duties.ready(session_id)
            mine = self._desk.staff_code(group, caller)
            return OnDuty(
                here=tuple((self._name(group, duty.hidden_name), duty.leading) for duty in here),
                others=tuple((duty.id, self._name(group, duty.hidden_name)) for duty in here if duty.code != mine),
            )

        return await self._desk.store.read(work)

    async def hand_over(self, caller: Caller, session_id: int) -> None:
        """Ask the others to take over; the asker leads until somebody does. A second press asks no second time."""

        async def work(unit: Unit) -> None:
            _record, group = await self._open(unit, caller, session_id)
            code = self._desk.staff_code(group, caller)
            if not await unit.staff_questions.open_of(session_id, ("handover",)):
                await unit.staff_questions.ask(session_id, "handover", self._desk.clock.now(), code)
                await note(self._desk, unit, group, caller, "asked-handover", session_id=session_id)
            await self._sign_of_life(unit, session_id)

        await self._desk.store.write(work)

    async def leave(self, caller: Caller, session_id: int) -> bool:
        """Say "I have to go"; returns whether somebody else leads already, so that nobody has to be asked."""

        async def work(unit: Unit) -> bool:
            record, group = await self._open(unit, caller, session_id)
            code = self._desk.staff_code(group, caller)
            await note(self._desk, unit, group, caller, "left-duty", session_id=session_id)
            left = await sign_off(unit, session_id, code)
            await self._sign_of_life(unit, session_id)
            await unit.staff_questions.end(session_id, "over", ("handover",))
            if record.flow.state is State.GATHERING:
                return bool(left)
            if any(duty.leading for duty in left):
                await ask_if_alone(self._desk, unit, group, session_id)
                return True
            await unit.staff_questions.ask(session_id, "leave", self._desk.clock.now(), code)
            return False

        return await self._desk.store.write(work)

    async def partner_gone(self, caller: Caller, session_id: int, duty_id: int | None) -> None:
        """Say that another facilitator has gone: the one who says so leads, and the lead is asked whether to go on.

        ``duty_id`` names the other one; None where nobody else said that they are ready.
        """

        async def work(unit: Unit) -> None:
            record, group = await self._open(unit, caller, session_id)
            mine = self._desk.staff_code(group, caller)
            gone = [duty for duty in await unit.duties.of(session_id) if duty.id == duty_id and duty.code != mine]
            if duty_id is not None and not gone:
                raise Refused("old-button")
            for duty in gone:
                await sign_off(unit, session_id, duty.code)
            await sign_on(self._desk, unit, group, caller, session_id, leads=True)
            await note(self._desk, unit, group, caller, "partner-gone", session_id=session_id)
            await self._sign_of_life(unit, session_id, ready=True)
            if record.flow.state is not State.GATHERING:
                await ask_if_alone(self._desk, unit, group, session_id)

        await self._desk.store.write(work)

    async def take_over(self, caller: Caller, question_id: int) -> int:
        """Say "I take over": this facilitator leads from now on. Returns the session; the first press has it."""

        async def work(unit: Unit) -> int:
            question, group = await self._asked(unit, caller, question_id, SOMEBODY_LEADS)
            await sign_on(self._desk, unit, group, caller, question.session_id, leads=True)
            await note(self._desk, unit, group, caller, "took-over", session_id=question.session_id)
            await unit.staff_questions.drop(question_id)  # the press shows the answer where it was asked
            await unit.staff_questions.end(question.session_id, "taken", SOMEBODY_LEADS)
            await self._sign_of_life(unit, question.session_id, ready=True)
            return question.session_id

        return await self._desk.store.write(work)

    async def here(self, caller: Caller, question_id: int) -> int:
        """Answer "Are you there?": this facilitator is here. Returns the session."""

        async def work(unit: Unit) -> int:
            question, group = await self._asked(unit, caller, question_id, GAPS)
            await unit.staff_questions.drop(question_id)
            await sign_on(self._desk, unit, group, caller, question.session_id)
            await note(self._desk, unit, group, caller, "here", session_id=question.session_id)
            await self._sign_of_life(unit, question.session_id, ready=True)
            return question.session_id

        return await self._desk.store.write(work)

    async def choose(self, caller: Caller, question_id: int, *, go_on: bool) -> int:
        """Let the lead say whether a session goes on with one facilitator; it is in the audit. Returns the session."""

        async def work(unit: Unit) -> int:
            question, group = await self._asked(unit, caller, question_id, ("alone",))
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            action = "went-on-alone" if go_on else "called-off-alone"
            await note(self._desk, unit, group, caller, action, session_id=question.session_id)
            await unit.staff_questions.drop(question_id)
            if not go_on:
                await self._sessions.halt(unit, await session_of(unit, question.session_id))
            return question.session_id

        session_id = await self._desk.store.write(work)
        if not go_on:
            await self._sealing.finish()
        return session_id

    async def beat(self) -> set[int]:
        """Ask "Are you there?" where nobody presses, and pause where nobody came; returns the sessions that changed."""

        async def work(unit: Unit) -> list[int]:
            gaps: dict[int, list[StaffQuestion]] = {}
            for gap in await unit.staff_questions.gaps():
                gaps.setdefault(gap.session_id, []).append(gap)
            found = [(one, gaps.get(one.session_id, ())) for one in await unit.sessions.whereabouts(_STEPS)]
            return [
                one.session_id for one, asked in found if self._is_silent(one, asked) or self._nobody_came(one, asked)
            ]

        due = await self._desk.store.read(work)
        return {one for one in due if await self._desk.store.write(partial(self._see_to, session_id=one))}

    async def _see_to(self, unit: Unit, session_id: int) -> bool:
        """Ask in a session where nobody presses, or pause it; returns whether it was paused."""
        gaps = await unit.staff_questions.open_of(session_id, GAPS)
        for one in await unit.sessions.whereabouts(_STEPS, session_id):  # anew: somebody may have pressed
            if self._is_silent(one, gaps):
                await unit.staff_questions.ask(session_id, "silent", self._desk.clock.now())
            if self._nobody_came(one, gaps):
                record = await unit.sessions.get(session_id)
                same = {"staff_active_at": record.staff_active_at, "asked_at": record.asked_at}
                await self._sessions.move_on(unit, record, Move(Event.PAUSE), **same)
                return True
        return False

    def _is_silent(self, present: Whereabouts, gaps: Sequence[StaffQuestion]) -> bool:
        silent_at = self._silent_at(present)
        return not gaps and silent_at is not None and self._desk.clock.now() >= silent_at

    def _nobody_came(self, present: Whereabouts, gaps: Sequence[StaffQuestion]) -> bool:
        waited = [self._desk.clock.now() - gap.asked_at for gap in gaps]
        return present.state is State.RUNNING and any(time >= LEAD_AFTER for time in waited)

    async def due(self) -> list[Telling]:
        """List what must be said in staff channels now; ``kept`` says that it was."""

        async def work(unit: Unit) -> list[Telling]:
            now = self._desk.clock.now()
            asked = [(question, _stage_due(question, now)) for question in await unit.staff_questions.all()]
            return [await self._telling(unit, question, stage) for question, stage in asked if stage]

        return await self._desk.store.read(work)

    async def kept(self, telling: Telling, message_xid: int) -> bool:
        """Write down that something was said; False when the question had its answer before it was posted."""
        question = telling.question

        async def work(unit: Unit) -> bool:
            now = await unit.staff_questions.get(question.id)
            if telling.stage == "over" or question.kind in NOTICES:
                await unit.staff_questions.drop(question.id)
                return True
            told = _STAGES.index(telling.stage) + 1
            await unit.staff_questions.set(question.id, told=told, message_xid=message_xid)
            return now is not None and now.outcome is None

        return await self._desk.store.write(work)

    async def next_wake(self) -> datetime | None:
        """Return the next instant at which something must be said or done."""

        async def work(unit: Unit) -> list[datetime]:
            gaps = await unit.staff_questions.gaps()
            wakes = [one.asked_at + after for one in gaps for after in (SECOND_AFTER, LEAD_AFTER)]
            silent = [self._silent_at(one) for one in await unit.sessions.whereabouts(_STEPS)]
            return [*wakes, *(at for at in silent if at)]

        now = self._desk.clock.now()
        return min((wake for wake in await self._desk.store.read(work) if wake > now), default=None)

    def _silent_at(self, present: Whereabouts) -> datetime | None:
        """Say when a step is silent for too long. From the planned end on, "Are you still here?" takes its place."""
        slot = present.slot
        if slot.opened_at is None:
            return None
        planned = timer_of(slot).ends_at(self._desk.steps[slot.step].minutes) or slot.opened_at
        silent_at = max(planned, present.staff_active_at) + SILENT_AFTER
        return silent_at if max(silent_at, self._desk.clock.now()) < present.ends_at else None

    async def _telling(self, unit: Unit, question: StaffQuestion, stage: str) -> Telling:
        group = await unit.groups.get((await session_of(unit, question.session_id)).group_id)
        duties = await unit.duties.of(question.session_id)
        asker = next((duty for duty in duties if duty.code == question.code), None)
        for_lead = question.kind in FOR_LEAD
        people = () if for_lead else ids_of(self._desk, group, duties, but=question.code)
        return Telling(group, question, stage, self._name(group, asker.hidden_name if asker else None), people)

    def _name(self, group: Group, hidden: bytes | None) -> str:
        return self._desk.staff_veil(group).reveal(hidden) if hidden else self._desk.pack.say("list.someone")

    async def _open(self, unit: Unit, caller: Caller, session_id: int) -> tuple[SessionRecord, Group]:
        record = await session_of(unit, session_id)
        group = await unit.groups.get(record.group_id)
        must_be_staff(group, caller)
        if not record.flow.state.is_open:
            raise Refused("session-over")
        return record, group

    async def _asked(
        self, unit: Unit, caller: Caller, question_id: int, kinds: tuple[str, ...]
    ) -> tuple[StaffQuestion, Group]:
        """Find an open question for its own group's staff; one that was answered meanwhile says so."""
        question = await unit.staff_questions.get(question_id)
        if question is None:
            raise Refused("question-over")
        group = await unit.groups.get((await session_of(unit, question.session_id)).group_id)
        must_be_staff(group, caller)
        if question.outcome or question.kind not in kinds:
            raise Refused("question-over")
        return question, group

    async def _sign_of_life(self, unit: Unit, session_id: int, **columns: bool) -> None:
        await unit.sessions.set(session_id, staff_active_at=self._desk.clock.now(), asked_at=None, **columns)


def _stage_due(question: StaffQuestion, now: datetime) -> str:
    """Name what must be said next; after an outage only the last of it."""
    if question.outcome:
        return "over"
    waited = now - question.asked_at
    due = 1
    if question.kind in GAPS:
        due = 3 if waited >= LEAD_AFTER else 2 if waited >= SECOND_AFTER else 1
    return _STAGES[due - 1] if due > question.told else ""
