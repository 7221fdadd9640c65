"""What is too long for CI: the same promises as in the tests, with large counts. Writes ``docs/proved.md``.

``python -m bench.prove`` is seeded and prints what it does. Each line of the table is a promise, how often it was
tried and how often it failed, and when; a failure ends with exit status 1. Names of promises (``programme attack``)
try these alone; the other lines of the table stay, with their days.
"""

import asyncio
import importlib
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from rich.progress import track

from bench.fault_table import Tried, write_page
from bench.running import measure
from bench.rush import rush as meet_at_once
from bot.rehearsal.auto import play
from bot.rehearsal.simulation.play import play as play_programme
from bot.rehearsal.simulation.script import write
from bot.scheduling import SystemClock, WeeklyTime, next_occurrence

TABLE = Path("docs/proved.md")
REHEARSALS = 200
PERMUTATIONS = 200
PERMUTATIONS_AT_ONCE = 20
PROGRAMMES = 200
YEARS_OF_WEEKS = 20_000
ATTACKS = 300
EVENINGS_OF_FAULTS = 10
LOGS = 20
CUTS_OF_A_LOG = 500
KILLED_SESSIONS = 20  # each is killed ten times
FLEETS = 20
BAD_INPUTS_AT_ONCE = 500
BATCHES_OF_BAD_INPUT = 208  # a few more than 100,000: hypothesis draws some of them twice and counts them once
BAD_INPUTS = (
    *("presses", "settings", "forms", "backups", "commands", "settings", "presses", "suggestions"),
    *("settings", "forms", "words", "settings", "presses", "backups", "settings", "commands"),
)
MASTER = bytes(range(32))


@dataclass(frozen=True)
class Line:
    """One promise that was tried."""

    promise: str
    tried: int
    failed: int
    seconds: float
    on: date


@dataclass(frozen=True)
class Promise:
    """What is promised, and how it is tried: ``tried`` with one number after the other, each time once or more.

    What it gives back is true where the promise was kept. ``told`` writes a page of its own from all of that.
    """

    sentence: str
    tried: Callable[[int], Sequence[Any]]
    numbers: range
    told: Callable[[Sequence[Any]], None] | None = None


def main() -> int:
    """Try every promise that was named, or all, with a process for each core; returns the exit status."""
    named = sys.argv[1:] or [promise.tried.__name__ for promise in PROMISES]
    failed = 0
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for promise in PROMISES:
            if promise.tried.__name__ in named:
                line = timed(promise, pool)
                failed += line.failed
                TABLE.write_text(table(line, TABLE.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if failed else 0


def timed(promise: Promise, pool: Executor) -> Line:
    """Count the tries of one promise and the ones that failed."""
    begun = time.monotonic()
    tries = pool.map(promise.tried, promise.numbers)
    found = list(track(tries, description=promise.sentence[:60], total=len(promise.numbers)))
    results = [one for batch in found for one in batch]
    seconds = time.monotonic() - begun
    if promise.told:
        promise.told(results)
    return Line(promise.sentence, len(results), sum(not one for one in results), seconds, SystemClock().now().date())


def rehearsal(seed: int) -> list[bool]:
    """Play a whole session with 3 to 12 pretend members; it must end sealed, with a true count."""
    with tempfile.TemporaryDirectory() as folder:
        done = asyncio.run(
            play(Path(folder) / "a.db", MASTER, members=3 + seed % 10, seed=seed, tell=lambda _line: None)
        )
        return [not done.faults]


def permutations(batch: int) -> list[bool]:
    """Play one session with the answers permuted among the people; the databases must be the same to the letter."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_non_interference")  # the tests' own game, with a larger count
    answers, show_words = game.Answers(), ("at-end", "batches")[batch % 2]
    same = []
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "before"
        asyncio.run(game.arrived(before, show_words))
        once = asyncio.run(game.play(before, Path(folder) / "once", answers, show_words=show_words))
        for seed in range(batch * PERMUTATIONS_AT_ONCE, (batch + 1) * PERMUTATIONS_AT_ONCE):
            other = answers.in_other_hands(seed)
            again = asyncio.run(game.play(before, Path(folder) / str(seed), other, show_words=show_words))
            same.append(again.sealed == once.sealed)
    return same


def programme(seed: int) -> list[bool]:
    """Play a whole programme with outages, restarts and two bots; the database must say what the script says."""
    with tempfile.TemporaryDirectory() as folder:
        script = write(seed, weeks=8 + seed % 20, members=4 + seed % 12)
        return [not asyncio.run(play_programme(script, Path(folder) / "a.db", MASTER, forget=seed % 4 == 0)).faults]


def attack(seed: int) -> list[bool]:
    """Live through random months, collect all that leaves at odd times, and try all tables that fit it."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_attacker")
    return [not game.attack(game.live_through(seed)), not game.learned(game.drawn(seed), game.the_rule)]


def killed(seed: int) -> list[bool]:
    """Kill the real program ten times in one session on SQLite, with presses under way."""
    return _killed(seed)


def killed_on_postgres(seed: int) -> list[bool]:
    """Do the same on PostgreSQL."""
    sys.path.insert(0, "tests")
    return _killed(seed, importlib.import_module("made").new_postgres())


def _killed(seed: int, url: str = "") -> list[bool]:
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_killed")
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = asyncio.run(game.kill_again_and_again(Path(folder), seed, url))
        except (AssertionError, TimeoutError):  # somebody was not answered, or a person is in the log
            return [False] * int(game.KILLS)
    return [not faults for faults in told.faults]


def torn(seed: int) -> list[bool]:
    """Cut the log of a meeting at random bytes; the database must hold the first transactions, each whole."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_torn_log")
    with tempfile.TemporaryDirectory() as folder:
        return [not wrong for wrong in asyncio.run(game.tear(Path(folder), seed, CUTS_OF_A_LOG))]


def faults(seed: int) -> list[Tried]:
    """Play every fault at the socket once, in running sessions."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_socket_faults")
    with tempfile.TemporaryDirectory() as folder:
        outcomes = asyncio.run(game.play_all(Path(folder), seed))
    return [outcome.tried for outcome in sorted(outcomes, key=lambda one: game.FAULTS.index(one.fault))]


def fleet(seed: int) -> list[bool]:
    """Live through 26 weeks with two programs on one PostgreSQL, of which one dies again and again."""
    sys.path.insert(0, "tests")
    game, made = importlib.import_module("test_shards"), importlib.import_module("made")
    with tempfile.TemporaryDirectory() as folder:
        return [not asyncio.run(game.weeks_on_two(made.postgres_in(Path(folder)), 26, seed))]


def weeks(number: int) -> list[bool]:
    """Walk from week to week in a zone; the wall time must stay, and no week may be missed or doubled."""
    chance = Random(number)
    zones = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number % 300)
    clock = (moment + timedelta(minutes=chance.randrange(1440))).time().replace(second=0, microsecond=0)
    weekly = WeeklyTime(chance.randrange(7), clock, zones[number % len(zones)])
    days = []
    for _ in range(52):
        occurrence = next_occurrence(weekly, moment)
        days.append(occurrence.on_date)
        moment = occurrence.at
    return [all((after - before).days == 7 for before, after in pairwise(days))]  # noqa: PLR2004


def bad_input(batch: int) -> list[bool]:
    """Throw some hundred broken things of one kind at the bot or at what reads its files; each must get a sentence."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("bad_input")
    kind = BAD_INPUTS[batch % len(BAD_INPUTS)]
    with tempfile.TemporaryDirectory() as folder:
        try:
            return list(game.throw_some(Path(folder), kind, batch, BAD_INPUTS_AT_ONCE))
        except Exception as error:  # noqa: BLE001  whatever got through is what is counted
            sys.stderr.write(f"{kind}, seed {batch}: {ascii(error)[:2000]}\n")
            return [False]


def soak(_number: int) -> list[bool]:
    """Play 200 sessions side by side and 1,000 in a row in the real program; memory, files and tasks must not grow."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_soak")
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(game.grows(Path(folder), early=100, in_a_row=1000, side_by_side=200))
    sys.stderr.write(f"after 1,000 sessions over after 100: {found}\n")
    return [found["memory"] <= game.LIMIT, found["files"] <= game.MOST_FILES, found["tasks"] <= game.MOST_TASKS]


def rush(groups: int) -> list[bool]:
    """Open the sessions of so many groups in the same minute; each of the aims of `bench.rush` is one try."""
    lines = measure(meet_at_once(groups))
    sys.stderr.writelines(f"{line.told()}\n" for line in lines)
    return [line.holds for line in lines if line.aim is not None]


PROMISES = (
    Promise(
        "A whole session ends sealed, all steps in order, attendance as the members tell it",
        rehearsal,
        range(1, REHEARSALS + 1),
    ),
    Promise(
        "Answers permuted among the people leave the same database",
        permutations,
        range(PERMUTATIONS // PERMUTATIONS_AT_ONCE),
    ),
    Promise(
        "A programme with outages opens nothing twice, nothing is silently missing, numbers are its script's",
        programme,
        range(1, PROGRAMMES + 1),
    ),
    Promise(
        "No small cell of a breakdown is known from all exports of random months, taken at any time",
        attack,
        range(ATTACKS),
    ),
    Promise(
        "Killed at random moments (SQLite): each acknowledged answer is there once, one live card, it goes on",
        killed,
        range(KILLED_SESSIONS),
    ),
    Promise(
        "Killed at random moments (PostgreSQL): each acknowledged answer is there once, one live card, it goes on",
        killed_on_postgres,
        range(KILLED_SESSIONS),
    ),
    Promise("A log that is cut at a random byte holds the first transactions, each whole or absent", torn, range(LOGS)),
    Promise(
        "Whatever goes wrong at the socket, no acknowledged answer is lost, and staff can end the session",
        faults,
        range(EVENINGS_OF_FAULTS),
        write_page,
    ),
    Promise(
        "Two programs, four shards, one PostgreSQL: 26 weeks are opened once each, whoever dies",
        fleet,
        range(1, FLEETS + 1),
    ),
    Promise(
        "Whatever is thrown at the bot, its settings, its words and its backups gets a sentence, never a trace",
        bad_input,
        range(BATCHES_OF_BAD_INPUT),
    ),
    Promise(
        "1,000 sessions in a row and 200 side by side leave no memory (5 % over the first 100), no file and no task",
        soak,
        range(1),
    ),
    Promise(
        "10,000 groups meet at once: 1.1 of the time that Discord's limit needs, no 429, presses below 1 second",
        rush,
        range(10_000, 10_001),
    ),
    Promise("A year of weekly openings misses and doubles no week", weeks, range(YEARS_OF_WEEKS // 52)),
)


def table(line: Line, before: str) -> str:
    """Write the table again with one new line; lines of other promises stay as they were."""
    heading = [
        "# What was proved with large counts",
        "",
        f"`make prove`, last on {line.on:%d %B %Y}: {os.cpu_count()} cores, {platform.machine()},",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}. The seeds are in `bench/prove.py`.",
        "",
        "| promise | tried | failed | seconds | on |",
        "|---|---|---|---|---|",
    ]
    rows = {row.split(" | ")[0].removeprefix("| "): row for row in before.splitlines() if row.startswith("| ")}
    rows[line.promise] = f"| {line.promise} | {line.tried} | {line.failed} | {line.seconds:.0f} | {line.on} |"
    kept = [rows[promise.sentence] for promise in PROMISES if promise.sentence in rows]
    return "\n".join([*heading, *kept, ""])


if __name__ == "__main__":
    sys.exit(main())
