"""Small numbers: when a room of ten may see a result, when a total may count it, and when a number may leave.

Four answers that differ are the fewest that tell nobody's own: with three, two friends who compare know the
third; when all are alike, everybody's answer is known. What leaves is read by strangers next to other numbers, so
there the rule is stricter: ten, for every cell.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.privacy.randomness import Randomness

FEWEST_TO_SHOW = 4
FEWEST_FOR_COUNTS = 10
FEWEST_PEOPLE_IN_BATCH = 3
BEST_OF_VOTE = 3
FEWEST_TO_RELEASE = 10
ANSWERED = "answered"  # beside the choices of a question: how many answered it


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
    counted = {ANSWERED: len(answers)}
    return {**counted, **Counter(answers)} if countable(answers) else counted


def ranking(votes: Sequence[str], voters: int, randomness: Randomness) -> tuple[Showing, ...] | None:
    """Put what a group voted for in order, most wanted first, without numbers; equal ones in a random order.

    Nothing is shown when fewer than four people voted.
    """
    mixed = randomness.shuffled(sorted(set(votes)))
    if voters < FEWEST_TO_SHOW:
        return None
    return (Showing(tuple(sorted(mixed, key=lambda choice: -votes.count(choice))[:BEST_OF_VOTE])),)


@dataclass(frozen=True)
class Breakdown:
    """What may leave of a block: how many there are, and how they divide; None where that is withheld."""

    total: int | None
    cells: tuple[tuple[str, int], ...] | None


def breakdown(
    cells: Mapping[str, int], people: int, *, before: Breakdown | None = None, at_least: int = FEWEST_TO_RELEASE
) -> Breakdown:
    """Decide what may leave of a breakdown by feeling, outcome or first visit.

    ``cells`` names every choice there was, those that nobody took with 0, for a whole block that is over; ``people``
    is how many different people came in it. They leave only when ``people`` and every cell, zero included, are 10
    or more; else the total alone, and below 10 not even that: a total of nought tells every cell. Less strict rules
    leak: of tables of 10 to 22 people that hide 1 to 7, half give a hidden cell away by their total, and a shown zero
    tells what nobody felt. ``at_least`` can raise the ten only.

    ``before`` is what the ledger says was released for this block. It is given again, whatever is counted now (late
    corrections, somebody was forgotten): two tables that differ by one person would show that person's answer.
    """
    if before is not None:
        return before
    fewest = max(at_least, FEWEST_TO_RELEASE)
    enough = people >= fewest and len(cells) > 1 and min(cells.values()) >= fewest
    total = sum(cells.values())
    return Breakdown(total if total >= fewest else None, tuple(sorted(cells.items())) if enough else None)
