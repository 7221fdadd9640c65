"""A page to print, sent to one person alone."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import discord

from bot.reports.document import Document
from bot.reports.pdf import to_pdf
from cogs.ui.body import Body, layout


async def send_page(
    interaction: discord.Interaction[Any],
    body: Body,
    name: str,
    document: Document,
    write: Callable[[Document], bytes] = to_pdf,
) -> None:
    """Write a document and send it in private, with words. It is made in a thread: others are answered meanwhile."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    made = await asyncio.to_thread(write, document)
    view = layout(body)
    view.add_item(discord.ui.File(f"attachment://{name}"))
    await interaction.followup.send(view=view, file=discord.File(io.BytesIO(made), name), ephemeral=True)
