"""Presses at the socket: how many a second are answered, and how long one waits, beside the bare bot in the same run.

Each answer of Peerlight's is on disk before it is acknowledged. A closed loop keeps 64 presses in flight; an open one
sends at a steady rate and measures from the instant at which a press was due, so a queue counts as waiting.
"""

import asyncio
import contextlib
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.small_discord.guilds import Guild
from bench.small_discord.server import SmallDiscord
from bench.small_discord.shapes import PATIENCE, Asked, Human, Json
from bot.app import Services, prepare, wire
from bot.content import load_pack
from bot.privacy import SystemRandomness, load_master_key
from bot.scheduling import SystemClock
from bot.services import Place
from bot.session import Caller, Event, MemberId, Move
from bot.storage import GroupDraft, Store, upgrade
from bot.storage.migrate import upgrade_postgres

GROUPS = 50
MEMBERS = 20
IN_FLIGHT = 64
_COMPONENT = 3


@dataclass(frozen=True)
class Target:
    """Where a member presses: a button of a card, and what it carries."""

    guild: Guild
    custom_ids: tuple[str, ...]
    message: Json


@dataclass(frozen=True)
class Load:
    """What came of a load: answers a second, and how long presses waited (seconds, sorted)."""

    seconds: float
    waits: tuple[float, ...]
    sent: int

    @property
    def a_second(self) -> float:
        """How many were answered in a second."""
        return len(self.waits) / self.seconds

    @property
    def lost(self) -> int:
        """How many were answered never, or too late."""
        return self.sent - sum(wait <= PATIENCE for wait in self.waits)

    def percentile(self, share: float) -> float:
        """How long the slowest but this share waited, in seconds."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]

    @property
    def median(self) -> float:
        """How long the one in the middle waited, in seconds."""
        return statistics.median(self.waits)


def member(guild: Guild, number: int) -> Human:
    """Name one member of a server's group."""
    return Human(guild.xid + 1000 + number, f"Member {number}", (guild.members,))


async def open_sessions(services: Services, guilds: Sequence[Guild]) -> list[Target]:
    """Set up a group in each server, and bring its session to the icebreaker; returns what can be pressed there."""
    prompt = services.desk.pack.icebreakers[0]
    targets: list[Target] = []
    for guild in guilds:
        facilitator = Caller(MemberId(guild.xid + 900), frozenset({guild.facilitators}), shown_as="F")
        await services.groups.put(draft_of(guild))
        await services.sessions.start(facilitator, guild.room, guild.xid)
        session_id = len(targets) + 1
        slot = 2  # of the icebreaker
        await services.sessions.move(facilitator, session_id, Move(Event.GO_TO, slot))
        await services.steps.choose(facilitator, Place(session_id, slot), prompt.id)
        ids = tuple(f"p1:{session_id}:{slot}:answer:answer={answer.id}" for answer in prompt.answers)
        targets.append(Target(guild, ids, card_of(guild, ids)))
    return targets


def draft_of(guild: Guild) -> GroupDraft:
    """Write the settings of a server's group."""
    return GroupDraft(
        guild.name,
        guild.xid,
        guild.room,
        guild.staff,
        guild.facilitators,
        guild.leads,
        guild.members,
        two_facilitators=False,
    )


def card_of(guild: Guild, custom_ids: Sequence[str]) -> Json:
    """Write the message that a press belongs to, as Discord sends it along."""
    row = {
        "type": 1,
        "id": 1,
        "components": [{"type": 2, "style": 2, "label": "x", "custom_id": one} for one in custom_ids],
    }
    author = {
        "id": "1200000000000000002",
        "username": "Peerlight",
        "discriminator": "0001",
        "avatar": None,
        "bot": True,
    }
    always = {"edited_timestamp": None, "tts": False, "mention_everyone": False, "pinned": False, "type": 0, "flags": 0}
    lists: Json = {"mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [row]}
    named = {"id": str(guild.room + 100), "channel_id": str(guild.room), "author": author, "content": ""}
    return {**named, **always, **lists, "timestamp": "2026-11-24T18:30:00+00:00"}


async def furnish(folder: Path, groups: int = GROUPS, url: str = "") -> list[Target]:
    """Make a database, a file or on the server at ``url``, with so many groups whose sessions are at the icebreaker."""
    database = folder / "data" / "peerlight.db"
    database.parent.mkdir(parents=True, exist_ok=True)
    if url:
        await upgrade_postgres(url)
    else:
        upgrade(database)
    master = load_master_key(folder / "keys" / "master.key", {}, database.parent, may_create=True)
    store = Store(url or database)
    services = wire(store=store, clock=SystemClock(), randomness=SystemRandomness(), master=master, pack=load_pack())
    try:
        await prepare(services, master)
        return await open_sessions(services, [Guild(number) for number in range(groups)])
    finally:
        await store.close()


class Crowd:
    """People who press, at random, with a seed."""

    def __init__(self, discord: SmallDiscord, targets: Sequence[Target], seed: int) -> None:
        self._discord = discord
        self.targets = targets
        self._mind = random.Random(seed)
        self.people: set[int] = set()  # who was answered

    async def press(self, due: float | None = None, at: Target | None = None) -> float:
        """Let somebody press, and return how long they waited for the answer, in seconds (from ``due`` on)."""
        target = at or self._mind.choice(self.targets)
        who = member(target.guild, self._mind.randrange(MEMBERS))
        data = {"component_type": 2, "custom_id": self._mind.choice(target.custom_ids), "id": 1}
        begun = time.monotonic() if due is None else due
        asked: Asked = await self._discord.sends(_COMPONENT, who, target.guild.room, data, message=target.message)
        await asyncio.wait_for(asked.answered.wait(), 30)
        self.people.add(who.xid)
        return time.monotonic() - begun


async def warm_up(crowd: Crowd) -> None:
    """Let somebody press in each group once: the first press at a step goes a longer way."""
    for target in crowd.targets:
        await crowd.press(at=target)


async def closed_loop(crowd: Crowd, seconds: float, in_flight: int = IN_FLIGHT) -> Load:
    """Keep so many presses in flight for so long."""
    waits: list[float] = []
    until = time.monotonic() + seconds

    async def one() -> None:
        while time.monotonic() < until:
            waits.append(await crowd.press())

    begun = time.monotonic()
    await asyncio.gather(*(one() for _ in range(in_flight)))
    return Load(time.monotonic() - begun, tuple(sorted(waits)), len(waits))


async def open_loop(crowd: Crowd, a_second: float, seconds: float) -> Load:
    """Send presses at a steady rate, whether or not the ones before were answered."""
    begun, tasks, waits = time.monotonic(), [], list[float]()

    async def one(due: float) -> None:
        with contextlib.suppress(TimeoutError):  # it is lost: sent, and never answered
            waits.append(await crowd.press(due))

    for number in range(int(a_second * seconds)):
        due = begun + number / a_second
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return Load(time.monotonic() - begun, tuple(sorted(waits)), len(tasks))
