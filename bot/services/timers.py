"""The time of a step and of a break, for facilitators alone: kept with each move, and looked at by the clock.

What lies in the database says which phase the panel was drawn for. So a phase is drawn once, after a restart too.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.services.desk import Desk, Here, Place, as_staff, note_at, set_data
from bot.services.quiet import many_have_not_answered
from bot.services.views import Rest, StepTime
from bot.session import Caller, Refused, Session, State
from bot.session.timer import BREAKS, MORE, MOST_MORE, Phase, Timer, minute_of
from bot.storage import SessionRecord, SlotRecord, Unit

RUNS_IN = (State.RUNNING, State.CLOSING)
HAS_TIME = (*RUNS_IN, State.PAUSED)
_DATA = "time"


class TimerService:
    """What facilitators do with time, and what time does by itself: nothing but draw the panel anew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def more_time(self, caller: Caller, place: Place, total: int) -> None:
        """Give the step so many more minutes than planned, ``MORE`` more than its button saw.

        The number is absolute: two facilitators who press one button together add 5 minutes and not 10, and a second
        press on the button that is drawn then adds 5 again. Raises ``Refused``: old-button, enough-time.
        """

        async def work(unit: Unit, here: Here) -> None:
            timer = timer_of(here.slot)
            if total <= timer.more:
                return
            if total > MOST_MORE:
                raise Refused("enough-time")
            if total != timer.more + MORE:
                raise Refused("old-button")
            await self._put(unit, here, replace(timer, more=total))
            await note_at(self._desk, unit, caller, here, "more-time")

        await as_staff(self._desk, caller, place, work)

    async def break_for(self, caller: Caller, place: Place, minutes: int) -> None:
        """Say that the break ends so many minutes from now; a break that has an end keeps it.

        Raises ``Refused``: not-paused, old-button.
        """

        async def work(unit: Unit, here: Here) -> None:
            timer = _in_a_break(here)
            if minutes not in BREAKS:
                raise Refused("old-button")
            if timer.break_until is None:
                await self._put(unit, here, timer.with_break(minutes, self._desk.clock.now()))
                await note_at(self._desk, unit, caller, here, "break-timed")

        await as_staff(self._desk, caller, place, work)

    async def break_longer(self, caller: Caller, place: Place, seen: int) -> None:
        """Add 5 minutes to a break whose end is the one that the button saw, in minutes since 1970.

        A press on a button that saw an earlier end changes nothing. Raises ``Refused("not-paused")``.
        """

        async def work(unit: Unit, here: Here) -> None:
            timer = _in_a_break(here)
            if timer.break_until and minute_of(timer.break_until) == seen:
                await self._put(unit, here, timer.with_longer_break(self._desk.clock.now()))
                await note_at(self._desk, unit, caller, here, "break-longer")

        await as_staff(self._desk, caller, place, work)

    async def beat(self) -> set[int]:
        """Look which panels no longer say how far the time is; returns the sessions to draw anew."""

        async def work(unit: Unit) -> list[int]:
            return [one.session_id for one in await unit.sessions.whereabouts(HAS_TIME) if self._is_untrue(one.slot)]

        due = await self._desk.store.read(work)
        return {one for one in due if await self._desk.store.write(partial(self._note_phase, session_id=one))}

    async def next_wake(self) -> datetime | None:
        """Return the next instant at which a panel has to say something else."""

        async def work(unit: Unit) -> list[datetime]:
            now, wakes = self._desk.clock.now(), []
            for one in await unit.sessions.whereabouts(HAS_TIME):
                change = timer_of(one.slot).next_change(self._minutes(one.slot), now)
                wakes += [change] if change else []
            return wakes

        return min(await self._desk.store.read(work), default=None)

    def _is_untrue(self, slot: SlotRecord) -> bool:
        """Tell whether the panel says of a step's time what is no longer so."""
        timer = timer_of(slot)
        return timer.phase(self._minutes(slot), self._desk.clock.now()) != timer.drawn

    async def _note_phase(self, unit: Unit, session_id: int) -> bool:
        """Write down for which phase the panel is drawn now; with most of the time gone, look once who is quiet."""
        present = await unit.sessions.whereabouts(HAS_TIME, session_id)
        if not present or not self._is_untrue(slot := present[0].slot):
            return False  # another beat, or a facilitator, was faster
        now, timer = self._desk.clock.now(), timer_of(slot)
        phase = timer.phase(self._minutes(slot), now)
        if phase in (Phase.AMBER, Phase.OVER) and timer.looked_at is None:
            quiet = await many_have_not_answered(unit, slot, self._desk.steps[slot.step])
            timer = replace(timer, looked_at=now, quiet=quiet)
        await put_timer(unit, slot, replace(timer, drawn=phase))
        return True

    async def _put(self, unit: Unit, here: Here, timer: Timer) -> None:
        phase = timer.phase(here.step.minutes, self._desk.clock.now())
        await set_data(unit, here, **{_DATA: replace(timer, drawn=phase).to_data()})

    def _minutes(self, slot: SlotRecord) -> int:
        return self._desk.steps[slot.step].minutes


async def keep_time(desk: Desk, unit: Unit, before: SessionRecord, flow: Session) -> None:
    """Let the time follow a move: it stands still where the group was, and runs where the group is now."""
    now = desk.clock.now()
    was = before.flow.slot.number if before.flow.state in RUNS_IN else None
    runs = flow.slot.number if flow.state in RUNS_IN else None
    if was == runs:
        return
    left = await unit.sessions.slot(before.id, before.flow.slot.number) if before.flow.state in HAS_TIME else None
    if left:
        await put_timer(unit, left, timer_of(left).halt(now))
    slot = await unit.sessions.slot(before.id, runs) if runs else None
    if slot:
        timer = timer_of(slot).begin(now)
        await put_timer(unit, slot, replace(timer, drawn=timer.phase(desk.steps[slot.step].minutes, now)))


def timer_of(slot: SlotRecord) -> Timer:
    """Read a slot's time; a step that was open before there were timers has run since it opened."""
    return Timer.from_data(slot.data[_DATA]) if _DATA in slot.data else Timer(since=slot.opened_at)


def step_time(timer: Timer, minutes: int, now: datetime) -> StepTime:
    """Say of a step of so many minutes what the panel shows of its time."""
    return StepTime(
        planned=minutes + timer.more,
        more=timer.more,
        phase=timer.phase(minutes, now),
        ends_at=timer.ends_at(minutes),
        break_until=timer.break_until,
        quiet_at=timer.looked_at if timer.quiet else None,
    )


def rest_of(timer: Timer, now: datetime) -> Rest | None:
    """Say what members may know of a break."""
    return Rest(timer.break_until, now >= timer.break_until) if timer.break_until else None


async def put_timer(unit: Unit, slot: SlotRecord, timer: Timer) -> None:
    """Write a slot's time beside what else its data holds."""
    await unit.sessions.set_slot(slot.id, data={**slot.data, _DATA: timer.to_data()})


def _in_a_break(here: Here) -> Timer:
    if here.session.flow.state is not State.PAUSED:
        raise Refused("not-paused")
    return timer_of(here.slot)
