"""Where a person presses or types, translated: the channel and the server."""

from typing import Any

import discord

from bot.services.schedule import Where


def where_of(interaction: discord.Interaction[Any]) -> Where:
    """Say in which channel and server it is; in a thread it is the channel that the thread is in."""
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return Where(parent or interaction.channel_id or 0, interaction.guild_id or 0)
