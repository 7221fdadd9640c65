"""``peerlight simulate``: whole programmes on a moved clock. What is stored is what is true, whatever went wrong."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desk import Desk

from bot.rehearsal.simulation.audit import DIRECT, HELP, MEMBERS, STAFF, Audit, Said
from bot.rehearsal.simulation.compare import faults_ahead, faults_of
from bot.rehearsal.simulation.play import Played, play
from bot.rehearsal.simulation.script import CLOCKS_GO_BACK, TURNS, write
from bot.rehearsal.simulation.stored import Stored
from bot.rehearsal.simulation.story import NOTHING_SAID, STEPS, ZONE, Feels, Person, Script, SignUp, Visit, Week, Wishes
from bot.rehearsal.simulation.truth import Day, Side, days_of, figures_of
from bot.reports.figures import Figures
from bot.reports.periods import FEWEST_SESSIONS
from bot.services.export import figures_for_operator
from bot.storage import Store

MASTER = bytes(range(32))
TUESDAY = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
LONDON = ZoneInfo(ZONE)


def played(folder: Path, script: Script, *, forget: bool = False) -> Played:
    """Play a script in this process."""
    return asyncio.run(play(script, folder / "simulated.db", MASTER, forget=forget))


def simulate(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type ``peerlight simulate`` in a folder."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "simulate", *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PEERLIGHT_")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def figures_taken_out(folder: Path) -> Figures:
    """Take the programme's numbers out, half a year later, as an operator does."""

    async def work() -> Figures:
        store = Store(folder / "simulated.db")
        try:
            (left,) = await figures_for_operator(store, None, datetime(2027, 6, 1, tzinfo=UTC), "programme-1")
        finally:
            await store.close()
        return left

    return asyncio.run(work())


def taken_out(folder: Path) -> dict[str, object]:
    """Say what a lead reads in them."""
    left = figures_taken_out(folder)
    names = ("planned", "held", "cancelled", "attendances", "listeners", "peak", "contact_hours")
    steps = {one.step: one.run for one in left.steps if one.run}
    return {name: getattr(left, name) for name in names} | {"people": left.people, "steps": steps}


def what_is_true(simulated: Played) -> dict[str, object]:
    """Say the same of the script. How many different people came leaves only of four sessions or more."""
    true = simulated.truth
    names = ("planned", "held", "cancelled", "attendances", "listeners", "peak", "contact_hours")
    alone = true.attendances if true.held == 1 else None
    people = true.unique_people if true.held >= FEWEST_SESSIONS else alone
    steps = {step: run for step, run in true.steps_run.items() if run}
    return {name: getattr(true, name) for name in names} | {"people": people, "steps": steps}


@pytest.mark.parametrize("seed", range(1, 21))
def test_what_is_stored_is_what_is_true_whatever_went_wrong(tmp_path: Path, seed: int) -> None:
    """No session opens twice, none is silently missing, everybody is counted once; every third forgets somebody.

    So are new people, listeners, hours, steps, answers, reminders and sign-ups: what differs is a fault.
    """
    script = write(seed, weeks=4, members=4)
    simulated = played(tmp_path, script, forget=seed % 3 == 0)

    assert simulated.faults == ()
    assert simulated.stored.figures == simulated.truth
    assert taken_out(tmp_path) == what_is_true(simulated)
    assert simulated.stored.figures.opened_twice == 0
    assert simulated.stored.figures.planned == 4
    assert [day for day in simulated.stored.days if day >= script.first] == [week.day for week in script.weeks]


def test_answers_of_many_people_are_divided_as_the_script_says(tmp_path: Path) -> None:
    """With fourteen people the answers of an evening are counted apart, in what is kept; what leaves says how many."""
    simulated = played(tmp_path, write(1, weeks=8, members=14))
    totals = simulated.truth.totals["closing.change"]
    left = figures_taken_out(tmp_path).divide("closing.change")

    assert simulated.faults == ()
    assert {"answered", "better", "same", "worse"} & totals.keys() > {"answered"}
    assert left
    assert left.total == (sum(dict(left.cells).values()) if left.cells else totals["answered"])


def one_evening(folder: Path, *, asks: Wishes | None = None, **changes: object) -> Played:
    """Play one session with three people, two of whom say yes to being counted; the first may ask for reminders."""
    visits = tuple(Visit(number, -8, listening=False, counted=number < 2) for number in range(3))
    week = replace(Week(TUESDAY.date(), TUESDAY, TUESDAY, visits=visits), **changes)  # type: ignore[arg-type]  # names and values come from the table of turns
    week = replace(week, visits=tuple(replace(visit, minute=week.opens) for visit in visits if week.opens is not None))
    people = (Person(0, 1, 1, 1.0, wishes=asks or Wishes()), *(Person(0, 1, 1, 1.0),) * 2)
    return played(folder, Script(1, TUESDAY.date(), TUESDAY.time(), 1, people, (week,)))


EXPECTED = {
    "late start": Day("held", TUESDAY, 7, 2),
    "nobody is ready": Day("called off"),
    "away for 5 minutes": Day("held", TUESDAY, 5, 2),
    "away for 40 minutes": Day("missed"),
    "away until the morning": Day("missed"),
    "away at the time": Day("held", TUESDAY, 8, 2),
    "away at the time, until the morning": Day("called off"),
    "away at the time, and for long": Day("called off"),
    "away in the middle": Day("held", TUESDAY, 0, 2),
    "called off by the lead": Day("cancelled"),
    "two bots": Day("held", TUESDAY, 0, 2),
    "forgotten": Day("held", TUESDAY, 0, 2),
    "restarted": Day("held", TUESDAY, 0, 2),
}


@pytest.mark.parametrize("turn", TURNS)
def test_each_thing_that_can_happen_ends_as_it_should(tmp_path: Path, turn: str) -> None:
    """Said here by hand, so that script and bot cannot be wrong together."""
    simulated = one_evening(tmp_path, **TURNS[turn])

    assert simulated.stored.days == {TUESDAY.date(): EXPECTED[turn]}
    assert simulated.faults == ()


def test_a_last_session_that_is_moved_to_a_later_day_still_belongs_to_its_programme(tmp_path: Path) -> None:
    """The programme ends when it has been held, and not when its usual day is over."""
    simulated = one_evening(tmp_path, at=TUESDAY + timedelta(days=2))

    assert simulated.faults == ()
    with closing(sqlite3.connect(tmp_path / "simulated.db")) as connection:
        assert connection.execute("SELECT count(*) FROM programmes").fetchone() == (1,)


def test_a_session_that_is_moved_to_the_morning_has_its_card_and_its_reminders_by_day(tmp_path: Path) -> None:
    """It is at half past eight. Its card waits until nine; both reminders come at 20:30 on an evening."""
    morning = TUESDAY.replace(hour=8)
    simulated = one_evening(tmp_path, at=morning, asks=Wishes(("day", "hour")))
    cards = [one.at.strftime("%d %H:%M") for one in simulated.audit.said if one.ahead]
    reminders = [one.at.strftime("%d %H:%M") for one in simulated.audit.said if one.to == DIRECT]

    assert cards == ["22 09:05"]
    assert reminders == ["22 20:30", "23 20:30"]
    assert simulated.faults == ()


def test_nobody_is_told_at_night_that_a_session_was_missed(tmp_path: Path) -> None:
    """The bot came back at half past four: members read it in the morning."""
    told = [one.at for one in one_evening(tmp_path, **TURNS["away until the morning"]).audit.said]

    assert told
    assert all(at.astimezone(LONDON).hour >= 9 for at in told)


@pytest.mark.parametrize("seed", range(40))
def test_two_sessions_are_the_same_on_the_wall_across_the_change_of_the_clocks(seed: int) -> None:
    """Nothing disturbs the two sessions around it, and an hour lies between them in UTC."""
    held = [week for week in write(seed, weeks=6, members=3).weeks if not week.is_break]
    before = max(week.at for week in held if week.day < CLOCKS_GO_BACK)
    after = min(week.at for week in held if week.day > CLOCKS_GO_BACK)

    assert after - before == timedelta(weeks=1, hours=1)
    assert before.astimezone(LONDON).time() == after.astimezone(LONDON).time()


def test_a_long_programme_has_all_that_can_happen() -> None:
    """Breaks, a new weekly time, a moved week, each kind of outage, joins, leaves, returns, a no and a changed mind."""
    script = write(7, weeks=26, members=15)

    assert len({(week.ready is None, week.away, week.restarts, week.two_bots) for week in script.weeks}) > 8
    assert [week.new_time for week in script.weeks if week.new_time]
    assert [week for week in script.weeks if week.at != week.usual]
    assert [week for week in script.weeks if week.is_cancelled]
    assert len(script.breaks) == 2
    assert {person.counted_from for person in script.people} == {0, None, 13}
    assert [visit for week in script.weeks for visit in week.visits if visit.asks_again]
    assert [person for person in script.people if person.returns < 26 and person.leaves < person.returns]
    assert script == write(7, weeks=26, members=15)
    assert script != write(8, weeks=26, members=15)


def test_the_truth_is_counted_as_by_hand() -> None:
    """Three weeks: one held with two who are counted, one held late with one, one called off."""
    weeks = [Week(day.date(), day, day) for day in (TUESDAY + timedelta(weeks=number) for number in range(3))]
    weeks[0] = replace(weeks[0], visits=(visit(0, listening=True), visit(1), visit(2, counted=False)))
    weeks[1] = replace(weeks[1], visits=(visit(0), visit(2, counted=False)), ready=7, skips=frozenset({"topic"}))
    weeks[2] = replace(weeks[2], visits=(visit(3),), ready=None)
    script = Script(1, TUESDAY.date(), TUESDAY.time(), 3, (), tuple(weeks))

    told = figures_of(script).as_json()
    assert {name: told.pop(name) for name in HEAD_COUNTS} == {
        "planned": 3,
        "held": 2,
        "cancelled": 1,
        "opened_late": 1,
        "opened_twice": 0,
        "attendances": 3,
        "unique_people": 2,
        "peak": 2,
        "listeners": 1,
        "came_again": 1,
        "contact_hours": 2.9,  # two people for 60 minutes, one for 53
    }
    quarter = {"held": 2, "attendances": 3, "listeners": 1, "unique_people": 2}
    assert told == {
        "quarters": {"2026-Q4": {**quarter, "new_people": 2, "returning_people": 0, "contact_hours": 2.9}},
        "steps_run": {**dict.fromkeys(STEPS, 2), "topic": 1},
        "steps_skipped": {**dict.fromkeys(STEPS, 0), "topic": 1},
        "totals": {},
        "new_times": {},
    }
    assert figures_of(script, forgotten=0).unique_people == 1
    assert days_of(script)[date(2026, 12, 8)] == Day("called off")


HEAD_COUNTS = (
    *("planned", "held", "cancelled", "opened_late", "opened_twice", "attendances", "unique_people", "peak"),
    *("listeners", "came_again", "contact_hours"),
)
NESTED = ("quarters", "steps_run", "steps_skipped", "totals", "new_times")


def visit(person: int, *, counted: bool = True, listening: bool = False, feels: Feels | None = None) -> Visit:
    """Let a person come on time."""
    return Visit(person, 0, listening=listening, counted=counted, feels=feels or NOTHING_SAID)


def test_the_true_answers_are_counted_as_by_hand() -> None:
    """Five answer and one of them is not counted; where three answer, or all alike, only that they did."""
    said = [Feels("good", "ok", "better"), Feels("hard", "ok", "better"), Feels("ok", "ok", "same"), Feels("ok", "ok")]
    five = tuple(visit(number, feels=feels) for number, feels in enumerate(said))
    week = Week(TUESDAY.date(), TUESDAY, TUESDAY, visits=(*five, visit(9, counted=False, feels=said[0])))
    weeks = (week, replace(week, ends=None), replace(week, skips=frozenset({"check-in"}), visits=five))
    script = Script(1, TUESDAY.date(), TUESDAY.time(), 3, (), weeks)

    assert figures_of(script).totals == {
        "check-in.feel": {"answered": 8},
        "check-in.week": {"answered": 8, "good": 2, "hard": 2, "ok": 4},
        "closing.change": {"answered": 6},  # in the second week nobody came as far as the goodbye
    }


def test_people_are_new_in_the_quarter_in_which_they_first_came() -> None:
    """Two in December; in January one of them comes back and one is new. The change of the time lies between."""
    january = TUESDAY + timedelta(weeks=8)
    weeks = (
        Week(TUESDAY.date(), TUESDAY, TUESDAY, visits=(visit(0), visit(1))),
        Week(january.date(), january, january, visits=(visit(1), visit(2), visit(3, counted=False)), new_time=time(18)),
    )
    told = figures_of(Script(1, TUESDAY.date(), TUESDAY.time(), 2, (), weeks))

    assert [(one.new_people, one.returning_people) for one in told.quarters.values()] == [(2, 0), (1, 1)]
    assert told.new_times == {"2027-01-19": {"before": Side(1, 2), "after": Side(1, 2)}}


def test_a_difference_is_found(tmp_path: Path) -> None:
    """The comparison is not blind: a session, a person and a date that are not in the script are named."""
    script = write(3, weeks=2, members=3)
    simulated = played(tmp_path, script)
    other = replace(script, weeks=(replace(script.weeks[0], ready=None), script.weeks[1]))
    said = "\n".join(faults_of(other, simulated.stored, simulated.audit))

    assert simulated.faults == ()
    assert "The script says called off." in said
    assert "held is stored as 2. The script says 1." in said
    assert "Members were not told that there is no session" in said


NIGHT = TUESDAY.replace(hour=3)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Said(TUESDAY, DIRECT, "It is today.", TUESDAY, person=1), "who did not ask for it"),
        (Said(NIGHT, MEMBERS, "There is no group today.", TUESDAY), "at night"),
        (Said(TUESDAY, MEMBERS, "You missed the last one.", TUESDAY), "word of blame"),
        (Said(TUESDAY, DIRECT, "You should have come.", TUESDAY, person=1, asked=True), "word of blame"),
        (Said(NIGHT, DIRECT, "It is today.", NIGHT, person=1, asked=True), "at night"),
        (Said(TUESDAY, MEMBERS, "It starts.", TUESDAY, ping=True), "phones ring"),
        (Said(TUESDAY, MEMBERS, "Hello @everyone.", TUESDAY), "phones ring"),
        (Said(TUESDAY, DIRECT, "It starts, <@12>.", TUESDAY, person=1, asked=True), "phones ring"),
    ],
)
def test_the_audit_finds_what_may_not_be_said(said: Said, fault: str) -> None:
    """An unasked direct message, a message at night (a direct one in the group's own time, too), blame, a ping."""
    audit = Audit(ZONE)
    audit.says(said)

    assert fault in "".join(audit.faults())


def test_the_message_audit_of_26_weeks_finds_nothing(tmp_path: Path) -> None:
    """All was said by day or in the group's own time, without blame and without a ping, and to who had asked for it."""
    script = write(7, weeks=26, members=3)
    simulated = played(tmp_path, script)

    assert simulated.faults == ()
    assert list(simulated.audit.faults()) == []
    assert {one.to for one in simulated.audit.said} == {MEMBERS, STAFF, DIRECT}
    assert len(simulated.audit.reminders()) > 20
    assert max(simulated.audit.reminders().values()) == 2
    assert {person for person, _at in simulated.audit.reminders()} == {
        number for number, person in enumerate(script.people) if person.wishes.kinds and not person.wishes.closed
    }


def test_a_reminder_too_few_or_too_many_is_found() -> None:
    """A person who asked for both kinds got one; another, who asked for none, got one too."""
    people = (Person(0, 1, 1, 1.0, wishes=Wishes(("day", "hour"))), Person(0, 1, 1, 1.0))
    week = Week(TUESDAY.date(), TUESDAY, TUESDAY)
    script = Script(1, TUESDAY.date(), TUESDAY.time(), 1, people, (week,))
    said = [Said(TUESDAY, DIRECT, "It is today.", TUESDAY, person=number, asked=True) for number in (0, 1)]
    stored = Stored(figures_of(script), days_of(script))

    assert [fault for fault in faults_of(script, stored, Audit(ZONE, said)) if "reminders" in fault] == [
        "Person 1 got 1 reminders of 24 November 2026 at 18:30. The script says 2.",
        "Person 2 got 1 reminders of 24 November 2026 at 18:30. The script says 0.",
    ]


def test_wrong_numbers_of_sign_ups_and_a_door_that_nobody_was_told_of_are_found() -> None:
    """Staff read one who is coming where nobody is in the end; somebody came and did not hear of their door."""
    people = (Person(0, 1, 1, 1.0, wishes=Wishes(("day",), closed=True)),)
    week = Week(TUESDAY.date(), TUESDAY, TUESDAY, visits=(visit(0),), sign_ups=(SignUp(0, "coming", ""),))
    script = Script(1, TUESDAY.date(), TUESDAY.time(), 1, people, (week,))
    read = {week.day: {"coming": 1, "maybe": 0, "not-this-time": 0, "listening": 0}}

    assert [fault.split(".")[0] for fault in faults_ahead(script, read, [])] == [
        "For 24 November 2026 staff read {'coming': 1, 'maybe': 0, 'not-this-time': 0, 'listening': 0}",
        "[] heard that their door is closed",
    ]


def test_the_audit_finds_a_third_reminder() -> None:
    """Two are allowed, when they were asked for."""
    audit = Audit(ZONE, [Said(TUESDAY, DIRECT, "It is today.", TUESDAY, person=1, asked=True)] * 2)
    assert list(audit.faults()) == []
    audit.says(audit.said[0])

    assert len(list(audit.faults())) == 1


def test_the_audit_allows_a_ping_where_somebody_is_called_to_help() -> None:
    """In the staff channel and in the thread of who asked for help, by night too."""
    said = [Said(NIGHT, to, "Somebody asks for help, <@&12>.", TUESDAY, ping=True) for to in (STAFF, HELP)]

    assert list(Audit(ZONE, said).faults()) == []


def test_the_audit_allows_staff_and_a_late_group_their_own_time() -> None:
    """A group that meets at ten in the evening is awake then."""
    late = TUESDAY.replace(hour=22)
    said = [Said(late, MEMBERS, "We start a little later today.", late), Said(NIGHT, STAFF, "I was away.", TUESDAY)]

    assert list(Audit(ZONE, said).faults()) == []


def test_the_command_prints_one_json_object_and_the_same_seed_prints_it_again(tmp_path: Path) -> None:
    """Byte for byte; the file that it names holds what it says."""
    words = ("--weeks", "2", "--seed", "7", "--members", "3", "--forget", "--json")
    first, second = simulate(tmp_path, *words), simulate(tmp_path, *words)
    told = json.loads(first.stdout)
    truth = told.pop("truth")
    database = tmp_path / told.pop("database")

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout
    assert told == truth
    assert set(told) == {*HEAD_COUNTS, *NESTED}
    assert told["planned"] == 2
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM attendance").fetchone() == (told["attendances"],)
        assert connection.execute("SELECT count(*) FROM sessions WHERE opened_at").fetchone() == (told["held"],)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


def test_the_table_says_the_same_and_keep_writes_to_a_new_file(desk: Desk) -> None:
    """A person reads what was planned, what was held and where the database is."""
    printed = desk.type("simulate", "--weeks", "1", "--seed", "7", "--members", "2", "--keep", "kept.db")

    assert printed.status == 0
    assert "Sessions planned" in printed.text
    assert "The database is kept.db." in printed.text
    assert (desk.folder / "kept.db").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--weeks", "0"), "'--weeks': Input should be greater than or equal to 1"),
        (("--weeks", "105"), "'--weeks': Input should be less than or equal to 104"),
        (("--weeks", "many"), "'--weeks': Input should be a valid integer"),
        (("--members", "0"), "'--members': Input should be greater than or equal to 1"),
        (("--seed", "-1"), "'--seed': Input should be greater than or equal to 0"),
        (("--keep", "config.toml"), "config.toml is already there."),
        (("--keep", "nowhere/kept.db"), "There is no folder"),
    ],
)
def test_what_cannot_be_played_is_said(desk: Desk, words: tuple[str, ...], said: str) -> None:
    """Status 2 and a sentence; a file that is there is not touched."""
    before = desk.config.read_bytes()
    printed = desk.type("simulate", *words)

    assert printed.status == 2
    assert said in " ".join(printed.text.split())
    assert desk.config.read_bytes() == before
