"""The weekly rush: all groups meet at the same minute. How long it takes until every room has its session.

``python -m bench.rush`` sets up 1,000 groups (or as many as are named) whose sessions open in the same minute, at a
small Discord that takes 50 requests a second. The time from the first request to the last is held against the time
that so many requests need at least. Meanwhile members of other groups press, and must be answered as at any time.
"""

import asyncio
import gc
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.presses import Crowd, draft_of, furnish
from bench.running import PROCESSOR, QUIET_SECONDS, measure, ours, running, until_quiet
from bench.small_discord.guilds import Guild
from bench.small_discord.server import SmallDiscord, small_discord
from bench.small_discord.shapes import custom_ids
from bench.table import Line, put
from bot.app.wiring import wire
from bot.content import load_pack
from bot.privacy import SystemRandomness, load_master_key
from bot.scheduling import SystemClock
from bot.services.week import GATHER_BEFORE
from bot.storage import Store

DISCORD_TAKES = 50  # requests a second
GROUPS = 1000
OTHERS = 20  # groups in the middle of a session, whose members press meanwhile
PRESSES_A_SECOND = 20
A_MINUTE = 60.0  # two beats
AHEAD = 6  # requests that a new group costs: its card about help, the date, what to expect
A_GROUP = 0.03  # seconds that it takes to write one down
AIM, AIM_SECONDS = 1.1, 1.0
NOTE = """\
The small Discord takes 50 requests a second and answers more with 429. The sessions of so many groups open in the same
minute; what was needed is the number of requests that this took, divided by 50. Meanwhile members of other groups press
20 times a second."""


async def rush(groups: int) -> list[Line]:
    """Open so many sessions in one minute, and measure."""
    guilds = [Guild(number) for number in range(OTHERS + groups)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets = await furnish(folder, OTHERS)
        async with small_discord(guilds) as discord:
            discord.limits.a_second = DISCORD_TAKES
            async with running(ours(folder, discord), discord, folder, processor=PROCESSOR):
                await until_quiet(discord)
                opens_at = await _meet_soon(folder, guilds[OTHERS:])
                await asyncio.sleep(max(0.0, (opens_at - SystemClock().now()).total_seconds()))
                if opens_at.timestamp() - discord.limits.taken[-1] < QUIET_SECONDS:
                    raise RuntimeError("The groups were not set up when their sessions opened.")
                return await _watch(discord, Crowd(discord, targets, seed=1), guilds[OTHERS:])


async def _watch(discord: SmallDiscord, crowd: Crowd, guilds: list[Guild]) -> list[Line]:
    gc.disable()  # a long look for rubbish here would hold requests up, and then count them as too many at once
    waits: list[float] = []
    discord.limits.taken.clear()
    before = discord.limits.too_fast
    presses: set[asyncio.Task[None]] = set()

    async def press() -> None:
        try:
            waits.append(await crowd.press())
        except TimeoutError:
            waits.append(float("inf"))  # it was never answered

    begun, waiting = time.monotonic(), list(guilds)
    while waiting:
        presses.add(task := asyncio.create_task(press()))
        task.add_done_callback(presses.discard)
        await asyncio.sleep(1 / PRESSES_A_SECOND)
        while waiting and _is_open(discord, waiting[-1]):  # to look at all each time would hold up this Discord
            waiting.pop()
        if time.monotonic() - begun > 60 + 1.5 * _needed(8 * len(guilds)):
            raise TimeoutError
    await asyncio.gather(*presses)
    taken = discord.limits.taken
    took, needed = taken[-1] - taken[0], _needed(len(taken))
    waits.sort()
    p99 = waits[int(len(waits) * 0.99)]
    refused = discord.limits.too_fast - before
    return [
        Line(f"{len(guilds):,} groups opened, over what was needed", took, needed, "s", AIM, (took, took)),
        Line(f"Requests that {len(guilds):,} openings took", len(taken), len(guilds), "", None, (len(taken),) * 2),
        Line("Answered with 429 meanwhile", refused, 1, "", 0, (refused, refused)),
        Line("p99 of presses meanwhile", p99, AIM_SECONDS, "s", 1, (waits[0], waits[-1])),
    ]


def _is_open(discord: SmallDiscord, guild: Guild) -> bool:
    """Tell whether both rooms show the session; what is there before is no session's: it begins with 0."""
    rooms = (discord.live(guild.room), discord.live(guild.staff))
    return all(any(not custom_ids(one)[0].startswith("p1:0:") for one in room) for room in rooms)


def _needed(requests: int) -> float:
    return requests / DISCORD_TAKES


async def _meet_soon(folder: Path, guilds: list[Guild]) -> datetime:
    """Set groups up while the bot runs, all with the same minute for their session; returns when it opens."""
    ready = SystemClock().now() + timedelta(seconds=A_MINUTE + len(guilds) * (A_GROUP + AHEAD / DISCORD_TAKES))
    opens_at = (ready + timedelta(minutes=1)).replace(second=0, microsecond=0)
    meets = (opens_at + GATHER_BEFORE).astimezone(UTC)
    store = Store(folder / "data" / "peerlight.db")
    master = load_master_key(folder / "keys" / "master.key", {}, folder / "data", may_create=False)
    services = wire(store=store, clock=SystemClock(), randomness=SystemRandomness(), master=master, pack=load_pack())
    try:
        for guild in guilds:
            draft = replace(draft_of(guild), weekday=meets.weekday(), at=meets.time(), zone="UTC")
            await services.groups.put(draft)
    finally:
        await store.close()
    return opens_at


def main() -> int:
    """Measure, print, write the page; exit status 1 when an aim is missed."""
    groups = int(sys.argv[1]) if len(sys.argv) > 1 else GROUPS
    return put("The weekly rush", measure(rush(groups)), (" ".join(NOTE.split()),), runs=1)


if __name__ == "__main__":
    sys.exit(main())
