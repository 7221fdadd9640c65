"""Reminders, the calendar file, a break from messages, and goodbye: what a person has between two sessions.

All of it is private. A reminder goes to who asked for it, and to nobody else.
"""

import io
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import OwnDataService, Reminder, ReminderPage, ReminderService
from bot.services.own_data import LEAVING
from bot.session import Refused
from cogs.privacy import draw_forgotten
from cogs.ui.body import Body, layout
from cogs.ui.door import UNHEARD, quietly, whisper
from cogs.ui.reminders import draw_goodbye, draw_last_question, draw_page, draw_reminder, draw_unheard
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.screen import Screen
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)
_FILE = "dates.ics"
_CLOSED = 50007  # Discord's code for a person who lets nobody of this server write to them


class RemindersCog(commands.Cog):
    """A person's page of reminders, and what goes out."""

    def __init__(
        self, client: discord.Client, reminders: ReminderService, own: OwnDataService, pack: Pack, *, screen: Screen
    ) -> None:
        self._client = client
        self._screen = screen
        self._reminders = reminders
        self._own = own
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "reminders": self.show,
            "remind": self.choose,
            "remind-again": self.try_again,
            "remind-stop": self.stop,
            "calendar-file": self.give_file,
            "messages-pause": self.pause,
            "messages-back": self.come_back,
            "goodbye": self.goodbye,
            "goodbye-why": self.goodbye_why,
            "goodbye-yes": self.goodbye_yes,
        }

    @app_commands.command(name="reminders")
    async def reminders_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show the page by typing."""
        await self._answer(interaction, await self._reminders.show(caller_of(interaction), where_of(interaction)))

    async def show(self, press: Press) -> None:
        """Show the page by a press."""
        page = await self._reminders.show(press.caller, where_of(press.interaction))
        await self._answer(press.interaction, page)

    async def choose(self, press: Press) -> None:
        """Switch one kind of reminder; the argument is kind.on-or-off."""
        kind, _dot, how = press.argument.partition(".")
        if how not in ("on", "off"):
            raise Refused("old-button")
        page = await self._reminders.choose(press.caller, where_of(press.interaction), kind, on=how == "on")
        await self._answer(press.interaction, page)

    async def try_again(self, press: Press) -> None:
        """Take a person at their word that messages come through now."""
        await self._answer(
            press.interaction, await self._reminders.try_again(press.caller, where_of(press.interaction))
        )

    async def stop(self, press: Press) -> None:
        """End all reminders by one press, in the direct message itself; the argument is the group."""
        await self._reminders.stop(press.caller, press.number())
        await whisper(press.interaction, Body((self._pack.say("reminders.stopped"),)))

    async def give_file(self, press: Press) -> None:
        """Send the dates as a file that a phone's calendar opens."""
        written = await self._reminders.calendar_file(press.caller, where_of(press.interaction))
        if not press.interaction.response.is_done():
            await press.interaction.response.defer(ephemeral=True, thinking=True)
        view = layout(Body((self._pack.say("calendar.text"),)))
        view.add_item(discord.ui.File(f"attachment://{_FILE}"))
        await press.interaction.followup.send(view=view, file=discord.File(io.BytesIO(written), _FILE), ephemeral=True)

    async def pause(self, press: Press) -> None:
        """Begin a break from messages."""
        page = await self._reminders.pause(press.caller, where_of(press.interaction))
        await self._answer(press.interaction, page)

    async def come_back(self, press: Press) -> None:
        """End the break."""
        await self._answer(
            press.interaction, await self._reminders.come_back(press.caller, where_of(press.interaction))
        )

    async def goodbye(self, press: Press) -> None:
        """Ask the one question."""
        await whisper(press.interaction, draw_goodbye(self._pack))

    async def goodbye_why(self, press: Press) -> None:
        """Ask once more; the reason waits in the button."""
        if press.argument and press.argument not in LEAVING:
            raise Refused("old-button")
        await whisper(press.interaction, draw_last_question(self._pack, press.argument))

    async def goodbye_yes(self, press: Press) -> None:
        """Delete everything of the person; the argument is their reason, or nothing."""
        here = where_of(press.interaction)
        forgotten = await self._own.forget_me(press.caller, here.channel_xid, here.server_xid, leaving=press.argument)
        done = draw_forgotten(self._pack, forgotten)
        await whisper(press.interaction, Body((*done.blocks, self._pack.say("goodbye.done"))))
        await self._screen.forget(forgotten)

    async def send_due(self) -> None:
        """Send what is due by the clock."""
        for reminder in await self._reminders.due():
            await self._send(reminder)

    async def tell_news(self, interaction: discord.Interaction[Any]) -> None:
        """After a press: say in private, once, that reminders do not come through."""
        if interaction.guild_id is None or not interaction.response.is_done():
            return
        try:
            if await self._reminders.news(caller_of(interaction), where_of(interaction)):
                await quietly(interaction.followup.send(view=layout(draw_unheard(self._pack)), ephemeral=True))
        except Exception as error:  # noqa: BLE001  the press itself was answered already
            _log.error("A look for news failed: %s", type(error).__name__)

    async def _send(self, reminder: Reminder) -> None:
        """Send one reminder; a closed door makes no noise and is remembered. Nothing is tried twice."""
        try:
            channel = await self._client.create_dm(discord.Object(reminder.owner_xid))
            await channel.send(view=layout(draw_reminder(self._pack, reminder)))
        except discord.Forbidden as error:
            if error.code == _CLOSED:
                await self._reminders.unheard(reminder)
        except UNHEARD as error:
            _log.warning("A reminder could not be sent: %s", type(error).__name__)

    async def _answer(self, interaction: discord.Interaction[Any], page: ReminderPage) -> None:
        await whisper(interaction, draw_page(self._pack, page))
