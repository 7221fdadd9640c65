"""Which weekly time would suit most people: a ranking of what was chosen. Pure, and without people in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COULD = "c"
IMPOSSIBLE = "i"
NEITHER = "-"


@dataclass(frozen=True)
class Score:
    """What was chosen about one time: by its place in the list, in numbers of people.

    ``newcomers`` could come then and did not choose the time that counts now.
    """

    place: int
    could: int
    impossible: int
    newcomers: int


def marks(places: int, could: Iterable[int], impossible: Iterable[int]) -> str:
    """Write one person's choices down, always equally long: one sign for each of ``places`` times.

    Raises ``ValueError`` for a time that is not in the list, or for one that is both.
    """
    wanted, never = set(could), set(impossible)
    if wanted & never or not wanted | never <= set(range(places)):
        raise ValueError("these are no choices of this list")
    return "".join(COULD if at in wanted else IMPOSSIBLE if at in never else NEITHER for at in range(places))


def ranking(places: int, now: int, choices: Sequence[str]) -> tuple[Score, ...]:
    """Rank ``places`` times, the best first; ``now`` is the place of the time that counts now.

    Most people first; then the fewest for whom it is impossible; then the time that counts now, because a change
    that helps nobody only makes trouble; then the order of the list.
    """
    scores = [
        Score(
            place=at,
            could=sum(one[at] == COULD for one in choices),
            impossible=sum(one[at] == IMPOSSIBLE for one in choices),
            newcomers=sum(one[at] == COULD and one[now] != COULD for one in choices),
        )
        for at in range(places)
    ]
    return tuple(sorted(scores, key=lambda one: (-one.could, one.impossible, one.place != now, one.place)))
