"""What is too long for CI: the same promises as in the tests, with large counts. Writes ``docs/proved.md``.

``python -m bench.prove`` is seeded and prints what it does. Each line of the table is a promise, how often it was
tried and how often it failed; a failure ends with exit status 1.
"""

import asyncio
import importlib
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from rich.progress import track

from bot.rehearsal.auto import play
from bot.rehearsal.simulation.play import play as play_programme
from bot.rehearsal.simulation.script import write
from bot.scheduling import SystemClock, WeeklyTime, next_occurrence

TABLE = Path("docs/proved.md")
REHEARSALS = 200
PERMUTATIONS = 200
PROGRAMMES = 200
YEARS_OF_WEEKS = 20_000
ATTACKS = 300
MASTER = bytes(range(32))


@dataclass(frozen=True)
class Line:
    """One promise that was tried."""

    promise: str
    tried: int
    failed: int
    seconds: float


def main() -> int:
    """Try every promise and write the table; returns the exit status."""
    lines = [timed(promise, tries) for promise, tries in PROMISES.items()]
    TABLE.write_text(table(lines), encoding="utf-8")
    return 1 if any(line.failed for line in lines) else 0


def timed(promise: str, tries: Callable[[], Iterator[bool]]) -> Line:
    """Count the tries of one promise and the ones that failed."""
    begun = time.monotonic()
    results = list(track(tries(), description=promise[:60]))
    return Line(promise, len(results), results.count(False), time.monotonic() - begun)


def rehearsals() -> Iterator[bool]:
    """Play whole sessions with 3 to 12 pretend members; each must end sealed, with a true count."""
    for seed in range(1, REHEARSALS + 1):
        with tempfile.TemporaryDirectory() as folder:
            members = 3 + seed % 10
            done = asyncio.run(play(Path(folder) / "a.db", MASTER, members=members, seed=seed, tell=lambda _line: None))
            yield not done.faults


def permutations() -> Iterator[bool]:
    """Play one session with the answers permuted among the people; the databases must be the same to the letter."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_non_interference")  # the tests' own game, with a larger count
    answers = game.Answers()
    for show_words in ("at-end", "batches"):
        with tempfile.TemporaryDirectory() as folder:
            before = Path(folder) / "before"
            asyncio.run(game.arrived(before, show_words))
            once = asyncio.run(game.play(before, Path(folder) / "once", answers, show_words=show_words))
            for seed in range(PERMUTATIONS // 2):
                other = answers.in_other_hands(seed)
                again = asyncio.run(game.play(before, Path(folder) / str(seed), other, show_words=show_words))
                yield again.sealed == once.sealed


def programmes() -> Iterator[bool]:
    """Play whole programmes with outages, restarts and two bots; the database must say what the script says."""
    for seed in range(1, PROGRAMMES + 1):
        with tempfile.TemporaryDirectory() as folder:
            script = write(seed, weeks=8 + seed % 20, members=4 + seed % 12)
            yield not asyncio.run(play_programme(script, Path(folder) / "a.db", MASTER, forget=seed % 4 == 0)).faults


def attacks() -> Iterator[bool]:
    """Live through random months, collect all that leaves at odd times, and try all tables that fit it."""
    sys.path.insert(0, "tests")
    game = importlib.import_module("test_attacker")
    for seed in range(ATTACKS):
        yield not game.attack(game.live_through(seed))
        yield not game.learned(game.drawn(seed), game.the_rule)


def weeks() -> Iterator[bool]:
    """Walk from week to week in every zone; the wall time must stay, and no week may be missed or doubled."""
    chance = Random(2)
    zones = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
    for number in range(YEARS_OF_WEEKS // 52):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number % 300)
        clock = (moment + timedelta(minutes=chance.randrange(1440))).time().replace(second=0, microsecond=0)
        weekly = WeeklyTime(chance.randrange(7), clock, zones[number % len(zones)])
        days = []
        for _ in range(52):
            occurrence = next_occurrence(weekly, moment)
            days.append(occurrence.on_date)
            moment = occurrence.at
        yield all((after - before).days == 7 for before, after in zip(days, islice(days, 1, None), strict=False))  # noqa: PLR2004


PROMISES: dict[str, Callable[[], Iterator[bool]]] = {
    "A whole session ends sealed, all steps in order, attendance as the members tell it": rehearsals,
    "Answers permuted among the people leave the same database": permutations,
    "A programme with outages opens nothing twice, nothing is silently missing, numbers are its script's": programmes,
    "No small cell of a breakdown is known from all exports of random months, taken at any time": attacks,
    "A year of weekly openings misses and doubles no week": weeks,
}


def table(lines: list[Line]) -> str:
    """Write the table with the machine and the date."""
    cores = os.cpu_count()
    heading = [
        "# What was proved with large counts",
        "",
        f"`make prove` on {SystemClock().now():%d %B %Y}: {cores} cores, {platform.machine()},",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}. The seeds are in `bench/prove.py`.",
        "",
        "| promise | tried | failed | seconds |",
        "|---|---|---|---|",
    ]
    rows = [f"| {line.promise} | {line.tried} | {line.failed} | {line.seconds:.0f} |" for line in lines]
    return "\n".join([*heading, *rows, ""])


if __name__ == "__main__":
    sys.exit(main())
