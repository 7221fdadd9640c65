"""What is wrong with the settings, in words, and the nearest thing that would be right."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

if TYPE_CHECKING:
    from bot.config.settings import Settings


@dataclass(frozen=True)
class Problem:
    """Something a person has to put right: where it is, what is wrong, how to mend it. Holds no secret."""

    where: str
    what: str
    mend: str


class ConfigProblems(Exception):  # noqa: N818  it reads as what it holds
    """The settings cannot be used as they are. `rest` is what they say without the parts that are wrong."""

    def __init__(self, problems: Iterable[Problem], rest: "Settings | None" = None) -> None:
        self.problems, self.rest = tuple(problems), rest
        super().__init__(f"{len(self.problems)} problems in the settings")


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Offer up to 3 known words that look like this one, best first; capitals do not count."""
    plain = {each.casefold(): each for each in known}
    return tuple(plain[each] for each in get_close_matches(word.casefold(), plain, n=3, cutoff=0.7))


def nearest_zones(name: str) -> tuple[str, ...]:
    """Offer up to 3 time zones for what a person wrote: a slip of a letter, or the town alone."""
    whole = available_timezones()
    towns = {each.rpartition("/")[2].replace("_", " "): each for each in sorted(whole)}
    return tuple(dict.fromkeys(towns.get(each, each) for each in nearest(name, [*towns, *whole])))


def did_you_mean(near: Iterable[str], otherwise: str) -> str:
    """Offer what is near, or say something else."""
    return f"Did you mean {' or '.join(near)}?" if near else otherwise
