"""/programme: so many weekly sessions from a date on. The page of dates has the same behind its buttons."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.schedule import ScheduleCog, read_day
from cogs.ui.wanted import Wanted


class ProgrammeCog(commands.GroupCog, name="programme", description="Start and end a run of sessions. For leads."):
    """The programmes of a group."""

    def __init__(self, dates: ScheduleCog) -> None:
        super().__init__()
        self._dates = dates

    @app_commands.command(name="start", description="Start a run of weekly sessions. For leads.")
    @app_commands.describe(first="The first session. For example: 24 November 2026.", sessions="How many sessions?")
    async def start(
        self, interaction: discord.Interaction[Any], first: str, sessions: app_commands.Range[int, 1, 104]
    ) -> None:
        """Ask about a new programme."""
        view = await self._dates.seen(interaction)
        await self._dates.ask(interaction, Wanted("start", view.version, (read_day(first, view),), number=sessions))

    @app_commands.command(name="status", description="See the dates of this run of sessions.")
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """Show the dates, and how many sessions are left."""
        await self._dates.show_page(interaction)

    @app_commands.command(name="end", description="End this run of sessions today. For leads.")
    async def end(self, interaction: discord.Interaction[Any]) -> None:
        """Ask about the end of the programme."""
        view = await self._dates.seen(interaction)
        await self._dates.ask(interaction, Wanted("end", view.version))
