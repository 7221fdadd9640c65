"""The picture of how a session moves, drawn from the table that decides it: ``python -m bench.flow_picture``.

Each transition is tried on a small session at each of its places, so the picture can show nothing that the flow does
not do. A test compares it with the one in ``docs/architecture.md``.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace

from bot.session import Event, Move, Refused, Session, State, plan, proceed
from bot.session.flow import TABLE

_SMALL = plan(["first", "second", "third"])
_LAST = len(_SMALL.agenda) - 1


def picture() -> str:
    """Write the flow as a Mermaid state diagram: one arrow from state to state, with the events that take it."""
    arrows: dict[tuple[State, State], list[Event]] = {}
    for before, event, after in _moves():
        events = arrows.setdefault((before, after), [])
        if event not in events:
            events.append(event)
    order = list(State)
    lines = [
        f"    {before} --> {after}: {', '.join(events)}"
        for (before, after), events in sorted(arrows.items(), key=lambda arrow: [order.index(end) for end in arrow[0]])
    ]
    ends = [f"    {state} --> [*]" for state in State if not TABLE[state]]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {_SMALL.state}", *lines, *ends])


def _moves() -> Iterator[tuple[State, Event, State]]:
    """Try every event of the table in every place of its state."""
    for state, transitions in TABLE.items():
        for event in transitions:
            for session in _places(state):
                for move in _ways(event, session):
                    try:
                        yield state, event, proceed(session, move).state
                    except Refused:
                        continue  # such as "back" at the first step


def _places(state: State) -> Iterator[Session]:
    positions = [_LAST] if state is State.CLOSING else range(_LAST)
    for position in positions:
        yield replace(_SMALL, state=state, position=position)


def _ways(event: Event, session: Session) -> Iterator[Move]:
    coming = tuple(slot.number for slot in session.agenda[session.position + 1 : -1])
    yield Move(event, order=coming)
    for slot in session.agenda:
        yield Move(event, slot.number, coming)


if __name__ == "__main__":
    sys.stdout.write(picture() + "\n")
