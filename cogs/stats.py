"""Numbers for leads: /stats export."""

import io
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.reports.head_counts import to_csv
from bot.services import StatisticsService
from cogs.ui.router import caller_of


@app_commands.default_permissions(manage_guild=True)
class StatsCog(commands.GroupCog, name="stats", description="Numbers for leads."):
    """What a lead takes out of the bot."""

    def __init__(self, statistics: StatisticsService, pack: Pack) -> None:
        super().__init__()
        self._statistics = statistics
        self._pack = pack

    @app_commands.command(name="export", description="Get a file with how many people came.")
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Send the head-counts as a CSV file, to the lead alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        channel, server = interaction.channel_id or 0, interaction.guild_id or 0
        counts = await self._statistics.head_counts(caller_of(interaction), channel, server)
        file = discord.File(io.BytesIO(to_csv(counts).encode()), "head-counts.csv")
        await interaction.followup.send(self._pack.say("stats.export"), file=file, ephemeral=True)
