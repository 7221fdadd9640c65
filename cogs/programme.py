"""/programme end: the lead ends a run of weekly sessions, after one more press."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import RetentionService
from cogs.ui.body import Body, Button, Look, Tone, bullets
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of


@app_commands.default_permissions(manage_guild=True)
class ProgrammeCog(commands.GroupCog, name="programme", description="The programme of the group. For leads."):
    """The run of weekly sessions that people are counted for."""

    def __init__(self, retention: RetentionService, pack: Pack) -> None:
        super().__init__()
        self._retention = retention
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"programme-end-yes": self.end_now}

    @app_commands.command(name="end", description="End the programme of the group. It asks you first.")
    async def end(self, interaction: discord.Interaction[Any]) -> None:
        """Say what it means, and ask once more."""
        group = await self._retention.may_end_programme(caller_of(interaction), *_where(interaction))
        sure, means = self._pack.say("programme.sure", group=group.name), bullets(self._pack.lines("programme.means"))
        yes = Button(self._pack.say("programme.yes"), "programme-end-yes", look=Look.STOP)
        await whisper(interaction, Body((sure, means), ((yes,),), tone=Tone.STAFF))

    async def end_now(self, press: Press) -> None:
        """End it."""
        group = await self._retention.end_programme(press.caller, *_where(press.interaction))
        done = self._pack.say("programme.done", group=group.name)
        await whisper(press.interaction, Body((done,), tone=Tone.STAFF))


def _where(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    return interaction.channel_id or 0, interaction.guild_id or 0
