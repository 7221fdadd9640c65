"""How fast presses are answered, how soon the bot is there and how much memory it needs, beside the bare bot.

``python -m bench.speed`` runs Peerlight and the bare bot by turns, each as a process of its own on a processor of its
own, logged in to the small Discord, which runs in this process on the other. The bare bot answers a press with one
fixed private message and does nothing else; each of Peerlight's answers is on disk before it is acknowledged.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from bench.presses import GROUPS, Crowd, Load, Target, closed_loop, furnish, open_loop, warm_up
from bench.running import PROCESSOR, bare, measure, memory_of, ours, running, until_quiet
from bench.small_discord.guilds import Guild
from bench.small_discord.server import SmallDiscord, small_discord
from bench.table import RUNS, Line, line, put
from bot.config import load_settings
from bot.storage.store import database_of

RATES = (50, 200, 1000)
AIMED_AT = 200
CLOSED_SECONDS, OPEN_SECONDS, MINUTE = 5.0, 5.0, 60.0
MANY = 1000
POSTGRES = "ours on PostgreSQL"
NOTES = tuple(
    f"""\
Presses: members of {GROUPS} groups, each with an open session, answer the icebreaker. Either 64 are in flight,
or so many a second are sent whether or not the ones before were answered; a wait is counted from the instant at which
a press was due. The small Discord, Python too, takes its part of the time of both.

Lost: of 1,000 presses a second for a minute, those that were answered never or after more than 3 seconds.

Start: from the process to the answer of a press that was sent right behind the last server, with an open session in
each. Memory is what the process holds (resident) 10 seconds later.""".replace("\n\n", "#")
    .replace("\n", " ")
    .split("#")
)


@dataclass
class Measured:
    """All runs of one of the two."""

    rates: list[float] = field(default_factory=list)
    loads: dict[int, list[Load]] = field(default_factory=lambda: {rate: [] for rate in RATES})
    start: dict[int, list[float]] = field(default_factory=lambda: {1: [], MANY: []})
    memory: dict[int, list[float]] = field(default_factory=lambda: {1: [], MANY: []})


@asynccontextmanager
async def one_of(which: str, groups: int) -> AsyncIterator[tuple[SmallDiscord, list[Target], Sequence[str], Path]]:
    """Furnish a folder and a small Discord for one run of Peerlight, with a file or PostgreSQL, or of the bare bot."""
    with tempfile.TemporaryDirectory() as name:
        folder, url = Path(name), new_postgres() if which == POSTGRES else ""
        targets = await furnish(folder, groups, url)
        async with small_discord([Guild(number) for number in range(groups)]) as discord:
            yield discord, targets, bare(discord) if which == "bare" else ours(folder, discord, url), folder


def new_postgres() -> str:
    """Make a database on the server of the tests, which starts with the first; returns its address."""
    sys.path.insert(0, "tests")
    return str(import_module("made").empty_postgres())


async def press(which: str, into: Measured) -> None:
    """Press for a while, and check that each answer that was acknowledged is on disk."""
    async with one_of(which, GROUPS) as (discord, targets, typed, folder):
        async with running(typed, discord, folder, processor=PROCESSOR):
            await until_quiet(discord)
            discord.forget_all()
            crowd = Crowd(discord, targets, seed=len(into.rates))
            await warm_up(crowd)
            into.rates.append((await closed_loop(crowd, CLOSED_SECONDS)).a_second)
            for rate in RATES if which != POSTGRES else ():
                into.loads[rate].append(await open_loop(crowd, rate, OPEN_SECONDS))
        if which != "bare":
            await _must_be_stored(load_settings(Path(typed[-1]), {}).where, crowd)


async def _must_be_stored(where: Path | str, crowd: Crowd) -> None:
    engine = database_of(where).reader
    async with engine.connect() as connection:
        stored = (await connection.exec_driver_sql("SELECT count(*) FROM answers")).scalar_one()
    await engine.dispose()
    if stored != len(crowd.people):
        raise RuntimeError(f"{len(crowd.people)} people were thanked and {stored} answers are on disk")


async def start(which: str, groups: int, into: Measured) -> None:
    """Start once; measure the time to the last server, and the memory."""
    async with one_of(which, groups) as (discord, targets, typed, folder):
        begun = time.monotonic()
        async with running(typed, discord, folder, processor=PROCESSOR) as process:
            await discord.until(lambda: discord.greeted >= groups, 60)
            await Crowd(discord, targets, seed=1).press(at=targets[-1])
            into.start[groups].append(time.monotonic() - begun)
            await asyncio.sleep(10)
            into.memory[groups].append(memory_of(process))


def lines(measured: Mapping[str, Measured], lost: int, sent: int) -> list[Line]:
    """Put them beside each other."""
    ours_, bare_, name = measured["ours"], measured["bare"], "Presses a second, 64 in flight"
    found = [line(name, ours_.rates, bare_.rates, "a second", 0.5, at_least=True)]
    on_a_server = measured[POSTGRES].rates
    found.append(line(f"{name}, on PostgreSQL", on_a_server, bare_.rates, "a second", 0.4, at_least=True))
    for rate in RATES:
        for name, share, aim in (("p50", 0.5, None), ("p99", 0.99, 1.5 if rate == AIMED_AT else None)):
            mine, its = ([1000 * load.percentile(share) for load in one.loads[rate]] for one in (ours_, bare_))
            found.append(line(f"{name} at {rate:,} a second", mine, its, "ms", aim))
    found.append(Line(f"Lost or late, of {sent:,}", lost, 1, "presses", 0, (lost, lost)))
    found.append(line("Start, 1 server", ours_.start[1], bare_.start[1], "s", None))
    found.append(line(f"Start, {MANY:,} servers", ours_.start[MANY], bare_.start[MANY], "s", 3))
    found.append(line("Memory with 1 server", ours_.memory[1], [100.0], "MB", 1))
    more = [[many - one for many, one in zip(it.memory[MANY], it.memory[1], strict=True)] for it in (ours_, bare_)]
    found.append(line(f"Memory of {MANY - 1} more servers", more[0], more[1], "MB", 1.5))
    return found


async def _minute() -> Load:
    async with (
        one_of("ours", GROUPS) as (discord, targets, typed, folder),
        running(typed, discord, folder, processor=PROCESSOR),
    ):
        await until_quiet(discord)
        discord.forget_all()
        crowd = Crowd(discord, targets, seed=99)
        await warm_up(crowd)
        return await open_loop(crowd, 1000, MINUTE)


async def _measure() -> list[Line]:
    measured = {"ours": Measured(), "bare": Measured(), POSTGRES: Measured()}
    for run in range(RUNS):
        for which in ("ours", "bare") if run % 2 else ("bare", "ours"):
            await press(which, measured[which])
            for groups in (1, MANY):
                await start(which, groups, measured[which])
        await press(POSTGRES, measured[POSTGRES])
    minute = await _minute()
    return lines(measured, minute.lost, minute.sent)


def main() -> int:
    """Measure, print, write the page; exit status 1 when an aim is missed."""
    return put("Presses, start and memory", measure(_measure()), NOTES)


if __name__ == "__main__":
    sys.exit(main())
