"""The library: /resources and its buttons, which work in a locked room; for the lead, forms to keep it right."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.library import Draft, LibraryService
from bot.session import Refused
from cogs.ui.address import Address
from cogs.ui.body import told_again
from cogs.ui.door import whisper
from cogs.ui.forms import form
from cogs.ui.library import draw_lead, draw_library, draw_list, draw_old, draw_page, draw_remove, fields
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.where import where_of


class ResourcesCog(commands.Cog):
    """Pages that may help."""

    def __init__(self, library: LibraryService, rooms: Rooms, pack: Pack) -> None:
        self._library = library
        self._rooms = rooms
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "library": self.open,
            "library-list": self.list,
            "library-change": self.change,
            "library-page": self.page,
            "library-form": self.open_form,
            "library-filled": self.filled,
            "library-checked": self.checked,
            "library-remove": self.remove,
        }

    async def open(self, press: Press) -> None:
        """Ask what somebody looks for."""
        await self._show(press.interaction)

    async def list(self, press: Press) -> None:
        """Show the pages about what was chosen; a button carries what comes next as about.number."""
        about, _dot, first = press.argument.rpartition(".")
        if press.chosen:
            about, first = press.chosen[0], "0"
        shelf = await self._library.look(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_list(self._pack, shelf, about, number(first)))

    async def change(self, press: Press) -> None:
        """Show the lead what can be changed."""
        shelf = await self._library.for_lead(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_lead(self._pack, shelf))

    async def page(self, press: Press) -> None:
        """Show the lead one page."""
        shelf = await self._library.for_lead(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_page(self._pack, shelf.entry((press.chosen or ("",))[0])))

    async def open_form(self, press: Press) -> None:
        """Open the form for a new page, or for one that is there."""
        shelf = await self._library.for_lead(press.caller, where_of(press.interaction))
        entry = shelf.entry(press.argument) if press.argument else None
        address = Address(0, 0, "library-filled", press.argument)
        opened = form(self._pack.say("library.form"), address, fields(self._pack, entry))
        await press.interaction.response.send_modal(opened)

    async def filled(self, press: Press) -> None:
        """Store a page. One that is there keeps what it is about where nothing new was chosen."""
        where = where_of(press.interaction)
        shelf = await self._library.for_lead(press.caller, where)
        known = shelf.entry(press.argument).about if press.argument else ()
        chosen = tuple(one for one in (press.form.get("feeling"), press.form.get("topic")) if one)
        draft = Draft(
            press.form.get("label", ""), press.form.get("line", ""), press.form.get("address", ""), chosen or known
        )
        try:
            shelf = await self._library.put(press.caller, where, press.argument, draft)
        except Refused as refusal:
            wrong = self._pack.say(f"refused.{refusal.reason}", **refusal.values_for_sentence)
            await whisper(press.interaction, told_again(wrong, draw_lead(self._pack, shelf)))
            return
        await whisper(press.interaction, draw_lead(self._pack, shelf))

    async def checked(self, press: Press) -> None:
        """Take the lead's word that a page is still right."""
        shelf = await self._library.checked(press.caller, where_of(press.interaction), press.argument)
        await whisper(press.interaction, draw_page(self._pack, shelf.entry(press.argument)))

    async def remove(self, press: Press) -> None:
        """Ask once more, then take a page away."""
        where = where_of(press.interaction)
        slug, _dot, yes = press.argument.partition(".")
        if yes != "yes":
            shelf = await self._library.for_lead(press.caller, where)
            await whisper(press.interaction, draw_remove(self._pack, shelf.entry(slug)))
            return
        await whisper(press.interaction, draw_lead(self._pack, await self._library.remove(press.caller, where, slug)))

    @app_commands.command(name="resources")
    async def resources(self, interaction: discord.Interaction[Any]) -> None:
        """Ask by typing."""
        await self._show(interaction)

    async def keep(self) -> None:
        """Ask the lead, once, to look at pages that nobody checked for half a year."""
        for group, old in await self._library.to_name():
            body = draw_old(self._pack, old)
            await self._rooms.post(group.staff_channel_xid, body, discord.AllowedMentions.none())

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        shelf = await self._library.look(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_library(self._pack, shelf))
