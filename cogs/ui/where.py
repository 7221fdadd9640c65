"""Where a person presses or types, translated: the channel and the server."""

from typing import Any

import discord

from bot.services.schedule import Where


def where_pressed(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    """Say in which channel and server it is; in a thread it is the channel that the thread is in."""
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return parent or interaction.channel_id or 0, interaction.guild_id or 0


def where_of(interaction: discord.Interaction[Any]) -> Where:
    """Say it as the timetable's services take it."""
    return Where(*where_pressed(interaction))
