"""Somebody who collects every number that ever left, knows the rule, and tries all tables that fit.

It imports nothing of the bot's reports: a rule is a function that says what is published of a table, and what was
published is plain numbers. A cell that has one value in all tables that fit is known; one under ten must never be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

FEWEST = 10

Table = tuple[int, ...]
Shown = tuple[int | None, Table | None]  # the total and the cells, None where it is not told
Rule = Callable[[Table, int], Shown]  # a table, and how many different people there were


@dataclass(frozen=True)
class Quarter:
    """What was published of a quarter: its head-counts, its different people, and how they divide by first visit."""

    heads: tuple[int, ...]
    people: int | None
    shown: Shown

    @property
    def guesses(self) -> range:
        """How many different people there may have been."""
        if self.people is not None:
            return range(self.people, self.people + 1)
        return range(max(self.heads, default=0), sum(self.heads) + 1)


def answers_that_fit(shown: Shown, people: int, rule: Rule, *, width: int, most: int) -> list[Table]:
    """List every table of answers of which the rule would publish just this; ``most`` answers there were at most."""
    total, cells = shown
    if cells is not None:
        return [cells]
    sums = range(most + 1) if total is None else range(total, total + 1)
    return [table for number in sums for table in _tables(number, width) if rule(table, people) == shown]


def visits_that_fit(quarters: Sequence[Quarter], rule: Rule, whole: int | None = None) -> list[tuple[Table, ...]]:
    """List every way in which people can have come to these quarters of one programme, as (new, returning) of each.

    ``whole`` is how many different people the programme had, where that was published.
    """
    found: list[tuple[Table, ...]] = []

    def go_on(before: tuple[Table, ...]) -> None:
        so_far = sum(new for new, _returning in before)
        if len(before) == len(quarters):
            if whole in (None, so_far):
                found.append(before)
            return
        one = quarters[len(before)]
        for people in one.guesses:
            for returning in range(min(people, so_far) + 1):
                table = (people - returning, returning)
                if so_far == 0 or rule(table, people) == one.shown:  # a first quarter has nothing to divide
                    go_on((*before, table))

    go_on(())
    return found


def new_by_session(heads: Sequence[int], people_after: dict[int, int]) -> list[Table]:
    """List every way in which the people of each session can have been new to the programme.

    ``people_after``: how many different people there were after so many sessions, where that was published.
    """
    found: list[Table] = []

    def go_on(new: Table) -> None:
        if people_after.get(len(new), sum(new)) != sum(new):
            return
        if len(new) == len(heads):
            found.append(new)
            return
        came = heads[len(new)]
        for number in range(max(0, came - sum(new)), came + 1):
            go_on((*new, number))

    go_on(())
    return found


def known(tables: Sequence[Table]) -> dict[int, int]:
    """Say which cells have one value in all tables that fit."""
    assert tables, "what was published fits no table: the attacker does not know the rule"
    return {
        place: cells.pop() for place, column in enumerate(zip(*tables, strict=True)) if len(cells := set(column)) == 1
    }


def small(cells: dict[int, int]) -> dict[int, int]:
    """Keep the cells that nobody may know."""
    return {place: value for place, value in cells.items() if value < FEWEST}


def _tables(total: int, width: int) -> Iterator[Table]:
    if width == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _tables(total - first, width - 1):
            yield (first, *rest)
