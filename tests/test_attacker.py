"""An attacker with every export that was ever made, of groups of 5 to 25 people: no small cell is ever known.

The same attacker wins as soon as the rule is weaker. That shows that the attack is one.
"""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from attacker import Quarter, Rule, Shown, Table, answers_that_fit, known, new_by_session, small, visits_that_fit
from circle import ROOM
from history import Held, Past, past
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import breakdown
from bot.reports.figures import FIRST_VISIT, Divided, Figures
from bot.reports.head_counts import COLUMNS, rows_of

CHANGES = ("better", "same", "worse")
CHANGE = "closing.change"
FIRST_DAYS = (date(2026, 10, 6), date(2027, 1, 5), date(2027, 4, 6))
NAMES = ("2026-Q4", "2027-Q1", "2027-Q2")
calm = settings(deadline=None, derandomize=True)


def the_rule(table: Table, people: int) -> Shown:
    """Publish by the bot's own rule."""
    left = breakdown(dict(enumerate(table)), people)  # type: ignore[arg-type]  # numbers do for names of cells
    return left.total, table if left.cells else None


def from_five(table: Table, people: int) -> Shown:
    """Publish by a weaker one: five instead of ten."""
    return sum(table), table if people >= 5 and min(table) >= 5 else None


def noughts_shown(table: Table, people: int) -> Shown:
    """Publish by a weaker one: a cell that nobody chose hides nobody, so it may be shown."""
    return sum(table), table if people >= 10 and all(cell == 0 or cell >= 10 for cell in table) else None


def small_ones_hidden(table: Table, people: int) -> Shown:
    """Publish by a weaker and common one: only the small cells are left out, beside the total."""
    hidden = [cell for cell in table if 0 < cell < 10]
    return sum(table), table if people >= 10 and len(hidden) <= 1 else None


def total_always(table: Table, people: int) -> Shown:
    """Publish by a weaker one: the total is told however small it is."""
    return sum(table), the_rule(table, people)[1]


WEAKER = (from_five, noughts_shown, small_ones_hidden, total_always)


# Answers of one block, on paper.


def answered(rule: Rule, table: Table, people: int) -> dict[int, int]:
    """Publish a table by a rule, and attack it."""
    fit = answers_that_fit(rule(table, people), people, rule, width=len(table), most=40)
    assert table in fit or rule(table, people)[1] == table
    return small(known(fit))


tables = st.tuples(*[st.integers(0, 14)] * 3)


@calm
@given(tables, st.integers(5, 25))
def test_no_small_cell_of_answers_is_known(table: Table, people: int) -> None:
    """Whatever was answered."""
    assert answered(the_rule, table, people) == {}


@pytest.mark.parametrize("rule", WEAKER)
def test_a_weaker_rule_gives_answers_away(rule: Rule) -> None:
    """Of random tables some are known to the attacker under each weaker rule."""
    chance = Random(1)
    drawn = [(0, 0, 0), *(tuple(chance.choice((0, 0, 3, 6, 10, 12)) for _ in CHANGES) for _ in range(30))]

    assert any(answered(rule, table, 20) for table in drawn)
    assert not any(answered(the_rule, table, 20) for table in drawn)


# New and returning people, on paper.


@dataclass(frozen=True)
class People:
    """Who came to which session, by quarter."""

    quarters: tuple[tuple[frozenset[int], ...], ...]

    def visits(self) -> list[Table]:
        """Count new and returning people of each quarter."""
        found: list[Table] = []
        before = frozenset[int]()
        for sessions in self.quarters:
            came = frozenset[int]().union(*sessions)
            found.append((len(came - before), len(came & before)))
            before |= came
        return found

    def published(self, rule: Rule) -> list[Quarter]:
        """Publish by a rule."""
        heads = [tuple(len(one) for one in sessions) for sessions in self.quarters]
        return [
            Quarter(count, sum(table), rule(table, sum(table)))
            for count, table in zip(heads, self.visits(), strict=True)
        ]


def drawn(seed: int, most: int = 25) -> People:
    """Draw a group of 5 to 25 people and whom of them each session has."""
    chance = Random(seed)
    group = [(who, chance.random(), chance.randrange(3)) for who in range(chance.randint(5, most))]
    return People(
        tuple(
            tuple(
                frozenset(who for who, often, since in group if since <= number and chance.random() < often)
                for _ in range(chance.randint(4, 6))
            )
            for number in range(3)
        )
    )


def learned(people: People, rule: Rule, whole: int | None = None) -> dict[int, int]:
    """Attack what is published of new and returning people; the first quarter has none."""
    fit = visits_that_fit(people.published(rule), rule, whole)
    assert tuple(people.visits()) in fit
    found: dict[int, int] = {}
    so_far = 0
    for number, (new, _returning) in enumerate(people.visits()):
        if so_far:
            found |= {2 * number + cell: value for cell, value in small(known([one[number] for one in fit])).items()}
        so_far += new
    return found


@calm
@given(st.integers(0, 10**6))
def test_no_small_number_of_new_or_returning_people_is_known(seed: int) -> None:
    """From three quarters with their head-counts and different people."""
    assert learned(drawn(seed), the_rule) == {}


def test_a_weaker_rule_tells_how_many_were_new() -> None:
    """Five instead of ten, or a shown nought: that nobody was new is known then."""
    regulars = People(((frozenset(range(12)),) * 4,) * 2)

    assert any(learned(drawn(seed), from_five) for seed in range(40))
    assert learned(regulars, noughts_shown) == {2: 0}
    assert learned(regulars, the_rule) == {}


def test_both_kinds_of_blocks_would_tell_how_many_were_new() -> None:
    """A programme and its quarters overlap: their difference is a cell. So a group has one kind."""

    def of_programme(people: People) -> dict[int, int]:
        two = People(people.quarters[:2])
        return learned(two, the_rule, whole=sum(new for new, _returning in two.visits()))

    assert sum(bool(of_programme(drawn(seed))) for seed in range(40)) > 20


def test_different_people_each_week_would_tell_how_many_were_new() -> None:
    """That was so before blocks: each week's number less the last one's. At the end alone it tells of no week."""
    heads = (4, 3, 5, 4)
    every_week = known(new_by_session(heads, {1: 4, 2: 5, 3: 7, 4: 7}))
    at_the_end = known(new_by_session(heads, {1: 4, 4: 7}))

    assert every_week == {0: 4, 1: 1, 2: 2, 3: 0}
    assert at_the_end == {0: 4}


# Everything that really leaves, at any time, of random months.


@dataclass
class Collector:
    """Asks for every number at odd times, and keeps all that left."""

    circle: Past
    chance: Random
    figures: dict[str, list[Figures]] = field(default_factory=dict)
    rows: list[tuple[str | int | None, ...]] = field(default_factory=list)

    async def asks(self) -> None:
        """Take out some of all that there is, in any order, sometimes with a raised threshold."""
        wanted = ["head-counts", "programme-1", *NAMES]
        self.chance.shuffle(wanted)
        for name in wanted[: self.chance.randrange(4)]:
            await self.ask(name)

    async def ask(self, name: str) -> None:
        """Take out one thing."""
        if name == "head-counts":
            self.rows += rows_of(await self.circle.services.statistics.head_counts(self.circle.lead, ROOM, 1))
        else:
            left = await self.circle.leaves(name, at_least=self.chance.choice((0, 10, 10, 12)))
            self.figures.setdefault(name, []).append(left)

    def of(self, name: str) -> Figures:
        """Give the last that left of a period."""
        return self.figures[name][-1]


@dataclass(frozen=True)
class Month:
    """A random past: sessions by quarter with answers, who is forgotten after which session, when numbers are asked."""

    seed: int
    sessions: tuple[tuple[Held, ...], ...]
    forgotten: dict[date, int]


def months(seed: int) -> Month:
    """Draw one."""
    chance = Random(seed)
    people = drawn(seed)
    bias = [chance.random() ** 3 for _ in CHANGES]
    quarters = []
    for first, sessions in zip(FIRST_DAYS, people.quarters, strict=True):
        held = []
        for week, came in enumerate(sessions):
            said = tuple(chance.choices(CHANGES, bias, k=len(came)))
            held.append(Held(first + timedelta(weeks=week), came, answers={CHANGE: said}))
        quarters.append(tuple(held))
    days = [one.day for held in quarters for one in held]
    return Month(seed, tuple(quarters), {chance.choice(days): chance.randrange(25) for _ in range(chance.randrange(4))})


async def lived(month: Month, folder: Path) -> Collector:
    """Let it happen, and let the collector ask after each session and at the end."""
    async with past(folder, datetime(2026, 10, 5, tzinfo=UTC)) as circle:
        collector = Collector(circle, Random(month.seed + 1))
        for sessions in month.sessions:
            for one in sessions:
                await circle.held(one)
                if one.day in month.forgotten:
                    await circle.forgets(month.forgotten[one.day])
                if collector.chance.random() < 0.4:
                    await collector.asks()
        if month.seed % 3 == 0:
            await circle.over()
        circle.clock.move_to(datetime(2027, 7, 2, 12, tzinfo=UTC))
        await collector.asks()
        for name in ("programme-1", *NAMES, "head-counts"):
            await collector.ask(name)
        return collector


def attack(collector: Collector) -> list[str]:
    """Look for anything that left twice and differs, left in two kinds, or gives a small cell away."""
    found = []
    for name, releases in collector.figures.items():
        blocks = [one for one in releases if one.is_block and one.why_no_people != "other-kind"]
        found += [f"{name} left twice and differs" for one in blocks if one != blocks[0]]
        found += [f"{name}: {part.name}" for one in releases for part in one.divided if under_ten(one, part)]
        early = [one for one in releases if not one.is_block and one.held > 1]
        found += [f"{name} told people too early" for one in early if one.people is not None]
    kinds = {name[:4] for name, all_of_it in collector.figures.items() if any(len_of(one) for one in all_of_it)}
    if "prog" in kinds and len(kinds) > 1:
        found.append("both kinds left")
    else:
        found += new_people_known(collector)
    return found


def len_of(figures: Figures) -> bool:
    """Tell whether more than head-counts left."""
    return figures.held > 1 and figures.people is not None


def under_ten(figures: Figures, part: Divided) -> dict[int, int]:
    """Attack one breakdown of a block; of new and returning people see ``new_people_known``."""
    if part.name != CHANGE or part.why in ("running", "few-sessions", "other-kind"):
        return {}
    cells = tuple(dict(part.cells)[name] for name in CHANGES) if part.cells else None
    people = figures.people if figures.people is not None else figures.peak
    return small(known(answers_that_fit((part.total, cells), people, the_rule, width=3, most=20)))


def new_people_known(collector: Collector) -> list[str]:
    """Attack the quarters together."""
    quarters = []
    for name in NAMES:
        figures = collector.of(name)
        visits = figures.divide(FIRST_VISIT)
        assert visits
        cells = (dict(visits.cells)["new"], dict(visits.cells)["returning"]) if visits.cells else None
        heads = tuple(one.attendances for one in figures.sessions)
        total = figures.people if figures.people is not None and figures.people >= 10 else None
        quarters.append(Quarter(heads, figures.people, (total, cells)))
    if any(one.people is None for one in quarters):
        return []  # the group is counted by programme
    fit = visits_that_fit(quarters, the_rule)
    found, so_far = [], 0
    for number, one in enumerate(quarters):
        if so_far and (cells_known := small(known([each[number] for each in fit]))):
            found.append(f"quarter {number + 1}: {cells_known}")
        so_far += sum(one.heads)
    return found


def live_through(seed: int) -> Collector:
    """Draw months, live through them in a folder of their own, and give all that left."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(lived(months(seed), Path(folder)))


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_really_leaves_gives_a_small_cell_away(seed: int) -> None:
    """Sessions, answers, people who are forgotten, raised thresholds, every export at odd times."""
    collector = live_through(seed)

    assert attack(collector) == []
    assert {len(row) for row in collector.rows} == {len(COLUMNS)}
    assert Counter(name for name in collector.figures).keys() == {"programme-1", *NAMES}
