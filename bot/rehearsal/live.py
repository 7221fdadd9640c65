"""The rehearsal in the browser: the real bot, a page for the person who practises, and members who act by themselves.

Pretend members take their turns at a human pace, one small thing at a time, through the same queue as the person.
"""

import asyncio
import logging
import random
import signal
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import simcord
from rich.console import Console

from bot.privacy import SystemRandomness
from bot.rehearsal.leaping import Leaps
from bot.rehearsal.members import PretendMember
from bot.rehearsal.room import Place, Room, Who, World, serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import Clock, ShiftedClock
from bot.storage import GroupDraft

_log = logging.getLogger(__name__)
IN_THREE_DAYS = timedelta(days=3)
PAUSE_SECONDS = (4.0, 12.0)  # between two things that one member does; a quick reader and a slow one


async def open_room(
    database: Path,
    master: bytes,
    *,
    members: int,
    seed: int,
    port: int,
    open_browser: bool,
    speed: float,
    from_setup: bool = False,
) -> int:
    """Open the room and keep it open until the person stops it; returns the exit status.

    With ``from_setup`` there is no group yet: the person sets it up first.
    """
    clock = ShiftedClock()
    script = Script(database, clock, SystemRandomness(), master)
    weekly = weekly_group(clock)
    async with stage(script, members=members + 1, group=weekly, lead_manages=True, set_up=not from_setup) as built:
        world = world_of(built)
        room = await serve(world, port=port)
        group = [PretendMember(person, seed * 1000 + index) for index, person in enumerate(built.members[1:])]
        try:
            async with living(world, built, group, speed):
                _invite(room, "/setup as Lead" if from_setup else "/session start", open_browser=open_browser)
                await _until_stopped()
        finally:
            await room.close()
    Console().print("The rehearsal is over.")
    return 0


def weekly_group(clock: Clock) -> GroupDraft:
    """Make the settings of a group that meets each week, for the first time in three days; one person may practise."""
    weekday = (clock.now() + IN_THREE_DAYS).weekday()
    return GroupDraft("our group", 0, 0, 0, 0, 0, weekday=weekday, check_in=True, two_facilitators=False)


def world_of(built: Stage) -> World:
    """Show the page two rooms, and whom the person may play; the first member is theirs.

    Only where the stage's clock can jump ahead does the page have buttons for it.
    """
    clock = built.script.clock
    return World(
        built.env,
        (Place("room", "Group room", built.room), Place("staff", "Staff room", built.staff)),
        (
            Who("facilitator", "Facilitator", built.facilitator.actor),
            Who("supporter-facilitator", "Supporting facilitator", built.second.actor),
            Who("lead", "Lead", built.lead.actor),
            Who("member", f"A member: {built.members[0].name}", built.members[0].actor),
        ),
        begin="nothing-yet-staff" if built.group_id else "nothing-yet-setup",
        now=clock.now,
        leaps=Leaps(built, clock).by_key() if isinstance(clock, ShiftedClock) else {},
    )


@asynccontextmanager
async def living(world: World, built: Stage, group: Sequence[PretendMember], speed: float) -> AsyncIterator[None]:
    """Let pretend members live their own lives meanwhile; ``speed`` 2 is twice as fast as people are."""
    lives = [asyncio.create_task(_live(world, built, member, speed)) for member in group]
    try:
        yield
    finally:
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)


async def take_turn(world: World, built: Stage, member: PretendMember) -> None:
    """Let one pretend member do one small thing, when its turn in the queue comes."""

    async def turn() -> None:
        for card in built.ahead_cards():
            if await member.looks_ahead(card):
                return
        cards = built.live_cards()
        if cards and not await member.arrives_late(cards[-1]):
            await member.take_part(cards[-1], most=1)

    try:
        await world.act(turn)
    except (simcord.BackendError, simcord.SetupError) as error:
        _log.info("A pretend member could not act: %s", type(error).__name__)


async def _live(world: World, built: Stage, member: PretendMember, speed: float) -> None:
    while True:
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS) * member.patience / speed)
        await take_turn(world, built, member)


def _invite(room: Room, first: str, *, open_browser: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print("The rehearsal room is open. Nothing leaves this computer.")
    console.print(f"Open this address in your browser. It works once: {room.url}")
    console.print(f"Press Use {first} in the staff room to begin. Press Ctrl and C here to end.")
    if open_browser:
        webbrowser.open(room.url)


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stopped.set)
    await stopped.wait()
