"""Several programs on one PostgreSQL: four shards, each served once, whoever is killed and whatever takes its place."""

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from circle import MASTER
from evening import GROUP_NAME, PACK
from made import postgres_in
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bench.small_discord.gateway import IDENTIFY
from bench.small_discord.guilds import Guild
from bench.small_discord.server import SmallDiscord, small_discord
from bench.small_discord.shapes import TOKEN, Asked, Human, custom_ids, words
from bot.app import prepare, wire
from bot.privacy import SeededRandomness
from bot.scheduling import SystemClock
from bot.services.week import GATHER_BEFORE
from bot.storage import GroupDraft, Store

COUNT = 4
GUILDS = [Guild(number) for number in range(COUNT)]
EVERYBODY = 13  # in each group
SLOW = 60.0  # seconds; three others may be using this computer


class Fleet:
    """A small Discord with four servers in four shards, one PostgreSQL, and the programs that run on it."""

    def __init__(self, discord: SmallDiscord, folder: Path) -> None:
        self.discord = discord
        self.folder = folder
        self.url = postgres_in(folder)
        self.running: dict[str, asyncio.subprocess.Process] = {}
        settings = {
            "discord": {"token": TOKEN, "api_url": discord.url, "gateway_url": discord.gateway.url},
            "database": {"url": self.url},
            "privacy": {"master_key_file": str(folder / "keys" / "master.key")},
        }
        lines = (
            f"{section}.{key} = {json.dumps(value)}" for section, one in settings.items() for key, value in one.items()
        )
        (folder / "config.toml").write_text("\n".join(lines))
        (folder / "keys").mkdir(mode=0o700)
        (folder / "keys" / "master.key").write_text(MASTER.hex())
        (folder / "keys" / "master.key").chmod(0o600)

    async def put_groups(self) -> None:
        """Set up a group in every server, which meets in nine minutes."""
        at = SystemClock().now() + GATHER_BEFORE - timedelta(minutes=1)
        store = Store(self.url)
        services = wire(store=store, clock=SystemClock(), randomness=SeededRandomness(1), master=MASTER, pack=PACK)
        await prepare(services, MASTER)
        for one in GUILDS:
            await services.groups.put(
                GroupDraft(
                    f"{GROUP_NAME} {one.number}",
                    one.xid,
                    one.room,
                    one.staff,
                    one.facilitators,
                    one.leads,
                    one.members,
                    zone="UTC",
                    weekday=at.weekday(),
                    at=at.time().replace(second=0, microsecond=0),
                    check_in=True,
                    two_facilitators=False,
                )
            )
        await store.close()

    async def run(self, ids: str) -> asyncio.subprocess.Process:
        """Type ``peerlight run`` for some of the shards."""
        typed = ["run", "--shard-ids", ids, "--shard-count", str(COUNT)]
        environment = {"HOME": str(self.folder), "PYTHONPATH": str(Path(__file__).parents[1])}
        with (self.folder / "log.txt").open("ab") as log:
            self.running[ids] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from bot.cli import main; main()", *typed),
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        return self.running[ids]

    async def log_in(self, *several: str) -> None:
        """Run programs until each of their shards is logged in."""
        before = len(self.log_ins)
        for ids in several:
            await self.run(ids)
        served = {shard for ids in several for shard in map(int, ids.split(","))}
        await self.until(lambda: served <= {int(said["shard"][0]) for said in self.log_ins[before:]})
        await self.until(lambda: served <= self.shards_there)

    async def stop(self, ids: str, sign: signal.Signals = signal.SIGTERM) -> None:
        """Send a program a signal and wait for its end."""
        process = self.running.pop(ids)
        process.send_signal(sign)
        await asyncio.wait_for(process.wait(), SLOW)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something to become true, for as long as a busy computer may need."""
        await self.discord.until(true, SLOW)

    async def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Look into the database."""
        return await rows(self.url, question)

    @property
    def shards_there(self) -> set[int]:
        """The shards that are logged in now."""
        return {line.shard[0] for line in self.discord.gateway.lines if line.shard and line.socket}

    @property
    def log_ins(self) -> list[dict[str, Any]]:
        """What the shards said when they logged in."""
        return self.discord.gateway.said(IDENTIFY)

    def cards(self, guild: Guild) -> list[dict[str, Any]]:
        """List the live cards of a room, without the pinned one for help."""
        return [one for one in self.discord.live(guild.room) if not custom_ids(one)[0].startswith("p1:0:")]

    def panel(self, guild: Guild) -> dict[str, Any] | None:
        """Find the panel in the staff channel."""
        verbs = {"move", "ready"}
        found = [
            one for one in self.discord.live(guild.staff) if verbs & {id_.split(":")[3] for id_ in custom_ids(one)}
        ]
        assert len(found) < 2
        return found[0] if found else None

    async def shows(self, step: str, *guilds: Guild) -> None:
        """Wait until the one live card of each room is that of this step."""
        name = PACK.say(f"step.{step}")
        for guild in guilds:
            await self.until(partial(self._shows, name, guild))

    def _shows(self, name: str, guild: Guild) -> bool:
        return [name in words(one) for one in self.cards(guild)] == [True]

    async def moves(self, *guilds: Guild, verb: str = "move") -> None:
        """Let the facilitator of each group press the first button of this verb on the panel."""
        for guild in guilds:
            panel = self.panel(guild)
            assert panel
            await self.discord.presses(facilitator(guild), guild.staff, panel, verb, patience=SLOW)

    async def passes(self, *guilds: Guild) -> None:
        """Let a member of each group pass."""
        for guild in guilds:
            answer = await self._member_presses(guild, 0, "pass")
            assert PACK.say("pass.text") in answer.text

    async def everybody_answers(self, *guilds: Guild) -> None:
        """Let all members of all groups press an answer at the same moment."""
        for guild in guilds:
            await self.until(partial(self._can_answer, guild))
        pressed = (self._member_presses(guild, number, "answer") for guild in guilds for number in range(EVERYBODY))
        answers = await asyncio.gather(*pressed)
        assert {PACK.say("answer.thanks") in one.text for one in answers} == {True}

    def _can_answer(self, guild: Guild) -> bool:
        return any(":answer:" in custom_id for custom_id in custom_ids(self.cards(guild)[0]))

    async def _member_presses(self, guild: Guild, number: int, verb: str) -> Asked:
        who = Human(1200000000000001000 + guild.number * 100 + number, "Zebedee", (guild.members,))
        return await self.discord.presses(who, guild.room, self.cards(guild)[0], verb, patience=SLOW)


def facilitator(guild: Guild) -> Human:
    """Name the facilitator of a group."""
    return Human(1200000000000000300 + guild.number, "Wilhelmina", (guild.facilitators,))


async def rows(url: str, question: str) -> list[tuple[Any, ...]]:
    """Look into a database on the server."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(question))]


@asynccontextmanager
async def open_fleet(folder: Path) -> AsyncIterator[Fleet]:
    """Open a fleet; at its end what still runs is killed, and its log must hold no person and no trace."""
    async with small_discord(GUILDS, shards=COUNT) as discord:
        discord.gateway.max_concurrency = 2  # so two programs that log in at once are in each other's way
        fleet = Fleet(discord, folder)
        try:
            yield fleet
        finally:
            for process in fleet.running.values():
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        logged = (folder / "log.txt").read_text()
        assert "Traceback" not in logged
        assert not re.findall(r"\d{15,}|Wilhelmina|Zebedee|hush", logged)


async def test_two_programs_serve_four_shards_and_one_takes_over_from_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each group's session opens once; a killed program's groups wait, the others go on, and nothing is lost."""
    monkeypatch.setattr("bench.small_discord.server.PATIENCE", SLOW)
    async with open_fleet(tmp_path) as fleet:
        await fleet.put_groups()
        await fleet.log_in("0,1", "2,3")
        for guild in GUILDS:
            await fleet.until(partial(fleet.panel, guild))
            await fleet.until(partial(fleet.cards, guild))
        first, second = [[guild for guild in GUILDS if guild.shard(COUNT) in ids] for ids in ((0, 1), (2, 3))]
        assert fleet.discord.count("PUT /applications/") == 1
        assert len(await fleet.rows("SELECT id FROM sessions")) == COUNT
        for guild in GUILDS:
            await fleet.discord.types(facilitator(guild), guild.staff, "session start")
        await fleet.shows("ground-rules", *GUILDS)

        late = await fleet.run("1")
        assert await asyncio.wait_for(late.wait(), SLOW) == 2
        assert "Another Peerlight is running with one of these shards." in (tmp_path / "log.txt").read_text()

        await fleet.stop("0,1", signal.SIGKILL)
        await fleet.moves(*second)
        await fleet.shows("icebreaker", *second)
        await fleet.log_in("0,1")
        await fleet.moves(*first)
        await fleet.shows("icebreaker", *GUILDS)
        await fleet.passes(*GUILDS)
        await fleet.moves(*GUILDS, verb="choose")
        await fleet.everybody_answers(*GUILDS)
        assert await fleet.rows("SELECT count(*), count(DISTINCT tag) FROM answers") == [(EVERYBODY * COUNT,) * 2]

        await fleet.stop("2,3", signal.SIGKILL)
        await fleet.stop("0,1")
        await fleet.log_in("0,1,2,3")
        await fleet.passes(*GUILDS)
        await fleet.moves(*GUILDS)
        await fleet.shows("check-in", *GUILDS)

        assert await fleet.rows("SELECT DISTINCT state FROM sessions") == [("running",)]
        assert len(await fleet.rows("SELECT id FROM sessions")) == COUNT
        assert len(await fleet.rows("SELECT id FROM occurrences WHERE outcome = 'opened'")) == COUNT
        assert len({guild.shard(COUNT) for guild in GUILDS}) == COUNT
