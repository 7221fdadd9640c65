"""Blocks in numbers: what is counted of a programme or a quarter, what may leave of it, and that it stays the same."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from circle import PACK, ROOM
from history import Held, Past, past, weekly

from bot.reports.figures import FIRST_VISIT, Divided, Figures
from bot.reports.head_counts import to_csv
from bot.reports.periods import parse, quarter_of
from bot.reports.report import Report, report_page
from bot.services.schedule import Where

AUTUMN = date(2026, 10, 6)  # a Tuesday
START = datetime(2026, 10, 6, 18, 30, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
BETTER = {"closing.change": ("better",) * 10 + ("same",) * 10 + ("worse",) * 10}


async def csv(circle: Past) -> list[list[str]]:
    """Read the lead's head-counts, without the first line."""
    text = to_csv(await circle.services.statistics.head_counts(circle.lead, ROOM, 1))
    return [line.split(",") for line in text.splitlines()[1:]]


async def test_a_programme_that_is_over_is_counted_once_each(tmp_path: Path) -> None:
    """Sessions, attendances, peak, different people, contact hours; a listener counts."""
    async with past(tmp_path, START) as circle:
        came = [range(3), range(5), [4, 5], [0, 9]]
        await circle.held(*weekly(AUTUMN, came), Held(AUTUMN + timedelta(weeks=4), frozenset({1}), frozenset({1})))
        await circle.over()
        left = await circle.leaves("programme-1")

        assert (left.held, left.attendances, left.listeners, left.peak) == (5, 13, 1, 5)
        assert (left.average, left.contact_hours, left.people) == (2.6, 13.0, 7)
        assert [one.on_date for one in left.sessions] == [AUTUMN + timedelta(weeks=week) for week in range(5)]
        assert (left.planned, left.cancelled, left.is_block) == (5, 0, True)


async def test_while_a_block_goes_on_nobody_reads_how_many_different_people_came(tmp_path: Path) -> None:
    """After one session it is that session's number; from the second on the difference would tell who was new."""
    async with past(tmp_path, START) as circle:
        for week, came in enumerate([{1, 2}, {1, 2, 3}, {4}, {1}, {5}]):
            await circle.held(Held(AUTUMN + timedelta(weeks=week), frozenset(came)))
            left = await circle.leaves("programme-1")
            assert (left.people, left.why_no_people) == ((2, "") if week == 0 else (None, "running"))
            assert {one.cells for one in left.divided} == {None}
            assert (await csv(circle))[-1][-1] == ("2" if week == 0 else "")
        await circle.over()

        assert (await csv(circle))[-1] == ["programme", "1", "5", "", "8", "0", "5"]


async def test_a_block_of_three_sessions_is_none(tmp_path: Path) -> None:
    """Head-counts of its sessions leave, and nothing else."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 3, BETTER))
        await circle.over()
        left = await circle.leaves("programme-1")

        assert (left.people, left.why_no_people, left.attendances) == (None, "few-sessions", 36)
        assert {(one.total, one.cells, one.why) for one in left.divided} == {(None, None, "few-sessions")}


async def test_answers_leave_for_a_whole_block_from_ten_in_each_cell_on(tmp_path: Path) -> None:
    """Thirty answers, ten of each, from twelve people; of the check-in nobody answered, and nothing is told."""
    async with past(tmp_path, START) as circle:
        sessions = weekly(AUTUMN, [range(12)] * 4)
        await circle.held(*sessions[:3], Held(sessions[3].day, sessions[3].came, answers=BETTER))
        await circle.over()
        left = await circle.leaves("programme-1")
        change, week = left.divide("closing.change"), left.divide("check-in.week")

        assert change
        assert dict(change.cells or ()) == {"better": 10, "same": 10, "worse": 10}
        assert week
        assert (week.total, week.cells, week.why) == (None, None, "small")


async def test_what_the_group_does_for_people_leaves_by_the_same_rule(tmp_path: Path) -> None:
    """Each question for itself, in the words of the pack; of those that nobody asked nothing is said."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4))
        await circle.services.outcomes.switch(circle.lead, Where(ROOM, 1), on=True)
        for name, numbers in (("outcome-fun", (10, 11, 12, 13)), ("outcome-talk", (10, 10, 10, 9))):
            await circle.services.outcomes.from_paper(circle.lead, Where(ROOM, 1), "end", name, numbers)
        await circle.over()
        left = await circle.leaves("programme-1")
        fun, talk = left.divide("end.outcome-fun"), left.divide("end.outcome-talk")
        page = repr(report_page(PACK, Report(left, (), "", AUTUMN)))

        assert fun
        assert dict(fun.cells or ()) == {"yes": 10, "a-bit": 11, "no": 12, "not-sure": 13}
        assert talk
        assert (talk.total, talk.cells, talk.why) == (39, None, "small")
        assert left.divide("end.outcome-friends") is None
        assert "At the end: do people have more fun?" in page
        assert "A bit: 11" in page


async def test_a_session_in_which_all_answers_were_alike_cannot_be_told_from_the_total(tmp_path: Path) -> None:
    """Eight people in four sessions: what leaves is that 32 answered, whether or not eight of them said the same."""
    mixed = {"closing.change": ("better", "same", "worse", "same") * 2}
    totals: list[Divided | None] = []
    for alike in (mixed, {"closing.change": ("worse",) * 8}):
        folder = tmp_path / str(len(totals))
        folder.mkdir()
        async with past(folder, START) as circle:
            days = weekly(AUTUMN, [range(8)] * 4, mixed)
            await circle.held(*days[:3], Held(days[3].day, days[3].came, answers=alike))
            await circle.over()
            totals.append((await circle.leaves("programme-1")).divide("closing.change"))

    assert totals[0] == totals[1]
    assert totals[0]
    assert (totals[0].total, totals[0].cells) == (32, None)


async def test_what_left_once_comes_out_the_same_again(tmp_path: Path) -> None:
    """After somebody was forgotten, after a late correction, and when the threshold was raised."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4, BETTER))
        await circle.over()
        before, rows = await circle.leaves("programme-1"), await csv(circle)
        await circle.forgets(3)
        programme = (await circle.store.read(lambda unit: unit.groups.programmes(circle.group_id)))[0]
        await circle.store.write(lambda unit: unit.keepsakes.add_totals(programme.id, "closing.change", {"worse": 1}))

        seen = await circle.services.insight.look(circle.lead, ROOM, 1)

        assert await circle.leaves("programme-1") == before
        assert [came for _day, came in seen.sessions] == [12] * 4  # on the screen too
        assert await circle.leaves("programme-1", at_least=40) == before
        assert await csv(circle) == rows


async def test_what_nobody_has_taken_out_yet_goes_down_when_somebody_is_forgotten(tmp_path: Path) -> None:
    """The ledger holds what left, and nothing before."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4))
        await circle.over()
        await circle.forgets(3)
        left = await circle.leaves("programme-1")

        assert (left.people, left.attendances) == (11, 44)


async def test_a_raised_threshold_counts_from_the_first_time_on(tmp_path: Path) -> None:
    """It withholds more, never less."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4, BETTER))
        await circle.over()
        change = (await circle.leaves("programme-1", at_least=41)).divide("closing.change")

        assert change
        assert (change.total, change.cells) == (120, None)


async def test_quarters_of_a_programme_tell_new_and_returning_people(tmp_path: Path) -> None:
    """Thirty in the first; of twenty-five in the second twelve had come before."""
    async with past(tmp_path, START) as circle:
        second = range(18, 43)
        await circle.held(*weekly(AUTUMN, [range(30)] * 4), *weekly(date(2027, 1, 5), [second] * 4))
        circle.clock.move_to(datetime(2027, 4, 1, 12, tzinfo=UTC))
        first, last = await circle.leaves("2026-Q4"), await circle.leaves("2027-Q1")
        before, visits = first.divide(FIRST_VISIT), last.divide(FIRST_VISIT)

        assert (first.people, last.people) == (30, 25)
        assert before
        assert (before.cells, before.why) == (None, "not-known")
        assert visits
        assert (visits.total, dict(visits.cells or ())) == (25, {"new": 13, "returning": 12})


async def test_a_group_has_one_kind_from_its_first_release_on(tmp_path: Path) -> None:
    """By quarters, then never the whole programme, and the other way round: the difference would be a block too."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4), *weekly(date(2027, 1, 5), [range(6)] * 4))
        assert (await circle.leaves("2026-Q4")).people == 12
        circle.clock.move_to(datetime(2027, 4, 1, 12, tzinfo=UTC))
        await circle.over()
        whole = await circle.leaves("programme-1")

        assert (whole.people, whole.why_no_people, whole.attendances) == (None, "other-kind", 72)
        assert {one.why for one in whole.divided} == {"other-kind"}
        assert [row[-1] for row in await csv(circle) if row[0] != "session"] == ["", "12", "6"]
        assert [row[1] for row in await csv(circle) if row[0] == "quarter"] == ["2026-Q4", "2027-Q1"]


async def test_a_programme_that_left_keeps_its_quarters_in(tmp_path: Path) -> None:
    """The other way round. Its totals are one then."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4, BETTER), *weekly(date(2027, 1, 5), [range(6)] * 4, BETTER))
        await circle.over()
        assert (await circle.leaves("programme-1")).people == 12
        circle.clock.move_to(datetime(2027, 4, 1, 12, tzinfo=UTC))
        quarter = await circle.leaves("2026-Q4")
        programme = (await circle.store.read(lambda unit: unit.groups.programmes(circle.group_id)))[0]

        assert (quarter.people, quarter.why_no_people) == (None, "other-kind")
        assert await circle.store.read(lambda unit: unit.keepsakes.totals(programme.id, "2026-Q4")) == {}
        assert (await circle.store.read(lambda unit: unit.keepsakes.totals(programme.id)))[
            "closing.change", "better"
        ] == 80


async def test_a_quarter_with_two_programmes_has_no_number_of_people(tmp_path: Path) -> None:
    """Each programme has codes of its own: who came in both would be counted twice."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4))
        await circle.over()
        await circle.held(*weekly(date(2026, 11, 10), [range(12)] * 4, BETTER))
        circle.clock.move_to(NEXT_YEAR)
        left = await circle.leaves("2026-Q4")
        change = left.divide("closing.change")

        assert (left.people, left.why_no_people, left.held) == (None, "two-programmes", 8)
        assert change
        assert change.total == 120


@pytest.mark.parametrize("after_the_key", [False, True])
async def test_the_quarters_of_a_programme_are_the_same_after_its_codes_are_gone(
    tmp_path: Path, *, after_the_key: bool
) -> None:
    """28 days after its last session, in the middle of the quarter or later."""
    async with past(tmp_path, START) as circle:
        second = range(18, 43)
        await circle.held(*weekly(AUTUMN, [range(30)] * 4), *weekly(date(2027, 1, 5), [second] * 4))
        await circle.over()
        if after_the_key:
            circle.clock.move_to(datetime(2027, 3, 1, 12, tzinfo=UTC))
            await circle.services.retention.run(circle.clock.now())
        circle.clock.move_to(datetime(2027, 4, 1, 12, tzinfo=UTC))
        first, last = await circle.leaves("2026-Q4"), await circle.leaves("2027-Q1")
        visits = last.divide(FIRST_VISIT)

        assert (first.people, last.people, first.attendances, last.attendances) == (30, 25, 120, 100)
        assert visits
        assert dict(visits.cells or ()) == {"new": 13, "returning": 12}


async def test_a_quarter_is_over_when_no_date_of_it_is_to_come(tmp_path: Path) -> None:
    """Not on its last day, and not while a date of it was moved ahead."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 4))
        circle.clock.move_to(datetime(2026, 12, 31, 12, tzinfo=UTC))
        on_the_last_day = await circle.leaves("2026-Q4")
        circle.clock.move_to(NEXT_YEAR)

        assert not on_the_last_day.over
        assert (await circle.leaves("2026-Q4")).over


@pytest.mark.parametrize(
    ("typed", "name"),
    [("2026-Q4", "2026-Q4"), (" 2026-q4 ", "2026-Q4"), ("2026Q1", "2026-Q1"), ("Programme 2", "programme-2")],
)
def test_a_period_is_read_as_people_type_it(typed: str, name: str) -> None:
    """Small letters, spaces, without the line."""
    period = parse(typed)

    assert period
    assert period.name == name


@pytest.mark.parametrize("typed", ["", "2026", "2026-Q5", "Q4", "programme-0", "programme", "2026-Q44", "0000-Q1"])
def test_what_is_no_period_is_none(typed: str) -> None:
    """It is told so."""
    assert parse(typed) is None


def test_every_day_lies_in_one_quarter() -> None:
    """From its first day to its last, without a gap."""
    day = date(2024, 1, 1)
    while day < date(2029, 1, 1):
        quarter = quarter_of(day)
        assert quarter.first <= day <= quarter.last
        assert quarter_of(quarter.last + timedelta(days=1)).first == quarter.last + timedelta(days=1)
        assert parse(quarter.name) == quarter
        day += timedelta(days=13)


def test_figures_of_nothing_are_noughts() -> None:
    """No division by zero."""
    empty = Figures("A group", "2026-Q4", True, 0, (), None, "few-sessions", (), ())

    assert (empty.average, empty.peak, empty.contact_hours, empty.cancelled) == (0.0, 0, 0.0, 0)


def test_figures_are_made_in_one_place() -> None:
    """Whoever writes a file or a page gets them from ``release``: nobody else makes them, or reads what is counted."""
    project = Path(__file__).parents[1]
    sources = {
        path: path.read_text(encoding="utf-8") for room in ("bot", "cogs") for path in (project / room).rglob("*.py")
    }
    own = {path for path in sources if "simulation" in path.parts}  # it counts the truth, in figures of its own
    makers = {path.name for path in sources.keys() - own if re.search(r"(?<!\w)Figures\(", sources[path])}
    counters = {path.name for path in sources if re.search(r"\bCounted\b", sources[path])}

    assert makers == {"figures.py"}
    assert counters == {"figures.py", "blocks.py"}
