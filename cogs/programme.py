"""/programme: so many weekly sessions from a date on, and where people can go when they are over.

The page of dates has the start and the end behind its buttons too.
"""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.endings import LONGEST_LINE, MOST_LINES, EndingService
from cogs.schedule import ScheduleCog, read_day
from cogs.ui.address import Address
from cogs.ui.body import Body, Tone, bullets, text
from cogs.ui.door import whisper
from cogs.ui.forms import TextField, form
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.wanted import Wanted
from cogs.ui.where import where_of


class ProgrammeCog(commands.GroupCog, name="programme"):
    """The programmes of a group."""

    def __init__(self, dates: ScheduleCog, endings: EndingService, pack: Pack) -> None:
        super().__init__()
        self._dates = dates
        self._endings = endings
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """What comes back from the form about where to go next."""
        return {"where-next": self.take_where_next}

    @app_commands.command(name="start")
    async def start(
        self, interaction: discord.Interaction[Any], first: str, sessions: app_commands.Range[int, 1, 104]
    ) -> None:
        """Ask about a new programme."""
        view = await self._dates.seen(interaction)
        await self._dates.ask(interaction, Wanted("start", view.version, (read_day(first, view),), number=sessions))

    @app_commands.command(name="status")
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """Show the dates, and how many sessions are left."""
        await self._dates.show_page(interaction)

    @app_commands.command(name="end")
    async def end(self, interaction: discord.Interaction[Any]) -> None:
        """Ask about the end of the programme."""
        view = await self._dates.seen(interaction)
        await self._dates.ask(interaction, Wanted("end", view.version))

    @app_commands.command(name="where-next")
    async def where_next(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form, with what a lead wrote before."""
        lines = await self._endings.where_next(caller_of(interaction), where_of(interaction))
        field = TextField(
            "lines",
            self._pack.say("where-next.label"),
            self._pack.say("where-next.hint", most=MOST_LINES),
            longest=MOST_LINES * (LONGEST_LINE + 1),
            long=True,
            text="\n".join(lines),
            optional=True,
        )
        await interaction.response.send_modal(
            form(self._pack.say("where-next.title"), Address(0, 0, "where-next"), [field])
        )

    async def take_where_next(self, press: Press) -> None:
        """Keep the lead's lines, and show them as members will read them."""
        lines = await self._endings.write(press.caller, where_of(press.interaction), press.form.get("lines", ""))
        kept = self._pack.say("where-next.kept" if lines else "where-next.none")
        await whisper(press.interaction, Body((text(kept, bullets(lines)),), tone=Tone.STAFF))
