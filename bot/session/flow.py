"""Everything that decides how a session moves. All of it is in ``TABLE`` and the functions that it names.

Every pair of state and event is either a transition in ``TABLE`` or refused by name in ``REFUSALS``; a test
proves that no pair is in both or in neither. A session is an immutable value: ``proceed`` returns a new one with
the next version number, and storage refuses a writer whose version is stale, so two facilitators who press Next
together move the group on by one step.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.session.refusal import Refused

CLOSING_STEP = "closing"


class State(StrEnum):
    """Where a session is. The strings live in the database and never change."""

    SCHEDULED = "scheduled"
    GATHERING = "gathering"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"
    SEALED = "sealed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether people are in the room for it: there is one live card."""
        return self in OPEN


OPEN = frozenset({State.GATHERING, State.RUNNING, State.PAUSED, State.CLOSING})


class Event(StrEnum):
    """What can happen to a session."""

    GATHER = "gather"
    START = "start"
    NEXT = "next"
    BACK = "back"
    GO_TO = "go-to"
    SKIP = "skip"
    REPEAT = "repeat"
    REORDER = "reorder"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    SEAL = "seal"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Slot:
    """One place in the agenda. ``number`` is unique in its session and never reused; a step may have several."""

    number: int
    step: str
    skipped: bool = False


@dataclass(frozen=True)
class Session:
    """One meeting of a group. ``position`` is an index into ``agenda``; ``trail`` holds slot numbers as opened."""

    state: State
    agenda: tuple[Slot, ...]
    position: int = 0
    version: int = 0
    trail: tuple[int, ...] = ()

    @property
    def slot(self) -> Slot:
        """The slot that the group is at (the first one before the start)."""
        return self.agenda[self.position]

    def slot_number(self, number: int) -> Slot:
        """Find a slot by its number; raises ``Refused("no-such-step")``."""
        return self.agenda[self.index(number)]

    def index(self, number: int) -> int:
        """Where in the agenda a slot stands; raises ``Refused("no-such-step")``."""
        for index, slot in enumerate(self.agenda):
            if slot.number == number:
                return index
        raise Refused("no-such-step")

    def steps_run(self) -> tuple[str, ...]:
        """Step ids in the order in which they were first opened; a skipped one is left out."""
        first = dict.fromkeys(self.trail)
        slots = (self.slot_number(number) for number in first)
        return tuple(slot.step for slot in slots if not slot.skipped)


@dataclass(frozen=True)
class Move:
    """An event and what it names: a slot's number (GO_TO, SKIP, REPEAT) or the coming slots' order (REORDER)."""

    event: Event
    slot: int | None = None
    order: tuple[int, ...] = ()


def plan(steps: Iterable[str]) -> Session:
    """Plan a session with these steps; the closing is always last, whether it was asked for or not."""
    wanted = [step for step in steps if step != CLOSING_STEP]
    agenda = tuple(Slot(number, step) for number, step in enumerate([*wanted, CLOSING_STEP], start=1))
    return Session(State.SCHEDULED, agenda)


def proceed(session: Session, move: Move) -> Session:
    """Apply one event. Raises ``Refused`` with the name of a sentence where the table has no transition."""
    transition = TABLE[session.state].get(move.event)
    if transition is None:
        raise Refused(REFUSALS[session.state][move.event])
    return replace(transition(session, move), version=session.version + 1)


Transition = Callable[[Session, Move], Session]


def _to(state: State) -> Transition:
    return lambda session, _move: replace(session, state=state)


def _open(session: Session, position: int) -> Session:
    """Stand at a position: the closing step is the state CLOSING, every other one is RUNNING."""
    slot = session.agenda[position]
    agenda = _with(session.agenda, position, replace(slot, skipped=False))
    state = State.CLOSING if slot.step == CLOSING_STEP else State.RUNNING
    trail = (*session.trail, slot.number)
    return replace(session, state=state, agenda=agenda, position=position, trail=trail)


def _with(agenda: tuple[Slot, ...], position: int, slot: Slot) -> tuple[Slot, ...]:
    return (*agenda[:position], slot, *agenda[position + 1 :])


def _start(session: Session, _move: Move) -> Session:
    first = next(i for i, slot in enumerate(session.agenda) if not slot.skipped)
    return _open(session, first)


def _next(session: Session, _move: Move) -> Session:
    coming = range(session.position + 1, len(session.agenda))
    return _open(session, next(i for i in coming if not session.agenda[i].skipped))


def _back(session: Session, _move: Move) -> Session:
    before = [i for i in range(session.position) if not session.agenda[i].skipped]
    if not before:
        raise Refused("at-the-start")
    return _open(session, before[-1])


def _go_to(session: Session, move: Move) -> Session:
    return _open(session, session.index(_named(move)))


def _skip(session: Session, move: Move) -> Session:
    position = session.position if move.slot is None else session.index(move.slot)
    slot = session.agenda[position]
    if slot.step == CLOSING_STEP:
        raise Refused("closing-stays")
    skipped = replace(session, agenda=_with(session.agenda, position, replace(slot, skipped=True)))
    return _next(skipped, move) if position == session.position else skipped


def _repeat(session: Session, move: Move) -> Session:
    """Put the named step in once more, right after the present one; its answers are its own."""
    again = session.slot_number(_named(move))
    if again.step == CLOSING_STEP:
        raise Refused("closing-stays")
    number = max(slot.number for slot in session.agenda) + 1
    place = session.position + 1
    agenda = (*session.agenda[:place], Slot(number, again.step), *session.agenda[place:])
    return replace(session, agenda=agenda)


def _reorder(session: Session, move: Move) -> Session:
    """Put the slots after the present one into this order; the closing stays last."""
    coming = session.agenda[session.position + 1 : -1]
    by_number = {slot.number: slot for slot in coming}
    if sorted(move.order) != sorted(by_number):
        raise Refused("plan-has-changed")
    ordered = tuple(by_number[number] for number in move.order)
    return replace(session, agenda=(*session.agenda[: session.position + 1], *ordered, session.agenda[-1]))


def _resume(session: Session, _move: Move) -> Session:
    return replace(session, state=State.RUNNING)


def _end(session: Session, _move: Move) -> Session:
    """Go to the closing card: it is the last one even when a session ends early (feature Z1)."""
    return _open(session, len(session.agenda) - 1)


def _named(move: Move) -> int:
    if move.slot is None:
        raise Refused("no-such-step")
    return move.slot


_MOVES_ON: dict[Event, Transition] = {
    Event.NEXT: _next,
    Event.BACK: _back,
    Event.GO_TO: _go_to,
    Event.SKIP: _skip,
    Event.REPEAT: _repeat,
    Event.REORDER: _reorder,
    Event.END: _end,
}

TABLE: Mapping[State, Mapping[Event, Transition]] = {
    State.SCHEDULED: {
        Event.GATHER: _to(State.GATHERING),
        Event.START: _start,
        Event.CANCEL: _to(State.CANCELLED),
    },
    State.GATHERING: {
        Event.START: _start,
        Event.NEXT: _start,
        Event.END: _to(State.CANCELLED),
        Event.CANCEL: _to(State.CANCELLED),
    },
    State.RUNNING: {**_MOVES_ON, Event.PAUSE: _to(State.PAUSED)},
    State.PAUSED: {**_MOVES_ON, Event.RESUME: _resume},
    State.CLOSING: {
        Event.NEXT: _to(State.CLOSED),
        Event.END: _to(State.CLOSED),
        Event.BACK: _back,
        Event.GO_TO: _go_to,
    },
    State.CLOSED: {Event.SEAL: _to(State.SEALED)},
    State.SEALED: {},
    State.CANCELLED: {},
}


def _refusals(state: State, usual: str, **by_event: str) -> dict[Event, str]:
    """Name the sentence for every event that ``state`` has no transition for."""
    named = {Event(name.replace("_", "-")): reason for name, reason in by_event.items()}
    return {event: named.get(event, usual) for event in Event if event not in TABLE[state]}


REFUSALS: Mapping[State, Mapping[Event, str]] = {
    State.SCHEDULED: _refusals(State.SCHEDULED, "not-started"),
    State.GATHERING: _refusals(State.GATHERING, "not-started", gather="already-gathering"),
    State.RUNNING: _refusals(State.RUNNING, "already-running", resume="not-paused", seal="still-open"),
    State.PAUSED: _refusals(State.PAUSED, "already-running", pause="already-paused", seal="still-open"),
    State.CLOSING: _refusals(State.CLOSING, "closing-now", seal="still-open"),
    State.CLOSED: _refusals(State.CLOSED, "session-over"),
    State.SEALED: _refusals(State.SEALED, "session-over"),
    State.CANCELLED: _refusals(State.CANCELLED, "session-cancelled"),
}
