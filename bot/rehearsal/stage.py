"""The stage: a pretend server with one group in it, and the real bot over a real database.

The rehearsal room, the automatic rehearsal and the tests all play here.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.app import PeerlightBot, Services, prepare, wire
from bot.content import Pack, load_pack
from bot.privacy import Randomness
from bot.rehearsal.people import Control, Person, controls_of, text_of
from bot.scheduling import Clock, Timetable
from bot.storage import GroupDraft, Store, upgrade
from cogs.ui.pace import Pace

STAFF_AND_GUESTS = {"Fay": "Facilitator", "Sam": "Facilitator", "Lee": "Lead", "Uma": "Supporter", "Olu": ""}
_AHEAD = frozenset({"sign-up", "times"})
_PANEL = frozenset({"move", "ready"})  # what only a panel offers
NAMES = ("Ana", "Ben", "Cleo", "Dev", "Ella", "Finn", "Gwen", "Hari", "Isla", "Jo")


class PromptEnv(simcord.Env):
    """simcord's world, looking again after 5 ms instead of 50 whether the bot has finished reacting.

    Its look comes one turn of the loop too early for a bot that writes through a thread, so each press would cost
    a whole pause: a session of 8 members took 8 seconds and takes 4.
    """

    async def _settle_internal(self, *, idle: float = 0.005, **options: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.005), **options)


@dataclass(frozen=True)
class Script:
    """What the bot is built from, so that it can be built again after a restart."""

    database: Path | str  # a file, or the address of a PostgreSQL database that is up to date
    clock: Clock
    randomness: Randomness
    master: bytes
    pack: Pack = field(default_factory=load_pack)


@dataclass
class Stage:
    """A group's rooms and people. ``members`` are pretend members; all others are staff or guests."""

    env: simcord.Env
    script: Script
    bot: PeerlightBot
    guild: simcord.GuildHandle
    room: simcord.ChannelHandle
    staff: simcord.ChannelHandle
    voice: simcord.ChannelHandle
    facilitator: Person
    second: Person
    lead: Person
    supporter: Person
    outsider: Person
    members: list[Person]
    group_id: int = 0

    @property
    def services(self) -> Services:
        """The services of the bot that is running now."""
        return self.bot.services

    def live_cards(self) -> list[discord.Message]:
        """List the cards of sessions in the group's room that can be pressed on, oldest first (not the pinned one)."""
        return [message for message in self.room.history() if _is_ours(self, message) and _of_a_session(message)]

    @property
    def card(self) -> discord.Message:
        """The newest message in the group's room that can be pressed on."""
        return self.live_cards()[-1]

    @property
    def panel(self) -> discord.Message:
        """The facilitators' panel."""
        return self.live_panels()[-1]

    def live_panels(self) -> list[discord.Message]:
        """List the panels that can be pressed on, oldest first (an alert for help is none)."""
        return [message for message in self.staff.history() if _PANEL & {one.verb for one in controls_of(message)}]

    def card_text(self) -> str:
        """Read the live card."""
        return text_of(self.card)

    def ahead_cards(self) -> list[discord.Message]:
        """List what stands in the group's room about days to come: what to expect, and a poll for a better time."""
        history = [message for message in self.room.history() if _is_ours(self, message)]
        return [message for message in history if _AHEAD & {one.verb for one in controls_of(message)}]

    def control(self, verb: str, on: discord.Message) -> Control | None:
        """Find a control by what it asks for."""
        return next((control for control in controls_of(on) if control.verb == verb), None)

    async def restart(self) -> None:
        """Stop the bot and start a new one over the same database, as after a crash."""
        await self.env.settle()
        await self.bot.timetable.stop()
        await self.services.desk.store.close()
        self.bot = await build(self.script)
        await self.env.restart_bot(self.bot)


async def build(script: Script) -> PeerlightBot:
    """Build a bot over the script's database, ready to log in."""
    if isinstance(script.database, Path):
        upgrade(script.database)
    services = wire(
        store=Store(script.database),
        clock=script.clock,
        randomness=script.randomness,
        master=script.master,
        pack=script.pack,
    )
    await prepare(services, script.master)
    return PeerlightBot(services, Timetable(script.clock), Pace(script.clock, apart=timedelta(0)))


@asynccontextmanager
async def stage(
    script: Script,
    *,
    members: int = 6,
    group: GroupDraft | None = None,
    lead_manages: bool = False,
    set_up: bool = True,
) -> AsyncIterator[Stage]:
    """Set up a server with a group, its rooms and its people, and run the bot in it.

    With ``lead_manages`` the lead manages the server too, as in a small charity. Without ``set_up`` the rooms and the
    people are there and the bot knows no group yet.
    """
    bot = await build(script)
    running = simcord.run(bot)
    running._env = PromptEnv(bot)  # noqa: SLF001  it takes no class of its own
    async with running as env:
        built = await _furnish(env, script, bot, members, discord.Permissions(manage_guild=lead_manages))
        if set_up:
            built.group_id = (await bot.services.groups.put(_settings(built, group))).id
        try:
            yield built
        finally:
            await built.bot.services.desk.store.close()


async def _furnish(
    env: simcord.Env, script: Script, bot: PeerlightBot, members: int, of_lead: discord.Permissions
) -> Stage:
    env.backend.bot_user.name = "Peerlight"  # simcord has no other way to name the bot
    guild = env.create_guild(name="Rehearsal")
    roles = {"Lead": guild.create_role("Lead", permissions=of_lead)}
    roles |= {name: guild.create_role(name) for name in ("Facilitator", "Supporter", "Member")}
    room = guild.create_text_channel("group-room")
    staff = guild.create_text_channel("staff", overwrites=_private_to(bot, guild, roles["Lead"], roles["Facilitator"]))
    voice = guild.create_voice_channel("group-voice")

    def comes(name: str, role: str) -> Person:
        return Person(guild.add_member(env.create_user(name), roles=[roles[role]] if role else []))

    people = {name: comes(name, role) for name, role in STAFF_AND_GUESTS.items()}
    names = [NAMES[index] if index < len(NAMES) else f"Member {index + 1}" for index in range(members)]
    return Stage(
        env=env,
        script=script,
        bot=bot,
        guild=guild,
        room=room,
        staff=staff,
        voice=voice,
        facilitator=people["Fay"],
        second=people["Sam"],
        lead=people["Lee"],
        supporter=people["Uma"],
        outsider=people["Olu"],
        members=[comes(name, "Member") for name in names],
    )


def _settings(built: Stage, group: GroupDraft | None) -> GroupDraft:
    """Put the stage's own rooms and roles into a group's settings."""
    roles = built.guild.roles
    return replace(
        group
        or GroupDraft("our group", 0, 0, 0, 0, 0, check_in=True, two_facilitators=False),  # one person may practise
        server_xid=built.guild.id,
        session_channel_xid=built.room.id,
        staff_channel_xid=built.staff.id,
        voice_channel_xid=built.voice.id,
        facilitator_role_xid=roles["Facilitator"].id,
        lead_role_xid=roles["Lead"].id,
        member_role_xid=roles["Member"].id,
        supporter_role_xid=roles["Supporter"].id,
    )


def _private_to(
    bot: PeerlightBot, guild: simcord.GuildHandle, *roles: simcord.RoleHandle
) -> dict[Any, discord.PermissionOverwrite]:
    """Hide a channel from everybody but these roles and the bot, as a real staff channel is."""
    seen = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    hidden = discord.PermissionOverwrite(view_channel=False)
    return {guild.default_role: hidden, bot.user: seen, **dict.fromkeys(roles, seen)}


def _of_a_session(message: discord.Message) -> bool:
    return any(not control.custom_id.startswith("p1:0:") for control in controls_of(message))


def _is_ours(built: Stage, message: discord.Message) -> bool:
    return built.bot.user is not None and message.author.id == built.bot.user.id
