"""Outcome questions (features M4, M5): what a programme changed, asked at its start, middle and end. Pure.

The question of the Office for National Statistics about loneliness and our plainer one are two questions with two
names. One programme asks one of them, so that they are never mixed or added up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.privacy import totals
from bot.privacy.numbers import FEWEST_TO_RELEASE

PARTS = ("start", "middle", "end")
HELPS = (
    "outcome-confident",
    "outcome-know",
    "outcome-talk",
    "outcome-friends",
    "outcome-fun",
    "outcome-less-lonely",
)
"""Because of the group, do you ...: the six benefits that members of such groups named."""

HELPS_ANSWERS = ("yes", "a-bit", "no", "not-sure")
FAVOURITE = "favourite"
VERSIONS = ("plain", "ons")
MOST_ON_PAPER = 1000  # more people than that are a slip of the finger


@dataclass(frozen=True)
class Asked:
    """One question and what may be answered."""

    id: str
    choices: tuple[str, ...]


LONELY = {
    "ons": Asked("lonely-ons", ("often", "some", "occasionally", "hardly-ever", "never")),
    "plain": Asked("lonely-plain", ("often", "sometimes", "not-often")),
}


def questions(version: str, steps: Sequence[str]) -> tuple[Asked, ...]:
    """List what a round asks, in order: loneliness is last, and the numbers for help follow it."""
    helps = tuple(Asked(name, HELPS_ANSWERS) for name in HELPS)
    favourite = Asked(FAVOURITE, (*steps, "not-sure"))
    return (*helps, favourite, LONELY[version])


def question(version: str, steps: Sequence[str], name: str) -> Asked | None:
    """Find a question by its id."""
    return next((one for one in questions(version, steps) if one.id == name), None)


def after(asked: Sequence[Asked], name: str) -> Asked | None:
    """Name the question that comes after one; None after the last."""
    ids = [one.id for one in asked]
    return asked[ids.index(name) + 1] if name in ids[:-1] else None


def total_name(part: str, name: str) -> str:
    """Say under which name a question of one part of a programme is kept: "start.outcome-fun", "end.lonely-ons"."""
    return f"{part}.{name}"


def kept(bags: Iterable[Mapping[str, str]], asked: Sequence[Asked]) -> dict[str, dict[str, int]]:
    """Count each question for itself; of fewer than ten answers to it nothing is kept, not even how many."""
    people = list(bags)
    counted = {}
    for one in asked:
        answers = [bag[one.id] for bag in people if bag.get(one.id) in one.choices]
        if len(answers) >= FEWEST_TO_RELEASE:
            counted[one.id] = totals(answers)
    return counted


def from_paper(numbers: Sequence[int], asked: Asked) -> dict[str, int] | None:
    """Make totals of numbers that were counted on paper, one for each choice; None where they are fewer than ten."""
    if sum(numbers) < FEWEST_TO_RELEASE:
        return None
    return totals([choice for choice, number in zip(asked.choices, numbers, strict=True) for _ in range(number)])
