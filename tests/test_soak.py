"""Soak: sessions one after the other, and many side by side, in the real program, which must not grow.

Why at the socket: the pretend Discord of the other tests keeps every message in the same process, so its memory would
hide the bot's. Here the program is alone in its process; its memory, files and tasks are read over its own metrics.
"""

import asyncio
import contextlib
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bench.presses import draft_of, member
from bench.running import ours, running
from bench.small_discord.guilds import Guild
from bench.small_discord.server import SmallDiscord, small_discord
from bench.small_discord.shapes import Asked, Human, Json, custom_ids
from bot.app import wire
from bot.content import load_pack
from bot.privacy import SystemRandomness, load_master_key
from bot.scheduling import SystemClock
from bot.storage import Store, upgrade

IN_A_ROW, SIDE_BY_SIDE, EARLY = 50, 20, 10  # 1,000, 200 and 100 with ``make prove``
LIMIT = 1.05  # of memory after all sessions in a row, over after the early ones
MOST_FILES = (
    10  # three connections that read are opened when first needed, each with three files; one file a session is 40
)
KEPT_SECONDS = 25.0  # a line to Discord is kept open for 15
MOST_TASKS = 3  # that may happen to be under way when we look
PATIENCE_SECONDS = 60.0
TRIES = 5


class Soak:
    """A small Discord with many servers, the program, and sessions that are played in them."""

    def __init__(self, discord: SmallDiscord, folder: Path, port: int) -> None:
        self.discord = discord
        self.folder = folder
        self.port = port
        self._few = asyncio.Semaphore(4)

    def sealed(self) -> int:
        """Count the sessions that are sealed."""
        with contextlib.closing(sqlite3.connect(self.folder / "data" / "peerlight.db")) as database:
            return int(database.execute("SELECT count(*) FROM sessions WHERE state = 'sealed'").fetchone()[0])

    def card(self, guild: Guild) -> Json | None:
        """Find the live card of a server's group."""
        cards = [one for one in self.discord.live(guild.room) if not custom_ids(one)[0].startswith("p1:0:")]
        return cards[-1] if cards else None

    def card_with(self, guild: Guild, verb: str) -> Json | None:
        """Find the live card if it offers this now."""
        card = self.card(guild)
        return card if card and any(f":{verb}:" in one for one in custom_ids(card)) else None

    async def ask(self, does: Callable[[], Awaitable[Asked]]) -> Asked:
        """Let somebody do something, at most four at once; a slow machine may lose one, and people try again."""
        for _ in range(TRIES):
            async with self._few:
                with contextlib.suppress(TimeoutError):
                    return await does()
        raise TimeoutError

    async def types(self, guild: Guild, command: str) -> None:
        """Let staff type a command."""
        staff = Human(guild.xid + 900, "Winifred", (guild.facilitators,))
        await self.ask(lambda: self.discord.types(staff, guild.staff, command))

    async def presses(self, guild: Guild, verb: str) -> Asked:
        """Let a member press a control of the card, once it is there."""

        async def press() -> Asked:
            await self.discord.until(lambda: self.card_with(guild, verb), PATIENCE_SECONDS)
            card = self.card_with(guild, verb)
            assert card
            return await self.discord.presses(member(guild, 1), guild.room, card, verb)

        return await self.ask(press)

    async def play(self, guild: Guild) -> None:
        """Play one session: somebody comes, passes, has a break, staff go on, and end it."""
        await self.types(guild, "session start")
        here = await self.presses(guild, "here")
        while any(":consent:" in one for shown in here.private[-1:] for one in custom_ids(shown)):
            asked = here.private[-1]
            here = await self.ask(lambda: self.discord.presses(member(guild, 1), guild.room, asked, "consent"))  # noqa: B023  it is awaited at once
        for verb in ("pass", "break"):
            await self.types(guild, "session next")
            await self.presses(guild, verb)
        for _ in range(2):
            await self.types(guild, "session end")

    async def in_a_row(self, count: int) -> None:
        """Play so many sessions of one group, each until it is sealed; the small Discord forgets them."""
        guild, before = self.discord.guilds[0], self.sealed()
        for number in range(count):
            await self.play(guild)
            await self.until_sealed(before + number + 1)
            for room in (guild.room, guild.staff):
                del self.discord.messages[room][:-10]

    async def until_sealed(self, wanted: int) -> None:
        """Wait until so many sessions are sealed."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.sealed() < wanted:  # noqa: ASYNC110  it changes in another process
                await asyncio.sleep(0.05)

    async def side_by_side(self, count: int) -> None:
        """Play one session in each of so many groups at the same time."""
        before = self.sealed()
        await asyncio.gather(*(self.play(guild) for guild in self.discord.guilds[:count]))
        await self.until_sealed(before + count)

    async def numbers(self) -> dict[str, float]:
        """Read the program's own numbers."""
        url = f"http://127.0.0.1:{self.port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            text = await answer.text()
        return {one.name: one.value for family in text_string_to_metric_families(text) for one in family.samples}

    async def held(self, files: float = sys.float_info.max) -> dict[str, float]:
        """Read what the program holds once it is quiet: the least of what it held in a while.

        With ``files`` it looks for longer, until so few are open: lines to Discord that nobody uses are closed late.
        """
        found: dict[str, float] = {}
        begun = time.monotonic()
        while not found or time.monotonic() - begun < (KEPT_SECONDS if found["open_files"] > files else 3):
            await asyncio.sleep(0.5)
            now = await self.numbers()
            for name in ("memory_bytes", "open_files", "tasks"):
                found[name] = min(found.get(name, sys.float_info.max), now[f"peerlight_{name}"])
        return found


@contextlib.asynccontextmanager
async def soak(folder: Path, groups: int) -> AsyncIterator[Soak]:
    """Open a small Discord with so many servers and the program, which must log no warning until its end."""
    guilds = [Guild(number) for number in range(groups)]
    await furnish(folder, guilds)
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    async with small_discord(guilds) as discord:
        typed = ours(folder, discord)
        with Path(typed[-1]).open("a") as config:  # noqa: ASYNC230  nobody else waits
            config.write(f'[metrics]\nport = {port}\n[backup]\nfolder = "{folder / "backups"}"\n')
        async with running(typed, discord, folder):
            await discord.until(lambda: all(discord.live(guild.room) for guild in guilds), PATIENCE_SECONDS)
            discord.forget_all()
            yield Soak(discord, folder, port)
    logged = (folder / "log.txt").read_text()
    assert [line for line in logged.splitlines() if " INFO " not in line and "voice will NOT" not in line] == []


async def furnish(folder: Path, guilds: list[Guild]) -> None:
    """Make the key, the database and a group in each server."""
    database = folder / "data" / "peerlight.db"
    database.parent.mkdir(parents=True)
    upgrade(database)
    master = load_master_key(folder / "keys" / "master.key", {}, database.parent, may_create=True)
    store = Store(database)
    parts: dict[str, Any] = {"clock": SystemClock(), "randomness": SystemRandomness(), "pack": load_pack()}
    services = wire(store=store, master=master, **parts)
    for guild in guilds:
        await services.groups.put(draft_of(guild))
    await store.close()


async def grows(folder: Path, *, early: int, in_a_row: int, side_by_side: int) -> dict[str, float]:
    """Play them all; returns memory and files late over early (in a row), and tasks and files before and after all."""
    async with soak(folder, side_by_side) as played:
        await played.side_by_side(side_by_side)
        await played.in_a_row(early)
        first = await played.held()
        await played.in_a_row(in_a_row - early)
        last = await played.held(first["open_files"] + MOST_FILES)
        await played.side_by_side(side_by_side)
        after = await played.held(first["open_files"] + MOST_FILES)
    return {
        "memory": last["memory_bytes"] / first["memory_bytes"],
        "files": max(last["open_files"], after["open_files"]) - first["open_files"],
        "tasks": max(last["tasks"], after["tasks"]) - first["tasks"],
    }


async def test_sessions_in_a_row_and_side_by_side_leave_nothing_behind(tmp_path: Path) -> None:
    """No memory, no file, no task; and no warning in the log."""
    found = await grows(tmp_path, early=EARLY, in_a_row=IN_A_ROW, side_by_side=SIDE_BY_SIDE)

    assert found["memory"] <= LIMIT, found
    assert found["files"] <= MOST_FILES, found
    assert found["tasks"] <= MOST_TASKS, found
