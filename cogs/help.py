"""Help: the numbers at once, four choices, a private room with a facilitator. Asked for, never inferred.

Nothing public happens. Staff are told that somebody asks, never what about; a name only after the person's yes.
"""

import contextlib
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import time_in_words
from bot.services.help import HelpService, Standing, Waiting
from bot.session import Refused
from bot.storage import Group
from cogs.ui.body import Body, Tone, layout, text
from cogs.ui.door import UNHEARD, quietly, whisper
from cogs.ui.helpline import draw_alert, draw_card, draw_question, draw_taken, numbers
from cogs.ui.rooms import Rooms, staff_mentions
from cogs.ui.router import Handler, Press, caller_of, number

_log = logging.getLogger(__name__)


class HelpCog(commands.Cog):
    """The Help button, /help-now, and what staff press in answer."""

    def __init__(self, help_service: HelpService, rooms: Rooms, pack: Pack) -> None:
        self._help = help_service
        self._rooms = rooms
        self._pack = pack

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

    @app_commands.command(name="help-now", description="Show who you can call, and tell a facilitator.")
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
        standing, made = await self._help.ask(press.caller, *_where(press.interaction), press.argument)
        if standing.call is None or not made:
            await whisper(press.interaction, draw_card(self._pack, standing=standing))
            return
        thread = await self._open_room(press.interaction, standing.group)
        key = "staff.help-asks" if thread else "staff.help-asks-no-room"
        told = await self._alert(standing, thread, self._pack.say(key))
        if thread is None:
            await whisper(press.interaction, draw_question(self._pack, press.argument, again=True))
            return
        said = self._pack.say("help.room-open", room=thread.mention) if told else self._pack.say("help.not-told")
        await whisper(press.interaction, Body((said,), tone=Tone.HELP))

    async def name(self, press: Press) -> None:
        """Tell staff the name in their own channel: only this second yes does."""
        standing, _made = await self._help.ask(press.caller, *_where(press.interaction), press.argument)
        sentence = self._pack.say("staff.help-named", name=press.caller.name)
        told = await self._alert(standing, None, sentence)
        said = self._pack.say("help.told" if told else "help.not-told")
        await whisper(press.interaction, Body((said,), tone=Tone.HELP))

    async def have_this(self, press: Press) -> None:
        """Take the call for a facilitator: the person is told who has it, and when."""
        group, call = await self._help.take(press.caller, press.number())
        at = time_in_words(press.interaction.created_at, group.zone)
        sentence = self._pack.say("staff.help-taken", name=press.caller.name, time=at)
        await press.interaction.response.edit_message(view=layout(draw_taken(self._pack, call.id, sentence)))
        if call.thread_xid:
            thread = press.interaction.client.get_channel(call.thread_xid)
            if isinstance(thread, discord.Thread):
                await quietly(thread.add_user(press.interaction.user))
            words = self._pack.say("help.somebody-here", name=press.caller.name, time=at)
            await self._rooms.post(call.thread_xid, Body((words,)), discord.AllowedMentions.none())

    async def outcome(self, press: Press) -> None:
        """Staff say how it ended; from then on the call belongs to nobody."""
        call, _, outcome = press.argument.partition(".")
        await self._help.end(press.caller, number(call), outcome)
        done = self._pack.say("staff.help-ended", outcome=self._pack.say(f"help-outcome.{outcome}"))
        await press.interaction.response.edit_message(view=layout(Body((done,), tone=Tone.STAFF)))

    async def keep_promises(self) -> None:
        """Tell whoever waits how it is, and staff too: after 2 minutes and after 5."""
        for waiting in await self._help.due():
            await self._rooms.tell_staff(
                waiting.group, self._pack.say(f"staff.help-waits-{waiting.promise}"), ping=True
            )
            await self._tell_owner(waiting)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        """Show the numbers before anything else; what is said about staff is said when it is known to be true."""
        await whisper(interaction, draw_card(self._pack))
        with contextlib.suppress(Refused):  # no group here: the numbers are all there is
            standing = await self._help.look(caller_of(interaction), *_where(interaction))
            told = None
            if standing.first_look:
                told = await self._rooms.tell_staff(standing.group, self._pack.say("staff.help"), ping=True)
            card = draw_card(self._pack, standing=standing, told=told)
            await quietly(interaction.edit_original_response(view=layout(card)))

    async def _open_room(self, interaction: discord.Interaction[Any], group: Group) -> discord.Thread | None:
        """Open a private thread with the person in it, and bring staff in by a mention; None where Discord says no."""
        channel = interaction.client.get_channel(group.session_channel_xid)
        if not isinstance(channel, discord.TextChannel):
            return None
        try:
            thread = await channel.create_thread(
                name=self._pack.say("help.room-name"), type=discord.ChannelType.private_thread, invitable=False
            )
            await thread.add_user(interaction.user)
            mentions, roles = staff_mentions(group)
            words = text(
                f"{interaction.user.mention} {mentions}", self._pack.say("help.room-words"), numbers(self._pack)
            )
            allowed = discord.AllowedMentions(users=[interaction.user], roles=roles)
            await thread.send(view=layout(Body((words,), tone=Tone.HELP)), allowed_mentions=allowed)
        except UNHEARD as error:
            _log.warning("A private room could not be opened: %s", type(error).__name__)
            return None
        return thread

    async def _alert(self, standing: Standing, thread: discord.Thread | None, sentence: str) -> bool:
        """Post the alert with its button; the button outlives a restart, because the call is stored first."""
        if standing.call is None:
            return False
        mentions, roles = staff_mentions(standing.group)
        room = thread.mention if thread else ""
        body = draw_alert(self._pack, standing.call.id, text(sentence, room), mentions)
        alert = await self._rooms.post(standing.group.staff_channel_xid, body, discord.AllowedMentions(roles=roles))
        thread_xid = thread.id if thread else standing.call.thread_xid
        await self._help.posted(standing.call.id, thread_xid=thread_xid, alert_xid=alert.id if alert else None)
        return alert is not None

    async def _tell_owner(self, waiting: Waiting) -> None:
        """Tell the person not to wait, in their private room, or by direct message where there is no room."""
        words = text(self._pack.say(f"help.wait-{waiting.promise}"), numbers(self._pack))
        if waiting.owner_xid is None:
            return
        if waiting.call.thread_xid:
            allowed = discord.AllowedMentions(users=[discord.Object(waiting.owner_xid)])
            body = Body((text(f"<@{waiting.owner_xid}>", words),), tone=Tone.HELP)
            if await self._rooms.post(waiting.call.thread_xid, body, allowed):
                return
        await self._rooms.tell_directly(waiting.owner_xid, Body((words,), tone=Tone.HELP))


def _where(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    """Say in which channel and server a person presses; in a thread it is the channel that the thread is in."""
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return parent or interaction.channel_id or 0, interaction.guild_id or 0
