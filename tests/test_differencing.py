"""Numbers that leave, laid side by side: no two of them, taken any time apart, tell how anybody felt.

Head-counts are exact, so two of them do tell that one person more came. How many different people came leaves for a
whole block alone, and what divides them by the rule that is proved here too; ``test_attacker.py`` attacks it all.
"""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

from circle import ROOM, Circle, open_circle
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import Breakdown, breakdown
from bot.reports.head_counts import COLUMNS, to_csv
from bot.services.export import export_csv

MEMBERS = 6
FEWEST = 10
BANDS = ("good", "ok", "hard", "mixed", "not-sure", "rather-not")
CHANGES = ("better", "same", "worse")

calm = settings(deadline=None)


@dataclass(frozen=True)
class Evening:
    """A session as it was: who came and said yes to being counted, and whether the lead exports after it."""

    counted: frozenset[int]
    exported: bool


@dataclass(frozen=True)
class Answer:
    """What one member says on one evening."""

    week: str
    feel: str
    change: str


evenings = st.lists(
    st.builds(Evening, st.frozensets(st.integers(0, MEMBERS - 1)), st.booleans()), min_size=2, max_size=3
)
answer = st.builds(Answer, st.sampled_from(BANDS), st.sampled_from(BANDS), st.sampled_from(CHANGES))
said = st.lists(st.lists(answer, min_size=MEMBERS, max_size=MEMBERS), min_size=3, max_size=3)


async def releases(history: list[Evening], answers: list[list[Answer]]) -> list[str]:
    """Hold these sessions; return everything that left, both ways, after each session with an export and at the end."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_circle(Path(folder), members=MEMBERS) as circle:
            left: list[str] = []
            for number, (evening, given_answers) in enumerate(zip(history, answers, strict=False)):
                await held(circle, evening, given_answers)
                if evening.exported or number == len(history) - 1:
                    left += [to_csv(await circle.services.statistics.head_counts(circle.lead, ROOM, 1))]
                    left += [await export_csv(circle.store, None, circle.clock.now())]
                circle.clock.advance(timedelta(days=7))
            return left


async def held(circle: Circle, evening: Evening, answers: list[Answer]) -> None:
    """Hold one session: all answer, and those are counted who said yes."""
    await circle.start()
    record = await circle.session()
    for number in sorted(evening.counted):
        await circle.comes(circle.members[number], record.id)
    place = await circle.at_step("check-in")
    for member, one in zip(circle.members, answers, strict=True):
        await circle.give(member, place, week=one.week, feel=one.feel)
    await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])
    place = await circle.at_step("closing")
    for member, one in zip(circle.members, answers, strict=True):
        await circle.give(member, place, change=one.change)
    await circle.close()


def numbers_of(release: str) -> list[dict[str, str]]:
    """Read a release as rows."""
    head, *rows = [line.split(",") for line in release.splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


@settings(deadline=None, max_examples=8)
@given(evenings, said, said)
def test_what_anybody_answered_changes_nothing_that_leaves(
    history: list[Evening], first: list[list[Answer]], second: list[list[Answer]]
) -> None:
    """The same people come, and answer anything else: every export at any time is the same, so no difference tells."""
    once = asyncio.run(releases(history, first))
    again = asyncio.run(releases(history, second))

    assert again == once
    assert all(set(row) == set(COLUMNS) for release in once for row in numbers_of(release))
    for release in once:
        rows = numbers_of(release)
        held = [row["attendances"] for row in rows if row["row"] == "session"]
        assert [row["unique_people"] for row in rows if row["row"] == "programme"] == (held if len(held) == 1 else [""])
    last = numbers_of(once[-1])
    assert [row["attendances"] for row in last if row["row"] == "session"] == [str(len(one.counted)) for one in history]


def test_no_column_that_leaves_divides_people() -> None:
    """Head-counts and where they belong; whoever adds a column comes by here, and by ``breakdown``."""
    assert set(COLUMNS) == {"row", "programme", "session", "date", "attendances", "listeners", "unique_people"}


# What may leave when numbers are divided.

cells = st.dictionaries(st.sampled_from(CHANGES), st.integers(0, 40), min_size=1)
people = st.integers(0, 60)


@calm
@given(cells, people, st.integers(0, 30))
def test_a_small_cell_never_leaves(counted: dict[str, int], came: int, at_least: int) -> None:
    """All cells of ten or more by ten people or more, or the total alone; a setting may only raise the ten."""
    left = breakdown(counted, came, at_least=at_least)
    fewest = max(FEWEST, at_least)

    assert left.total == (total if (total := sum(counted.values())) >= fewest else None)
    assert (left.cells is not None) == (came >= fewest and len(counted) > 1 and min(counted.values()) >= fewest)
    assert left.cells is None or dict(left.cells) == counted


def test_a_zero_hides_all_and_ten_shows_all() -> None:
    """At the border."""
    assert breakdown({"better": 10, "same": 10, "worse": 10}, 10).cells is not None
    assert breakdown({"better": 10, "same": 10, "worse": 9}, 10).cells is None
    assert breakdown({"better": 40, "same": 40, "worse": 0}, 30).cells is None
    assert breakdown({"better": 10, "same": 10}, 9).cells is None
    assert breakdown({"new": 25}, 25).cells is None
    assert breakdown({"better": 10, "same": 10}, 10, at_least=1).cells is not None
    assert breakdown({"better": 10, "same": 10}, 10, at_least=11).cells is None


def test_what_is_withheld_does_not_follow_from_its_total() -> None:
    """Somebody who knows the rule tries every table that gives the same total: no cell has one value in all of them."""
    by_total: dict[int, list[tuple[int, ...]]] = {}
    for table in product(range(36), repeat=3):
        left = breakdown(dict(zip(CHANGES, table, strict=True)), 30)
        if left.cells is None and left.total:
            by_total.setdefault(left.total, []).append(table)
    known = [
        (total, choice)
        for total, tables in by_total.items()
        for choice in range(3)
        if total <= 35 and len({table[choice] for table in tables}) == 1
    ]

    assert len(by_total) > 35
    assert known == []


events = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(CHANGES), st.sampled_from([1, -1])), max_size=40)
beginnings = st.lists(st.sampled_from([9, 10, 11, 30]), min_size=6, max_size=6)


def over_time(begun: list[int], happened: list[tuple[int, str, int]], *, ledger: bool) -> list[list[Breakdown]]:
    """Release both of two blocks after each thing that happens to their counts; returns the releases of each block."""
    counts = [Counter(dict(zip(CHANGES, begun[:3], strict=True))), Counter(dict(zip(CHANGES, begun[3:], strict=True)))]
    left: list[list[Breakdown]] = [[], []]
    for block, choice, change in [(0, CHANGES[0], 0), *happened]:
        counts[block][choice] = max(0, counts[block][choice] + change)
        for which in (0, 1):
            before = left[which][0] if ledger and left[which] else None
            left[which].append(breakdown({name: counts[which][name] for name in CHANGES}, 30, before=before))
    return left


def small_differences(releases_of_a_block: list[Breakdown]) -> list[int]:
    """Subtract each release of a block from each other one; list what is under ten and tells of somebody."""
    tables = [dict(one.cells) for one in releases_of_a_block if one.cells]
    found = [abs(one[choice] - other[choice]) for one in tables for other in tables for choice in CHANGES]
    return [difference for difference in found if 0 < difference < FEWEST]


@calm
@given(beginnings, events)
def test_two_releases_subtract_to_no_small_cell(begun: list[int], happened: list[tuple[int, str, int]]) -> None:
    """However late somebody is added or forgotten: a block that was released stays as it was, total and all."""
    for block in over_time(begun, happened, ledger=True):
        assert small_differences(block) == []
        assert len({one.total for one in block}) == 1
        assert all(number >= FEWEST for one in block for _choice, number in one.cells or ())


def test_without_the_ledger_the_difference_tells() -> None:
    """The attack works where nothing remembers what was released: one person more, and their answer is known."""
    one_more = over_time([10, 10, 10, 10, 10, 10], [(0, "worse", 1)], ledger=False)

    assert set(small_differences(one_more[0])) == {1}
