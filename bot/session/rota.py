"""Who leads on which date: how many sessions somebody leads in a row. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def led_in_a_row(sessions: Sequence[AbstractSet[bytes]]) -> dict[bytes, int]:
    """Give each person's longest run of sessions that they lead; ``sessions`` are the codes of who leads each one."""
    longest: dict[bytes, int] = {}
    running: dict[bytes, int] = {}
    for leaders in sessions:
        running = {person: running.get(person, 0) + 1 for person in leaders}
        longest |= {person: max(run, longest.get(person, 0)) for person, run in running.items()}
    return longest
