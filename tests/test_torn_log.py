"""A disk that loses the tail of what was written: the write-ahead log is cut at a random byte (SQLite alone).

The database opens, is whole, and holds the acknowledged transactions up to some point: each whole or absent. The
history is written by the real services; after each commit its whole content is noted, as the truth to compare with.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from circle import BEGINNING, MASTER, Circle, open_circle, services_over
from made import ON_POSTGRES
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import prepare
from bot.scheduling import MovedClock
from bot.services.checkup import health
from bot.session import State
from bot.storage import Store
from bot.storage.sqlite import SqliteDatabase

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="the file and its log are SQLite's")
ROUNDS = 12
CUTS = 150
LOG_HEADER, FRAME_HEADER = 32, 24  # bytes: sqlite.org/fileformat2.html, part 4.1


class Watched(SqliteDatabase):
    """A database that notes what it holds after each commit."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file
        self.states = {0: content(file)}  # by how many transactions are in the log; one that changed nothing is not

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Note the content after a transaction."""
        async with super().begin() as connection:
            yield connection
        self._note()

    async def commit_quick(self, parameters: Sequence[Any]) -> list[bool]:
        """Note the content after quick answers, which are a transaction of their own."""
        changed = await super().commit_quick(parameters)
        self._note()
        return changed

    def _note(self) -> None:
        log = self.file.with_name("peerlight.db-wal").read_bytes()
        self.states[whole(log, len(log))] = content(self.file)


@dataclass
class History:
    """A file as it was at first, the log of all that came, and the content after each transaction."""

    file: bytes
    log: bytes
    states: dict[int, str]

    def torn(self, folder: Path, mind: Random) -> tuple[Path, str]:
        """Put the file with a torn log in a folder; returns it and what it has to hold.

        Half of the logs are cut; in the other half what comes after the cut is what was on the disk before.
        """
        cut = mind.randrange(len(self.log) + 1)
        rest = mind.randbytes(mind.randrange(20_000)) if mind.random() < 0.5 else b""
        database = folder / "peerlight.db"
        database.write_bytes(self.file)
        (folder / "peerlight.db-wal").write_bytes(self.log[:cut] + rest)
        (folder / "peerlight.db-shm").unlink(missing_ok=True)
        return database, self.states[whole(self.log, cut)]


def whole(log: bytes, cut: int) -> int:
    """Count the transactions that lie wholly before this byte of a log: their last frame names the file's size."""
    size = FRAME_HEADER + int.from_bytes(log[8:12], "big")
    ends = range(LOG_HEADER + size, cut + 1, size)
    return sum(log[end - size + 4 : end - size + 8] != bytes(4) for end in ends)


def content(file: Path) -> str:
    """Take the fingerprint of all that a database holds."""
    with closing(sqlite3.connect(file)) as connection:
        return sha256("\n".join(connection.iterdump()).encode()).hexdigest()


async def write_history(folder: Path, seed: int, rounds: int = ROUNDS) -> History:
    """Let a group meet: answers alone and many at once, changes, choices, moves, people who come."""
    async with open_circle(folder):
        pass
    file = folder / "data" / "peerlight.db"
    before, watched = file.read_bytes(), Watched(file)
    services = services_over(file, MovedClock(BEGINNING), store=Store(watched))
    circle = Circle(services, MovedClock(BEGINNING), folder, members=8)
    circle.group_id = 1
    mind = Random(seed)
    try:
        await circle.start()
        for _ in range(rounds):
            await one_round(circle, mind)
        log = file.with_name("peerlight.db-wal").read_bytes()
        assert file.read_bytes() == before, "the log was emptied on the way"
    finally:
        await services.desk.store.close()
    return History(before, log, watched.states)


async def one_round(circle: Circle, mind: Random) -> None:
    """Go to a step, and let some press there, one after the other or at once."""
    step = mind.choice(["icebreaker", "feeling-words", "gratitude", "check-in"])
    place = await circle.at_step(step) if (await circle.session()).flow.slot.step != step else await circle.place()
    pressing = mind.sample(circle.members, k=4)
    if step == "icebreaker":
        prompt = circle.services.desk.pack.icebreakers[0]
        if not next(slot for slot in await circle.slots() if slot.number == place.slot).data.get("item"):
            await circle.services.steps.choose(circle.facilitator, place, prompt.id)
        answers = [{"answer": mind.choice(prompt.answers).id} for _ in pressing]
    elif step == "check-in":
        answers = [{"week": mind.choice(["good", "ok", "hard"]), "feel": "mixed"} for _ in pressing]
    else:
        question = "thanks" if step == "gratitude" else "word"
        answers = [{question: f"kite {mind.randrange(30)}"} for _ in pressing]
    given = [circle.give(who, place, **one) for who, one in zip(pressing, answers, strict=True)]
    if mind.random() < 0.5:
        await asyncio.gather(*given, return_exceptions=True)  # the sixth word of a person is refused
    else:
        for one in given:
            await asyncio.gather(one, return_exceptions=True)
    await circle.services.presence.arrive(mind.choice(circle.members), place.session_id, listening=False)


def wrong_with(database: Path, must_hold: str) -> list[str]:
    """Open a database as any program would, and say what is wrong with it."""
    with closing(sqlite3.connect(database)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchall()
        dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    named = {"it is damaged": said != [("ok",)], "a row hangs in the air": bool(dangling)}
    named["it does not hold what was whole before the cut"] = content(database) != must_hold
    return [name for name, is_so in named.items() if is_so]


async def tear(folder: Path, seed: int, cuts: int = CUTS, rounds: int = ROUNDS) -> list[list[str]]:
    """Write a history and tear its log so many times; for each, what is wrong."""
    history, mind = await write_history(folder, seed, rounds), Random(seed)
    every = range(whole(history.log, len(history.log)) + 1)
    assert list(history.states) == list(every), "a transaction was not noted"
    torn = folder / "torn"
    torn.mkdir()
    return [wrong_with(*history.torn(torn, mind)) for _ in range(cuts)]


async def test_a_torn_log_holds_the_first_transactions_whole(tmp_path: Path) -> None:
    """Wherever it is cut, with or without rubbish behind: nothing is damaged and nothing is there by half."""
    found = await tear(tmp_path, seed=1)

    assert found == [[]] * CUTS


@pytest.mark.parametrize("seed", range(2))
async def test_the_bot_goes_on_with_a_torn_log(tmp_path: Path, seed: int) -> None:
    """It starts over what is left, takes an answer, and brings the session to its seal."""
    history = await write_history(tmp_path, seed)
    (tmp_path / "torn").mkdir()
    database, _ = history.torn(tmp_path / "torn", Random(seed + 10))
    assert health(database, tmp_path / "backups") is None

    services = services_over(database, MovedClock(BEGINNING))
    circle = Circle(services, MovedClock(BEGINNING), tmp_path, members=8)
    circle.group_id = 1
    try:
        await prepare(services, MASTER)
        place = await circle.at_step("gratitude")
        await circle.give(circle.facilitator, place, thanks="the light at the window")
        await circle.close()
        assert (await circle.session()).flow.state is State.SEALED
        assert "the light at the window" in await circle.kept("gratitude")
    finally:
        await services.desk.store.close()
