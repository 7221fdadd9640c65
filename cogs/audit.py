"""/audit: the lead reads what staff did, newest first, in private."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import day_in_words, time_in_words
from bot.services.audit import MOST_SHOWN, AuditService, Deed
from bot.storage import Group
from cogs.ui.body import Body, Tone, as_it_is, bullets
from cogs.ui.door import whisper
from cogs.ui.router import caller_of


class AuditCog(commands.Cog):
    """What staff did, for the lead alone."""

    def __init__(self, audit: AuditService, pack: Pack) -> None:
        self._audit = audit
        self._pack = pack

    @app_commands.command(name="audit")
    @app_commands.default_permissions(manage_guild=True)
    async def audit(self, interaction: discord.Interaction[Any]) -> None:
        """Show the newest deeds, to the lead alone."""
        channel, server = interaction.channel_id or 0, interaction.guild_id or 0
        group, deeds = await self._audit.newest(caller_of(interaction), channel, server)
        await whisper(interaction, self.draw(group, deeds))

    def draw(self, group: Group, deeds: list[Deed]) -> Body:
        """Write each deed in one line, with its day and time where the group is."""
        say = self._pack.say
        if not deeds:
            return Body((say("audit.nothing", group=group.name),), tone=Tone.STAFF)
        lines = [
            say(
                "audit.line",
                day=day_in_words(deed.at, group.zone),
                time=time_in_words(deed.at, group.zone),
                what=say(f"action.{deed.action}", name=as_it_is(deed.name or "") or say("audit.nobody")),
            )
            for deed in deeds
        ]
        heading = say("audit.title", group=group.name)
        return Body((heading, say("audit.order", n=MOST_SHOWN), bullets(lines)), tone=Tone.STAFF)
