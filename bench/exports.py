"""How fast numbers leave, and whether a press stays fast when there is much history.

``python -m bench.exports`` makes a database of 1,000,000 attendance rows over 200 groups, and one of 1,000. It lets
``peerlight export`` write the head-counts of every group, and the ``sqlite3`` program the same rows with the same SQL,
by turns. Each line is a name, our number, the other's, the ratio and what it may be at most; ``docs/performance.md``
gets them as a table.
"""

import asyncio
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

import bot.services.checkup
import bot.services.export
import bot.storage.migrate  # noqa: F401  loaded before anything is measured
from bench.table import RUNS, Line, line, put
from bot.app.wiring import Services, wire
from bot.content import load_pack
from bot.privacy import SeededRandomness
from bot.scheduling import MovedClock
from bot.session import Caller, MemberId
from bot.storage import GroupDraft, Store, Unit, upgrade

MASTER = bytes(range(32))
GROUPS, SESSIONS, PEOPLE = 200, 100, 50
PRESSES = 300
LEAD, FACILITATOR, MEMBER, ROOM = 11, 12, 13, 20
NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
_EXPORTS = """\
Exports: `peerlight export --format csv` of every group as one process, from the command (its program is loaded already)
to the last file, against the `sqlite3` program with every statement that ours asks, values and writes included, and all
its answers as CSV. Of the memory the other is the limit."""
_COMING = 'Coming: "I am here" by a new person with the questions about consent, from the service to the commit.'
NOTES = (_EXPORTS.replace("\n", " "), _COMING)
CHILD = (sys.executable, "-m", "bench.exports")


def main() -> int:
    """Measure, print, write the page; exit status 1 when something is slower or bigger than it may be."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.db", Path(folder) / "small.db"
        _fill(large, GROUPS, SESSIONS, PEOPLE)
        _fill(small, 1, 20, PEOPLE)
        lines = [*exports(large, Path(folder)), *presses(small, large)]
    return put("Numbers that leave, and history", lines, NOTES)


def exports(database: Path, folder: Path) -> Iterator[Line]:
    """Let both write the same, by turns, each time over a copy that nothing has left from."""
    ours, others, memory = [], [], []
    copy, queries = folder / "copy.db", folder / "queries.sql"
    shutil.copy(database, copy)
    _child("trace", copy, folder / "traced", queries)
    for run in range(RUNS):
        shutil.copy(database, copy)
        seconds, peak = _child("export", copy, folder / f"out-{run}", queries)
        ours.append(seconds)
        memory.append(peak)
        shutil.copy(database, copy)
        begun = time.perf_counter()
        with queries.open() as asked, (folder / "out.csv").open("w") as out:
            subprocess.run(["sqlite3", "-csv", str(copy)], stdin=asked, stdout=out, check=True)  # noqa: S603, S607
        others.append(time.perf_counter() - begun)
    yield line("Head-counts of 200 groups, 1,000,000 attendance rows", ours, others, "s", 3)
    yield line("The memory that this needs", memory, [300.0], "MB", 1)


def _child(mode: str, database: Path, out: Path, queries: Path) -> tuple[float, float]:
    """Export in a process of its own; returns its seconds and how many MB it had at most."""
    words = [*CHILD, mode, str(database), str(out), str(queries)]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603  our own words
    seconds, peak = re.findall(r"took ([\d.]+) s with (\d+) KB", told)[-1]
    return float(seconds), int(peak) / 1024


def presses(small: Path, large: Path) -> Iterator[Line]:
    """Let people come to a session with a long and to one with a short history, one here, one there."""
    runs = [asyncio.run(_both(large, small)) for _run in range(RUNS)]
    name = "Coming to a session with 1,000,000 rows of history, against 1,000"
    yield line(name, [ours for ours, _other in runs], [other for _ours, other in runs], "ms", 1.1)


async def _both(large: Path, small: Path) -> tuple[float, float]:
    """Give the median milliseconds of a person who comes, in a copy of each database; press by press in turn."""
    with tempfile.TemporaryDirectory() as folder:
        rooms = []
        for database in (large, small):
            copy = Path(folder) / database.name
            shutil.copy(database, copy)
            rooms.append(await _opened(copy))
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(PRESSES):
            for which in (0, 1) if number % 2 else (1, 0):
                services, session = rooms[which]
                begun = time.perf_counter()
                await _comes(services, session, number)
                times[which].append(time.perf_counter() - begun)
        for services, _session in rooms:
            await services.desk.store.close()
        return median(times[0]) * 1000, median(times[1]) * 1000


async def _opened(database: Path) -> tuple[Services, int]:
    services = wire(
        store=Store(database),
        clock=MovedClock(NOW),
        randomness=SeededRandomness(1),
        master=MASTER,
        pack=load_pack(),
    )
    record, _new = await services.sessions.start(Caller(MemberId(1), frozenset({FACILITATOR}), shown_as="Sam"), ROOM, 1)
    return services, record.id


async def _comes(services: Services, session: int, number: int) -> None:
    member = Caller(MemberId(1000 + number), frozenset({MEMBER}), shown_as="Someone")
    welcome = await services.presence.arrive(member, session, listening=False)
    while welcome.ask:
        welcome = await services.presence.consent(member, session, welcome.ask, yes=True, listening=False)


def _fill(database: Path, groups: int, sessions: int, people: int) -> None:
    """Make a history: each session is closed, each programme has ended, the last one a year ago."""
    upgrade(database)
    asyncio.run(_put_groups(database, groups))
    chance = Random(1)
    columns = "group_id, programme_id, on_date, state, position, version, trail, starts_at, ends_at, opened_at"
    more = "closed_at, staff_active_at, ready, closed_by_itself, stopped, cards_posted"
    with closing(sqlite3.connect(database)) as connection, connection:
        for group in range(1, groups + 1):
            programme = "INSERT INTO programmes (group_id, nonce, started_on, ended_on) VALUES (?, ?, ?, ?)"
            done = connection.execute(programme, (group, bytes(16), "2023-01-03", "2025-01-01"))
            known = [chance.randbytes(32) for _ in range(people * 2)]
            for week in range(sessions):
                at = datetime(2023, 1, 3, 18, 30, tzinfo=UTC) + timedelta(weeks=week)
                stamp = f"{at:%Y-%m-%d %H:%M:%S.%f}"
                values = (group, done.lastrowid, at.date().isoformat(), "sealed", 7, 9, "[]", *[stamp] * 5, 1, 0, 0, 7)
                marks = ", ".join("?" * len(values))
                session = connection.execute(f"INSERT INTO sessions ({columns}, {more}) VALUES ({marks})", values)  # noqa: S608
                came = [(session.lastrowid, one, False, b"") for one in chance.sample(known, people)]
                connection.executemany("INSERT INTO attendance VALUES (?, ?, ?, ?)", came)
                slots = [(session.lastrowid, n, n, f"step-{n}", False, stamp, "{}", True) for n in range(7)]
                names = "session_id, number, place, step, skipped, opened_at, data, sealed"
                connection.executemany(f"INSERT INTO slots ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", slots)  # noqa: S608


async def _put_groups(database: Path, groups: int) -> None:
    store = Store(database)
    for number in range(groups):
        draft = GroupDraft(f"Group {number}", 1, ROOM + 2 * number, ROOM + 2 * number + 1, FACILITATOR, LEAD, MEMBER)
        await store.write(partial(_put_group, draft=draft))
    await store.close()


async def _put_group(unit: Unit, draft: GroupDraft) -> None:
    await unit.groups.put(draft, bytes(16), bytes(16))


def _trace(tell: Callable[[str], None], raw: Any, _record: object) -> None:
    """Let a new connection of ours tell every statement; those of the driver itself are not asked by the export."""
    if hasattr(raw, "run_async"):
        raw.run_async(lambda connection: connection.set_trace_callback(tell))


def _export_and_tell(mode: str, database: str, out: str, queries: str) -> None:
    """Run the command in this process, and print how long it took once it was loaded, and how much memory it had.

    With "trace" it also writes down every statement that the database is asked, with its values.
    """
    from bot.cli import main as command  # noqa: PLC0415

    settings = Path(out).with_suffix(".toml")
    settings.write_text(f'[storage]\ndatabase = "{database}"\n')
    statements: list[str] = []
    if mode == "trace":
        event.listen(Engine, "connect", partial(_trace, statements.append))
    begun = time.perf_counter()
    try:
        command(["export", "--config", str(settings), "--format", "csv", "-o", out])
    except SystemExit as ended:
        if ended.code:
            raise
    taken = time.perf_counter() - begun
    if mode == "trace":
        Path(queries).write_text("".join(f"{one.rstrip(';')};\n" for one in statements if not one.startswith("--")))
    print(f"took {taken} s with {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss} KB")  # noqa: T201  it is a command's answer


if __name__ == "__main__":
    if sys.argv[1:2] in (["export"], ["trace"]):
        _export_and_tell(*sys.argv[1:5])
    else:
        sys.exit(main())
