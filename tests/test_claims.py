"""Two real processes and one due session: one of them gets it, each time."""

import asyncio
import multiprocessing
from datetime import UTC, date, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from circle import GROUP

from bot.storage import Store, upgrade

TIMES = 100
FIRST = date(2026, 11, 24)
DUE = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
LONGEST_SECONDS = 120


def claim_each(database: Path, group_id: int, both: Barrier, got: "Queue[list[int]]") -> None:
    """Claim a hundred dates, each at the same moment as the other process; tell which ones were ours."""
    got.put(asyncio.run(_claim_each(database, group_id, both)))


async def _claim_each(database: Path, group_id: int, both: Barrier) -> list[int]:
    store = Store(database)
    await store.read(lambda unit: unit.groups.all())  # the connection is open before the first race
    ours = []
    for number in range(TIMES):
        week = timedelta(weeks=number)
        both.wait(LONGEST_SECONDS)
        if await store.write(lambda unit, by=week: unit.occurrences.claim(group_id, FIRST + by, DUE + by, "opened")):  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            ours.append(number)
    await store.close()
    return ours


async def _group(database: Path) -> int:
    store = Store(database)
    group = await store.write(lambda unit: unit.groups.put(GROUP, bytes(16), bytes(16)))
    await store.close()
    return group.id


def test_of_two_processes_that_claim_a_due_session_one_gets_it_a_hundred_times(tmp_path: Path) -> None:
    """Processes of their own, as two bots that were started by mistake would be, on one file."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    group_id = asyncio.run(_group(database))
    spawned = multiprocessing.get_context("spawn")
    both, got = spawned.Barrier(2), spawned.Queue()
    bots = [spawned.Process(target=claim_each, args=(database, group_id, both, got)) for _ in range(2)]
    for bot in bots:
        bot.start()
    first, second = got.get(timeout=LONGEST_SECONDS), got.get(timeout=LONGEST_SECONDS)
    for bot in bots:
        bot.join(LONGEST_SECONDS)

    assert sorted(first + second) == list(range(TIMES))
    assert [bot.exitcode for bot in bots] == [0, 0]
