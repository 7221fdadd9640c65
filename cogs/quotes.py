"""Words for a report: a member offers and approves them in private; a lead publishes them or not."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.quotes import LONGEST_QUOTE, QuoteService
from bot.session import Refused
from cogs.ui.address import Address
from cogs.ui.door import whisper
from cogs.ui.forms import TextField, form
from cogs.ui.quotes import draw_chosen, draw_for_lead, draw_gone, draw_mine, draw_preview, draw_thanks
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.where import where_of


class QuotesCog(commands.Cog):
    """Quotes, and what leads do with them."""

    def __init__(self, quotes: QuoteService, pack: Pack) -> None:
        self._quotes = quotes
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "quote": self.mine,
            "quote-write": self.write,
            "quote-wrote": self.wrote,
            "quote-yes": self.approve,
            "quote-back": self.take_back,
            "quotes": self.for_lead,
            "quotes-look": self.look,
            "quotes-publish": self.publish,
            "quotes-drop": self.drop,
        }

    async def mine(self, press: Press) -> None:
        """Show the member's own page."""
        own = await self._quotes.mine(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_mine(self._pack, own))

    async def write(self, press: Press) -> None:
        """Open the form, empty."""
        await self._quotes.mine(press.caller, where_of(press.interaction))  # refuses whoever is not of the group
        field = TextField(
            "words", self._pack.say("quote.label"), self._pack.say("quote.hint"), LONGEST_QUOTE, long=True
        )
        address = Address(0, 0, "quote-wrote")
        await press.interaction.response.send_modal(form(self._pack.say("quote.form"), address, [field]))

    async def wrote(self, press: Press) -> None:
        """Keep the words, and show them as they will be printed."""
        quote = await self._quotes.offer(press.caller, where_of(press.interaction), press.form.get("words", ""))
        await whisper(press.interaction, draw_preview(self._pack, quote))

    async def approve(self, press: Press) -> None:
        """Take the member's yes."""
        await self._quotes.approve(press.caller, where_of(press.interaction), press.argument)
        await whisper(press.interaction, draw_thanks(self._pack))

    async def take_back(self, press: Press) -> None:
        """Delete one of the member's own."""
        await self._quotes.withdraw(press.caller, where_of(press.interaction), press.argument)
        await whisper(press.interaction, draw_gone(self._pack))

    async def for_lead(self, press: Press) -> None:
        """Show the lead's list."""
        found = await self._quotes.for_lead(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_for_lead(self._pack, found))

    async def look(self, press: Press) -> None:
        """Show a lead one quote, with what can be done."""
        found = await self._quotes.for_lead(press.caller, where_of(press.interaction))
        chosen = next((one for one in found.offered if one.ref in press.chosen), None)
        if chosen is None:
            raise Refused("quote-gone")
        await whisper(press.interaction, draw_chosen(self._pack, chosen))

    async def publish(self, press: Press) -> None:
        """Publish one quote, and show the list again."""
        await self._quotes.publish(press.caller, where_of(press.interaction), press.argument)
        await self.for_lead(press)

    async def drop(self, press: Press) -> None:
        """Delete one quote, and show the list again."""
        await self._quotes.drop(press.caller, where_of(press.interaction), press.argument)
        await self.for_lead(press)

    @app_commands.command(name="quote")
    async def quote_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show the member's own page by typing."""
        own = await self._quotes.mine(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_mine(self._pack, own))

    @app_commands.command(name="quotes")
    @app_commands.default_permissions(manage_guild=True)
    async def quotes_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show the lead's list by typing."""
        found = await self._quotes.for_lead(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_for_lead(self._pack, found))
