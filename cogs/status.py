"""/status: how the bot is, for the lead of a group."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.status import StatusService
from cogs.ui.door import whisper
from cogs.ui.numbers import draw_status
from cogs.ui.router import caller_of


class StatusCog(commands.Cog):
    """The last backup, the next session, the last error."""

    def __init__(self, status: StatusService, pack: Pack) -> None:
        self._status = status
        self._pack = pack

    @app_commands.command(name="status")
    @app_commands.default_permissions(manage_guild=True)
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """Say it in private."""
        channel, server = interaction.channel_id or 0, interaction.guild_id or 0
        found = await self._status.look(caller_of(interaction), channel, server)
        await whisper(interaction, draw_status(self._pack, found))
