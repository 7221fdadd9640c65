"""The flow of a session: the table is complete, and what must always hold does so after any events in any order."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.content import load_pack
from bot.session import Event, Move, Refused, Session, State, plan, proceed
from bot.session.flow import CLOSING_STEP, REFUSALS, TABLE

STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude")
PACK = load_pack()
calm = settings(deadline=None)  # a slow machine is no fault
PAIRS = [(state, event) for state in State for event in Event]

moves = st.builds(
    Move,
    st.sampled_from(Event),
    st.none() | st.integers(min_value=-1, max_value=20),
    st.permutations(range(2, 8)).map(lambda order: tuple(order[:5])),
)
agendas = st.lists(st.sampled_from([*STEPS, CLOSING_STEP]), max_size=8)
coming = st.lists(moves, max_size=25)


def after(*events: Event, steps: tuple[str, ...] = STEPS) -> Session:
    """Play these events from a new plan."""
    session = plan(steps)
    for event in events:
        session = proceed(session, Move(event))
    return session


def played(steps: list[str], events: list[Move]) -> Session:
    """Play these events from a new plan; what is refused changes nothing."""
    session = plan(steps)
    for move in events:
        session = tried(session, move)
    return session


def tried(session: Session, move: Move) -> Session:
    """Apply an event, or stay where we are if it is refused."""
    try:
        return proceed(session, move)
    except Refused as refused:
        sentence = f"refused.{refused.reason}"
    assert PACK.has(sentence)
    return session


def refusal(session: Session, move: Move) -> str:
    """Apply what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refused:
        proceed(session, move)
    return refused.value.reason


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_every_pair_of_state_and_event_is_decided_once(state: State, event: Event) -> None:
    """A pair is a transition or a named refusal, never both and never neither."""
    assert (event in TABLE[state]) != (event in REFUSALS[state])


@pytest.mark.parametrize(("state", "event"), [pair for pair in PAIRS if pair[1] in REFUSALS[pair[0]]])
def test_every_refusal_has_its_sentence(state: State, event: Event) -> None:
    """The shipped pack says in words why the event cannot be."""
    assert PACK.has(f"refused.{REFUSALS[state][event]}")


@pytest.mark.parametrize("reason", ["no-such-step", "at-the-start", "closing-stays", "plan-has-changed"])
def test_a_transition_that_says_no_has_its_sentence_too(reason: str) -> None:
    """What the table allows may still be refused by the transition itself."""
    assert PACK.has(f"refused.{reason}")


def test_a_pause_keeps_the_place() -> None:
    """After a pause the same step is open again."""
    before = after(Event.START, Event.NEXT, Event.NEXT)
    resumed = proceed(proceed(before, Move(Event.PAUSE)), Move(Event.RESUME))

    assert resumed.slot == before.slot
    assert resumed.state is State.RUNNING
    assert resumed.trail == before.trail


def test_a_repeat_comes_right_after_the_present_step() -> None:
    """The step is there once more with a number of its own, and the group stays where it is."""
    before = after(Event.START, Event.NEXT)
    repeated = proceed(before, Move(Event.REPEAT, slot=1))

    assert repeated.slot == before.slot
    assert [slot.step for slot in repeated.agenda[1:4]] == ["icebreaker", "ground-rules", "check-in"]
    assert repeated.agenda[2].number == 8


def test_the_closing_cannot_be_skipped() -> None:
    """Neither from afar nor when the group has reached it."""
    assert refusal(after(Event.START), Move(Event.SKIP, slot=7)) == "closing-stays"
    assert refusal(after(Event.START, Event.END), Move(Event.SKIP)) == "closing-now"


def test_a_skipped_step_is_passed_over() -> None:
    """Next goes to the step after it, and it is not among the steps that were run."""
    session = proceed(after(Event.START), Move(Event.SKIP, slot=2))
    session = proceed(session, Move(Event.NEXT))

    assert session.slot.step == "check-in"
    assert session.steps_run() == ("ground-rules", "check-in")


def test_back_at_the_first_step_is_refused() -> None:
    """There is nothing before it."""
    assert refusal(after(Event.START), Move(Event.BACK)) == "at-the-start"


def test_an_order_of_other_steps_is_refused() -> None:
    """Somebody has changed the plan meanwhile."""
    assert refusal(after(Event.START), Move(Event.REORDER, order=(2, 3))) == "plan-has-changed"


def test_a_session_that_only_gathers_ends_as_cancelled() -> None:
    """Nobody was in the room, so there is nothing to close."""
    assert after(Event.GATHER, Event.END).state is State.CANCELLED


def test_the_closing_is_planned_once_and_last() -> None:
    """Wherever it was asked for."""
    assert [slot.step for slot in plan(["closing", "topic", "closing"]).agenda] == ["topic", "closing"]


@calm
@given(agendas, coming)
def test_from_any_open_state_two_ends_close_the_session(steps: list[str], events: list[Move]) -> None:
    """The closing card is shown before the session is closed, even when it ends early."""
    session = tried(played(steps, events), Move(Event.START))
    if not session.state.is_open:
        return
    closing = session if session.state is State.CLOSING else proceed(session, Move(Event.END))
    closed = proceed(closing, Move(Event.END))

    assert closing.state is State.CLOSING
    assert closed.state is State.CLOSED
    assert closed.agenda[-1].number in closed.trail


@calm
@given(agendas, coming, st.data())
def test_any_step_is_one_press_away(steps: list[str], events: list[Move], data: st.DataObject) -> None:
    """From wherever a running group is, one "go to" reaches every slot, a skipped one and the closing too."""
    session = tried(played(steps, events), Move(Event.START))
    if session.state not in (State.RUNNING, State.PAUSED, State.CLOSING):
        return
    slot = data.draw(st.sampled_from(session.agenda))
    there = proceed(session, Move(Event.GO_TO, slot=slot.number))

    assert there.slot.number == slot.number
    assert not there.slot.skipped
    assert there.trail[-1] == slot.number
    assert (there.state is State.CLOSING) == (slot.step == CLOSING_STEP)


@calm
@given(agendas, coming, st.data())
def test_a_new_order_keeps_the_set_of_steps(steps: list[str], events: list[Move], data: st.DataObject) -> None:
    """What has been stays, what comes is the same in the order that was asked for, the closing is last."""
    session = tried(played(steps, events), Move(Event.START))
    if session.state not in (State.RUNNING, State.PAUSED):
        return
    numbers = [slot.number for slot in session.agenda[session.position + 1 : -1]]
    order = tuple(data.draw(st.permutations(numbers)))
    changed = proceed(session, Move(Event.REORDER, order=order))

    assert Counter(changed.agenda) == Counter(session.agenda)
    assert changed.agenda[: session.position + 1] == session.agenda[: session.position + 1]
    assert tuple(slot.number for slot in changed.agenda[session.position + 1 : -1]) == order


@calm
@given(agendas, coming, moves)
def test_a_refused_event_leaves_the_value_as_it_was(steps: list[str], events: list[Move], move: Move) -> None:
    """A session is a value: an event returns a new one with the next version, or says no."""
    session = played(steps, events)
    same = Session(session.state, session.agenda, session.position, session.version, session.trail)
    moved = tried(session, move)

    assert session == same
    assert moved == session or moved.version == session.version + 1


class AnyEvents(RuleBasedStateMachine):
    """Facilitators who press anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.session = plan(STEPS)
        self.changes = 0
        self.known: set[int] = set()

    @rule(move=moves)
    def press(self, move: Move) -> None:
        """Press one thing."""
        before = self.session
        self.session = tried(before, move)
        self.changes += self.session is not before

        assert self.session.trail[: len(before.trail)] == before.trail

    @rule(slot=st.integers(min_value=1, max_value=9))
    def go_to(self, slot: int) -> None:
        """Go to a step, so that the machine is not at the end too soon."""
        self.press(Move(Event.GO_TO, slot=slot))

    @invariant()
    def each_change_is_a_version(self) -> None:
        """See that the version counts the changes."""
        assert self.session.version == self.changes

    @invariant()
    def the_closing_is_last_and_not_skipped(self) -> None:
        """See that it is there once, at the end."""
        assert [slot.step for slot in self.session.agenda].count(CLOSING_STEP) == 1
        assert self.session.agenda[-1].step == CLOSING_STEP
        assert not self.session.agenda[-1].skipped

    @invariant()
    def the_position_is_a_place(self) -> None:
        """See that it names a slot, and that a step that is open is not a skipped one."""
        assert 0 <= self.session.position < len(self.session.agenda)
        assert not (self.session.state.is_open and self.session.trail and self.session.slot.skipped)

    @invariant()
    def a_number_is_one_slot_for_good(self) -> None:
        """See that numbers are unique, and that none is lost or used again."""
        numbers = [slot.number for slot in self.session.agenda]
        assert len(set(numbers)) == len(numbers)
        assert self.known <= set(numbers)
        self.known = set(numbers)

    @invariant()
    def the_closing_step_is_the_closing_state(self) -> None:
        """See that whoever is at the closing is closing, and whoever is elsewhere is running or paused."""
        if self.session.state in (State.RUNNING, State.PAUSED):
            assert self.session.slot.step != CLOSING_STEP
        if self.session.state in (State.CLOSING, State.CLOSED, State.SEALED):
            assert self.session.slot.step == CLOSING_STEP
            assert self.session.agenda[-1].number in self.session.trail


AnyEvents.TestCase.settings = settings(deadline=None, stateful_step_count=30)
TestAnyEvents = AnyEvents.TestCase
