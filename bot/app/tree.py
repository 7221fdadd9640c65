"""The tree of slash commands, with one door for what goes wrong in them."""

import contextlib
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from cogs.ui.door import kindly

if TYPE_CHECKING:
    from bot.app.client import PeerlightBot  # noqa: F401  named as a string below


class PeerlightTree(app_commands.CommandTree["PeerlightBot"]):
    """The slash commands; what goes wrong in one ends at the same door as a press."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Turn a refusal into its sentence, and anything else into a calm one."""
        inner = getattr(error, "original", error)
        if interaction.type is discord.InteractionType.autocomplete:
            with contextlib.suppress(discord.HTTPException, discord.InteractionResponded):
                await interaction.response.autocomplete([])
            return
        async with kindly(interaction, self.client.pack):
            raise inner
        await self.client.deliver(interaction)
