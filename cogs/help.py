"""Help: the numbers at once, four choices, a private room with a facilitator. Asked for, never inferred.

Nothing public happens. Staff are told that somebody asks, never what about; a name only after the person's yes.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import time_in_words
from bot.services.help import HelpCall, HelpService, Waiting
from bot.session import Refused
from bot.storage import Group
from cogs.ui.body import Body, Tone, layout, text
from cogs.ui.door import UNHEARD, quietly, whisper
from cogs.ui.helpline import draw_alert, draw_card, draw_question, draw_taken, next_here, numbers
from cogs.ui.rooms import Rooms, staff_mentions
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.where import where_pressed

_log = logging.getLogger(__name__)
Redraw = Callable[[Group], Awaitable[None]]  # draws a group's panel again: it lists the open calls


class HelpCog(commands.Cog):
    """The Help button, /help-now, and what staff press in answer."""

    def __init__(self, help_service: HelpService, rooms: Rooms, pack: Pack, redraw: Redraw) -> None:
        self._help = help_service
        self._rooms = rooms
        self._pack = pack
        self._redraw = redraw
        self._keeping = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "help": self.help,
            "help-numbers": self.show_numbers,
            "help-choose": self.choose,
            "help-yes": self.yes,
            "help-name": self.name,
            "have-this": self.have_this,
            "help-outcome": self.outcome,
        }

    @app_commands.command(name="help-now")
    async def help_now(self, interaction: discord.Interaction[Any]) -> None:
        """Ask for help by typing."""
        await self._show(interaction)

    async def help(self, press: Press) -> None:
        """Show the card."""
        await self._show(press.interaction)

    async def show_numbers(self, press: Press) -> None:
        """Show the numbers and nothing else."""
        await whisper(press.interaction, Body((numbers(self._pack),), tone=Tone.HELP))

    async def choose(self, press: Press) -> None:
        """Ask before anybody is told who it is."""
        await whisper(press.interaction, draw_question(self._pack, press.argument))

    async def yes(self, press: Press) -> None:
        """Call for a facilitator: a private room if one can be opened, else the person is asked once more."""
        standing, made = await self._help.ask(press.caller, *where_pressed(press.interaction), press.argument)
        if standing.call is None or not made:
            await whisper(press.interaction, draw_card(self._pack, standing=standing))
            return
        thread = await self._open_room(press.interaction, standing.group) if standing.sees_room else None
        told = await self._alert(standing.group, standing.call, thread.id if thread else None)
        if thread is None:
            await whisper(press.interaction, draw_question(self._pack, press.argument, again=True, told=told))
            return
        said = self._pack.say("help.room-open", room=thread.mention) if told else self._pack.say("help.not-told")
        await whisper(press.interaction, Body((said,), tone=Tone.HELP))

    async def name(self, press: Press) -> None:
        """Tell staff the name in their own channel: only this second yes does."""
        standing, _made = await self._help.ask(press.caller, *where_pressed(press.interaction), press.argument)
        name = press.caller.name or self._pack.say("list.someone")
        told = standing.call is not None and await self._alert(
            standing.group, standing.call, None, self._pack.say("staff.help-named", name=name)
        )
        said = self._pack.say("help.told" if told else "help.not-told")
        await whisper(press.interaction, Body((said,), tone=Tone.HELP))

    async def call(self, press: Press, kind: str, sentence: str) -> bool:
        """Call for a facilitator for somebody who said yes to being known; ``sentence`` tells staff who it is.

        It is a call like any other: a private room, and the same promises. Tells whether staff know.
        """
        standing, made = await self._help.ask(press.caller, *where_pressed(press.interaction), kind)
        group, call = standing.group, standing.call
        thread = await self._open_room(press.interaction, group) if made else None
        room = thread.id if thread else call.thread_xid if call else None
        told = call is not None and await self._alert(group, call, room, sentence)
        key = "help.not-told" if not told else "help.room-open" if room else "help.told"
        said = text(self._pack.say(key, room=_room(room)), next_here(self._pack, standing))
        await whisper(press.interaction, Body((said, "" if told else numbers(self._pack)), tone=Tone.HELP))
        return told

    async def have_this(self, press: Press) -> None:
        """Take the call for a facilitator: the person is told first; then the alert shows who has it."""
        waiting, first = await self._help.take(press.caller, press.number())
        at = time_in_words(waiting.call.taken_at or press.interaction.created_at, waiting.group.zone)
        name = press.caller.name or self._pack.say("list.someone")
        if first:
            words = self._pack.say("help.somebody-here", name=name, time=at)
            if await self._tell_owner(waiting, words):
                await self._help.kept(waiting)
            await self._bring_in(press.interaction, waiting.call.thread_xid)
        key = "staff.help-taken" if first else "staff.help-taken-before"
        sentence = text(self._pack.say(key, name=name, time=at), _room(waiting.call.thread_xid))
        await quietly(
            press.interaction.response.edit_message(view=layout(draw_taken(self._pack, waiting.call.id, sentence)))
        )
        await self._redraw(waiting.group)

    async def outcome(self, press: Press) -> None:
        """Staff say how it ended; from then on the call belongs to nobody."""
        call, _, outcome = press.argument.partition(".")
        group, _call = await self._help.end(press.caller, number(call), outcome)
        done = self._pack.say("staff.help-ended", outcome=self._pack.say(f"help-outcome.{outcome}"))
        await press.interaction.response.edit_message(view=layout(Body((done,), tone=Tone.STAFF)))
        await self._redraw(group)

    async def keep_promises(self) -> None:
        """Tell whoever waits how it is, then staff: after 2 minutes, after 5, and when somebody has it.

        A promise is written down as kept when it was; what Discord refused is tried again at the next beat.
        """
        async with self._keeping:  # two beats at once would tell everything twice
            for waiting in await self._help.due():
                await self._keep(waiting)
        await self._help.forget_old()

    async def _keep(self, waiting: Waiting) -> None:
        if waiting.promise == "taken":
            at = time_in_words(waiting.call.taken_at or waiting.call.asked_at, waiting.group.zone)
            if await self._tell_owner(waiting, self._pack.say("help.is-taken", time=at)):
                await self._help.kept(waiting)
            return
        words = text(self._pack.say(f"help.wait-{waiting.promise}"), numbers(self._pack, waiting.group))
        reached = await self._tell_owner(waiting, words)
        told = self._pack.say("staff.help-owner-told" if reached else "staff.help-owner-not-told")
        sentence = text(self._pack.say(f"staff.help-waits-{waiting.promise}"), told)
        call = waiting.call
        alert = await self._post_alert(waiting.group, call.id, call.thread_xid, sentence, waiting.on_duty)
        if reached or alert:
            await self._help.kept(waiting, alert_xid=alert)
            await self._redraw(waiting.group)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        """Show the numbers before anything else; what is said about staff is said when it is known to be true."""
        await whisper(interaction, draw_card(self._pack))
        with contextlib.suppress(Refused):  # no group here: the numbers are all there is
            standing = await self._help.look(caller_of(interaction), *where_pressed(interaction))
            told = None
            if standing.first_look:
                told = await self._rooms.tell_staff(standing.group, self._pack.say("staff.help"), ping=True)
            elif standing.call and standing.call.state == "open" and standing.call.alert_xid is None:
                told = await self._alert(standing.group, standing.call, standing.call.thread_xid)
            card = draw_card(self._pack, standing=standing, told=told)
            await quietly(interaction.edit_original_response(view=layout(card)))

    async def _open_room(self, interaction: discord.Interaction[Any], group: Group) -> discord.Thread | None:
        """Open a private thread with the person in it, and bring staff in by a mention; None where Discord says no."""
        channel = interaction.client.get_channel(group.session_channel_xid)
        if not isinstance(channel, discord.TextChannel):
            return None
        thread: discord.Thread | None = None
        try:
            thread = await channel.create_thread(
                name=self._pack.say("help.room-name"), type=discord.ChannelType.private_thread, invitable=False
            )
            await thread.add_user(interaction.user)
            mentions, roles = staff_mentions(group)
            words = text(
                f"{interaction.user.mention} {mentions}", self._pack.say("help.room-words"), numbers(self._pack, group)
            )
            allowed = discord.AllowedMentions(users=[interaction.user], roles=roles)
            await thread.send(view=layout(Body((words,), tone=Tone.HELP)), allowed_mentions=allowed)
        except UNHEARD as error:
            _log.warning("A private room could not be opened: %s", type(error).__name__)
            if thread:
                await quietly(thread.delete())  # an empty room would say that somebody comes
            return None
        return thread

    async def _alert(self, group: Group, call: HelpCall, thread_xid: int | None, sentence: str = "") -> bool:
        """Post the alert with its button and remember where the call is answered; tells whether staff know."""
        key = "staff.help-asks" if thread_xid else "staff.help-asks-no-room"
        alert = await self._post_alert(group, call.id, thread_xid, sentence or self._pack.say(key))
        await self._help.posted(call.id, thread_xid=thread_xid or call.thread_xid, alert_xid=alert or call.alert_xid)
        await self._redraw(group)
        return alert is not None

    async def _post_alert(
        self, group: Group, call_id: int, thread_xid: int | None, sentence: str, on_duty: Sequence[int] = ()
    ) -> int | None:
        """Post an alert that can be taken; the button outlives a restart, because the call is stored first."""
        words, roles = staff_mentions(group)
        users = [discord.Object(xid) for xid in on_duty]
        mentions = " ".join([*(f"<@{user.id}>" for user in users), words])
        body = draw_alert(self._pack, call_id, text(sentence, _room(thread_xid)), mentions)
        alert = await self._rooms.post(group.staff_channel_xid, body, discord.AllowedMentions(users=users, roles=roles))
        return alert.id if alert else None

    async def _tell_owner(self, waiting: Waiting, words: str) -> bool:
        """Tell the person, in their private room, or by direct message where there is none; tells whether it went."""
        owner = waiting.owner_xid  # None after /forget-me: then the room is told without a mention
        if waiting.call.thread_xid:
            allowed = discord.AllowedMentions(users=[discord.Object(owner)] if owner else [])
            body = Body((text(f"<@{owner}>" if owner else "", words),), tone=Tone.HELP)
            if await self._rooms.post(waiting.call.thread_xid, body, allowed):
                return True
        if owner is None:
            return False
        return await self._rooms.tell_directly(owner, Body((words,), tone=Tone.HELP))

    async def _bring_in(self, interaction: discord.Interaction[Any], thread_xid: int | None) -> None:
        """Add the facilitator to the private room, also when the cache has forgotten it."""
        if thread_xid is None:
            return
        with contextlib.suppress(*UNHEARD):
            thread = interaction.client.get_channel(thread_xid) or await interaction.client.fetch_channel(thread_xid)
            if isinstance(thread, discord.Thread):
                await thread.add_user(interaction.user)


def _room(thread_xid: int | None) -> str:
    return f"<#{thread_xid}>" if thread_xid else ""
