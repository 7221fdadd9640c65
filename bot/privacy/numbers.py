"""Small numbers: when a room of ten may see a result, and when a total may count it.

Four answers that differ are the fewest that tell nobody's own: with three, two friends who compare know the
third; when all are alike, everybody's answer is known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.privacy.randomness import Randomness

FEWEST_TO_SHOW = 4
FEWEST_FOR_COUNTS = 10
FEWEST_PEOPLE_IN_BATCH = 3
BEST_OF_VOTE = 3


@dataclass(frozen=True)
class Showing:
    """What the room may see of one question: the chosen answers, each once, and counts only from 10 on."""

    chosen: tuple[str, ...]
    counts: tuple[tuple[str, int], ...] = ()


def countable(answers: Sequence[str]) -> bool:
    """Tell whether these answers may be counted apart: at least four, and not all alike."""
    return len(answers) >= FEWEST_TO_SHOW and len(set(answers)) > 1


def showing(questions: Sequence[Sequence[str]]) -> tuple[Showing, ...] | None:
    """Decide what the room sees of several questions asked together: all of them, or nothing.

    Why together: to show one question and not the other would tell why the other is not shown. The choices come
    back in alphabetical order of their ids; drawing puts them into the order of the card, so that nothing is
    told by it.
    """
    if not all(countable(answers) for answers in questions):
        return None
    return tuple(_shown(answers) for answers in questions)


def _shown(answers: Sequence[str]) -> Showing:
    counts = Counter(answers)
    chosen = tuple(sorted(counts))
    enough = len(answers) >= FEWEST_FOR_COUNTS
    return Showing(chosen, tuple(sorted(counts.items())) if enough else ())


def totals(answers: Sequence[str]) -> dict[str, int]:
    """Count what is added to the block: "answered", and each choice when ``countable``."""
    counted = {"answered": len(answers)}
    return {**counted, **Counter(answers)} if countable(answers) else counted


def ranking(votes: Sequence[str], voters: int, randomness: Randomness) -> tuple[Showing, ...] | None:
    """Put what a group voted for in order, most wanted first, without numbers; equal ones in a random order.

    Nothing is shown when fewer than four people voted.
    """
    mixed = randomness.shuffled(sorted(set(votes)))
    if voters < FEWEST_TO_SHOW:
        return None
    return (Showing(tuple(sorted(mixed, key=lambda choice: -votes.count(choice))[:BEST_OF_VOTE])),)
