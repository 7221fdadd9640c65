"""A page to print, sent to one person alone."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import discord

from cogs.ui.body import Body, layout


async def send_page(interaction: discord.Interaction[Any], body: Body, name: str, make: Callable[[], bytes]) -> None:
    """Send a file in private, with words. It is made in a thread: others are answered meanwhile."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    made = await asyncio.to_thread(make)
    view = layout(body)
    view.add_item(discord.ui.File(f"attachment://{name}"))
    await interaction.followup.send(view=view, file=discord.File(io.BytesIO(made), name), ephemeral=True)
