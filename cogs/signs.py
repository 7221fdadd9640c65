"""What the group is known by: its name, greeting and symbol, and the vote in which it chooses them."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.schedule import Where
from bot.services.sign_votes import SignVoteService
from bot.services.signs import SignPage, SignService
from bot.session import Refused
from cogs.ui.address import Address
from cogs.ui.door import whisper
from cogs.ui.forms import form
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.screen import Screen
from cogs.ui.signs import draw_ours, idea_fields, write_fields
from cogs.ui.where import where_of


class SignsCog(commands.Cog):
    """The page "Our group"."""

    def __init__(self, signs: SignService, votes: SignVoteService, screen: Screen, pack: Pack) -> None:
        self._signs = signs
        self._votes = votes
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "ours": self.ours,
            "ours-write": self.write,
            "ours-wrote": self.wrote,
            "ours-symbol": self.symbol,
            "ours-ask": self.ask,
            "ours-idea": self.idea,
            "ours-said": self.said,
            "ours-choose": self.choose,
            "ours-back": self.back,
            "ours-read": self.read,
            "ours-vote": self.vote,
            "ours-count": self.count,
            "ours-take": self.take,
            "ours-stop": self.stop,
        }

    async def ours(self, press: Press) -> None:
        """Show the page."""
        await self._show(press, await self._signs.page(press.caller, _where(press)))

    async def write(self, press: Press) -> None:
        """Open the form for a name or a greeting, for staff."""
        await self._signs.may_write(press.caller, _where(press), press.argument)
        address = Address(press.address.session, 0, "ours-wrote", press.argument)
        title = self._pack.say("own.our-group")
        await press.interaction.response.send_modal(form(title, address, write_fields(self._pack, press.argument)))

    async def wrote(self, press: Press) -> None:
        """Take what staff wrote down."""
        typed = press.form.get("text", "")
        page = await self._signs.write(press.caller, _where(press), press.argument, typed)
        await self._changed(press, page, "ours.saved")

    async def symbol(self, press: Press) -> None:
        """Take the symbol that staff chose; none chosen takes it away."""
        page = await self._signs.pick(press.caller, _where(press), next(iter(press.chosen), ""))
        await self._changed(press, page, "ours.saved")

    async def ask(self, press: Press) -> None:
        """Ask the group."""
        await self._changed(press, await self._votes.ask(press.caller, _where(press), press.argument))

    async def idea(self, press: Press) -> None:
        """Open the form for an idea."""
        vote = await self._votes.asked(press.caller, _where(press))
        address = Address(press.address.session, 0, "ours-said")
        await press.interaction.response.send_modal(
            form(self._pack.say("own.our-group"), address, idea_fields(self._pack, vote))
        )

    async def said(self, press: Press) -> None:
        """Take an idea."""
        page = await self._votes.suggest(press.caller, _where(press), press.form.get("text", ""))
        await self._show(press, page, "ours.thanks")

    async def choose(self, press: Press) -> None:
        """Take a member's choices."""
        chosen = [number(value) for value in press.chosen]
        page = await self._votes.choose(press.caller, _where(press), press.number(), chosen)
        await self._show(press, page, "ours.thanks")

    async def back(self, press: Press) -> None:
        """Take back what the person said."""
        await self._show(press, await self._votes.take_back(press.caller, _where(press)), "ours.gone")

    async def read(self, press: Press) -> None:
        """End asking: staff read all ideas."""
        await self._changed(press, await self._votes.end_asking(press.caller, _where(press), press.number()))

    async def vote(self, press: Press) -> None:
        """Let members choose between what staff keep."""
        kept = [number(value) for value in press.chosen]
        await self._changed(press, await self._votes.open_vote(press.caller, _where(press), press.number(), kept))

    async def count(self, press: Press) -> None:
        """End the vote."""
        await self._changed(press, await self._votes.end_vote(press.caller, _where(press), press.number()))

    async def take(self, press: Press) -> None:
        """Make a result the group's own."""
        version, dot, place = press.argument.partition(".")
        if not dot:
            raise Refused("old-button")
        page = await self._votes.take(press.caller, _where(press), number(version), number(place))
        await self._changed(press, page, "ours.saved")

    async def stop(self, press: Press) -> None:
        """End a vote without a result."""
        await self._changed(press, await self._votes.stop(press.caller, _where(press), press.number()))

    @app_commands.command(name="our-group")
    async def ours_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show it by typing."""
        page = await self._signs.page(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_ours(self._pack, page))

    async def _show(self, press: Press, page: SignPage, said: str = "") -> None:
        words = self._pack.say(said) if said else ""
        await whisper(press.interaction, draw_ours(self._pack, page, words))

    async def _changed(self, press: Press, page: SignPage, said: str = "") -> None:
        """Answer, then draw the card, which names the group and says whether there is a vote."""
        await self._show(press, page, said)
        if page.session_id:
            await self._screen.show(page.session_id)


def _where(press: Press) -> Where:
    return where_of(press.interaction)
