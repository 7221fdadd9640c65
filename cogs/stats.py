"""Numbers: /stats export for leads, /stats show for staff."""

import asyncio
import io
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.reports.chart import bars
from bot.services.export import ExportService, Taken
from bot.services.insight import InsightService
from bot.session import Refused
from cogs.ui.door import whisper
from cogs.ui.numbers import draw_insight, rows_of
from cogs.ui.router import caller_of

FORMATS = [app_commands.Choice(name=name.upper(), value=name) for name in ("csv", "xlsx", "json")]
_MOST_FILES = 10  # in one message


@app_commands.default_permissions(manage_guild=True)
class StatsCog(commands.GroupCog, name="stats"):
    """What a lead takes out of the bot."""

    def __init__(self, exports: ExportService, insight: InsightService, pack: Pack) -> None:
        super().__init__()
        self._exports = exports
        self._insight = insight
        self._pack = pack

    @app_commands.command(name="export")
    @app_commands.choices(format=FORMATS)
    async def export(self, interaction: discord.Interaction[Any], format: str = "csv", period: str = "") -> None:  # noqa: A002  it is the name of the option
        """Send the numbers as files, to the lead alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        taken = await self._exports.take(caller_of(interaction), _where(interaction), format, period)
        files = [discord.File(io.BytesIO(file.content), file.name) for file in taken.files[:_MOST_FILES]]
        await interaction.followup.send(self._words(taken), files=files, ephemeral=True)

    @app_commands.command(name="show")
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        """Show staff the newest sessions as a picture and in words."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        insight = await self._insight.look(caller_of(interaction), *_where(interaction))
        picture = await asyncio.to_thread(bars, rows_of(insight))
        await whisper(interaction, draw_insight(self._pack, insight, picture))

    @export.autocomplete("period")
    async def _periods(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        try:
            names = await self._exports.periods(caller_of(interaction), _where(interaction))
        except Refused:
            return []
        return [app_commands.Choice(name=name, value=name) for name in names if typed.casefold() in name.casefold()][
            :25
        ]

    def _words(self, taken: Taken) -> str:
        say = self._pack.say
        lines = [say("stats.export")]
        if taken.fixed:
            lines.append(say("numbers.released", kind=say(f"numbers-kind.{taken.fixed}")))
        return "\n".join(lines)


def _where(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    return interaction.channel_id or 0, interaction.guild_id or 0
