"""Looking after people: the one way in for staff, from the panel, by a command, or from a person's own menu.

A measure is stored first, then Discord is asked. What Discord refuses is asked again at each beat, so a restart or a
bad moment leaves nobody limited for longer than staff wanted.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import MeasureService
from bot.services.measures import GONE, KINDS, LIFTED, TAKEN, Task
from bot.session import Caller, MemberId, Refused
from bot.storage import Group
from cogs.ui.body import Body, layout, text
from cogs.ui.door import UNHEARD, quietly, whisper
from cogs.ui.helpline import numbers
from cogs.ui.limits import try_limit
from cogs.ui.panel_people import draw_ladder, draw_menu, draw_outcome, draw_reasons, draw_told
from cogs.ui.rooms import Rooms, staff_mentions
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.where import where_pressed

Redraw = Callable[[Group], Awaitable[None]]
_LONGEST_ID = 20  # digits of a Discord id


class PeopleCog(commands.Cog):
    """The private menu and what it leads to."""

    def __init__(
        self, client: commands.Bot, measures: MeasureService, rooms: Rooms, pack: Pack, redraw: Redraw
    ) -> None:
        self._client = client
        self._measures = measures
        self._rooms = rooms
        self._pack = pack
        self._redraw = redraw
        self._keeping = asyncio.Lock()
        self._told: set[int] = set()
        self._menu = app_commands.ContextMenu(name=pack.say("care.this-person"), callback=self.from_menu)
        self._menu.default_permissions = discord.Permissions(moderate_members=True)  # members need not see it

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "people": self.menu,
            "person": self.person,
            "rung": self.rung,
            "measure": self.take,
            "lift": self.lift,
        }

    async def cog_load(self) -> None:
        """Add the entry in a person's own menu."""
        self._client.tree.add_command(self._menu)

    async def menu(self, press: Press) -> None:
        """Open the menu, for staff alone."""
        tasks = await self._measures.menu(press.caller, *where_pressed(press.interaction))
        await whisper(press.interaction, draw_menu(self._pack, tasks))

    @app_commands.command(name="look-after")
    async def look_after(self, interaction: discord.Interaction[Any]) -> None:
        """Open the menu by typing, also when no session is open."""
        tasks = await self._measures.menu(caller_of(interaction), *where_pressed(interaction))
        await whisper(interaction, draw_menu(self._pack, tasks))

    async def from_menu(self, interaction: discord.Interaction[Any], member: discord.Member) -> None:
        """Open the ladder from a person's own menu in Discord."""
        await self._show_ladder(interaction, member.id)

    async def person(self, press: Press) -> None:
        """Show the ladder for the person who was chosen."""
        await self._show_ladder(press.interaction, _discord_id(press.chosen[0] if press.chosen else ""))

    async def rung(self, press: Press) -> None:
        """Ask for the reason; the argument is kind.person."""
        kind, _, person = press.argument.partition(".")
        target = await self._target(press.interaction, _discord_id(person))
        ladder = await self._measures.ladder(press.caller, target, *where_pressed(press.interaction))
        if kind not in ladder.kinds:
            raise Refused("measure-on" if kind in KINDS else "old-button")
        await whisper(press.interaction, draw_reasons(self._pack, kind, target.id.for_discord()))

    async def take(self, press: Press) -> None:
        """Do it: store it, ask Discord, tell the person; the argument is kind.person, the choice is the reason."""
        kind, _, person = press.argument.partition(".")
        target = await self._target(press.interaction, _discord_id(person))
        what = (kind, press.chosen[0] if press.chosen else "")
        where = where_pressed(press.interaction)
        async with self._keeping:  # the beat must not do the same meanwhile
            task = await self._measures.take(press.caller, target, what, *where)
            outcome, told = await self._carry_out(task)
        sentences = [*self._not_done(task, outcome, on=True)]
        if not outcome or task.measure.kind == "left":
            sentences.insert(0, self._pack.say("care.done" if told else "care.done-untold"))
        await whisper(press.interaction, draw_outcome(self._pack, TAKEN[kind], *sentences))
        if kind in GONE:  # their hand is down, and their roles are free
            await self._redraw(task.group)

    async def lift(self, press: Press) -> None:
        """Take a measure back."""
        async with self._keeping:
            task = await self._measures.lift(press.caller, press.number(), *where_pressed(press.interaction))
            outcome = await self._take_back(task)
        sentences = self._not_done(task, outcome, on=False) or (self._pack.say("care.lifted"),)
        await whisper(press.interaction, draw_outcome(self._pack, LIFTED[task.measure.kind], *sentences))

    async def keep_promises(self) -> None:
        """Do what Discord has not done yet, and take back what has ended; safe to call at any time."""
        async with self._keeping:
            for task in await self._measures.due():
                if task.measure.state == "lifting":
                    await self._take_back(task)
                else:
                    await self._carry_out_late(task)

    async def _carry_out(self, task: Task) -> tuple[str, bool]:
        """Ask Discord, then tell the person; returns what is left to do ("" when all is done), and if they know."""
        outcome = await try_limit(self._client, task, self._pack.say("discord-log.care"), on=True)
        if outcome and task.measure.kind != "left":
            return outcome, False
        if outcome == "later":
            return outcome, False
        told = await self._tell(task)
        if task.measure.kind != "word":
            await self._measures.is_on(task)
        return outcome, told

    async def _carry_out_late(self, task: Task) -> None:
        """Do it at a beat; staff read in their channel what is left to do, once and without a name."""
        outcome, told = await self._carry_out(task)
        sentences = list(self._not_done(task, outcome, on=True)) if outcome != "later" else []
        if not outcome and not told:
            what = self._pack.say(f"measure.{task.measure.kind}")
            sentences.append(self._pack.say("care.untold", what=what))
        if sentences and task.measure.id not in self._told:
            self._told.add(task.measure.id)
            await self._rooms.tell_staff(task.group, text(*sentences))

    async def _take_back(self, task: Task) -> str:
        """Ask Discord to take it back, tell the person, and forget who it was."""
        outcome = await try_limit(self._client, task, self._pack.say("discord-log.care"), on=False)
        if outcome == "later" or (outcome and task.measure.kind != "left"):
            if outcome != "later" and task.measure.id not in self._told:
                self._told.add(task.measure.id)
                await self._rooms.tell_staff(task.group, self._pack.say("care.no-right"))
            return outcome
        what = self._pack.say(f"measure.{task.measure.kind}")
        await self._say(task, self._pack.say("limit.lifted", what=what))
        await self._measures.is_over(task)
        return outcome

    def _not_done(self, task: Task, outcome: str, *, on: bool) -> tuple[str, ...]:
        """Say what Discord did not do, and what a person can do about it."""
        if outcome == "later":
            return (self._pack.say("care.later"),)
        if outcome and task.measure.kind == "left":
            return (self._pack.say("care.by-hand-take" if on else "care.by-hand-give"),)
        return (self._pack.say("care.no-right"),) if outcome else ()

    async def _tell(self, task: Task) -> bool:
        """Tell the person what, why and until when: in a private room, or directly where they cannot see one."""
        if task.measure.kind in ("word", "quiet"):
            thread = await self._open_room(task)
            if thread:
                if task.measure.kind != "word":
                    await self._measures.told(task.measure.id, thread.id)
                return True
            if task.measure.kind == "word":
                return False
        words = draw_told(self._pack, task, in_room=False)
        blocks = (words, numbers(self._pack, task.group)) if task.measure.kind != "quiet" else (words,)
        return await self._rooms.tell_directly(task.person_xid, Body(blocks))

    async def _say(self, task: Task, words: str) -> None:
        """Say one more thing where the person was told."""
        if task.measure.thread_xid:
            person = discord.Object(task.person_xid)
            body = Body((text(f"<@{person.id}>", words),))
            if await self._rooms.post(task.measure.thread_xid, body, discord.AllowedMentions(users=[person])):
                return
        await self._rooms.tell_directly(task.person_xid, Body((words,)))

    async def _open_room(self, task: Task) -> discord.Thread | None:
        """Open a private room with the person and staff; None where Discord says no."""
        channel = self._client.get_channel(task.group.session_channel_xid)
        if not isinstance(channel, discord.TextChannel):
            return None
        person = discord.Object(task.person_xid)
        thread: discord.Thread | None = None
        try:
            name = self._pack.say("limit.room-name")
            thread = await channel.create_thread(name=name, type=discord.ChannelType.private_thread, invitable=False)
            await thread.add_user(person)
            mentions, roles = staff_mentions(task.group)
            words = text(f"<@{person.id}> {mentions}", draw_told(self._pack, task, in_room=True))
            allowed = discord.AllowedMentions(users=[person], roles=roles)
            await thread.send(view=layout(Body((words,))), allowed_mentions=allowed)
        except UNHEARD:
            if thread:
                await quietly(thread.delete())
            return None
        return thread

    async def _show_ladder(self, interaction: discord.Interaction[Any], person_xid: int) -> None:
        target = await self._target(interaction, person_xid)
        ladder = await self._measures.ladder(caller_of(interaction), target, *where_pressed(interaction))
        await whisper(interaction, draw_ladder(self._pack, person_xid, ladder.kinds))

    async def _target(self, interaction: discord.Interaction[Any], person_xid: int) -> Caller:
        """Ask Discord who somebody is now, with their roles; staff alone may ask."""
        await self._measures.menu(caller_of(interaction), *where_pressed(interaction))
        if interaction.guild is None:
            raise Refused("not-set-up")
        try:
            member = await interaction.guild.fetch_member(person_xid)
        except discord.NotFound:
            raise Refused("person-left") from None
        if member.bot:
            raise Refused("not-in-this-group")
        return Caller(MemberId(member.id), frozenset(role.id for role in member.roles))


def _discord_id(written: str) -> int:
    """Read a Discord id that came over the wire; refuses a forged one."""
    if not (written.isascii() and written.isdigit() and len(written) <= _LONGEST_ID):
        raise Refused("old-button")
    return int(written)
