"""/check: what is missing in this server, where, why, and how to mend it. Told to the lead, not to the log."""

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import GroupService
from bot.session import Refused
from bot.storage import Group
from cogs.ui.body import Body, Tone, text
from cogs.ui.door import whisper
from cogs.ui.permissions import Finding, examine
from cogs.ui.rooms import Rooms
from cogs.ui.router import caller_of

_log = logging.getLogger(__name__)


class DoctorCog(commands.Cog):
    """Looks a group's rooms over."""

    def __init__(self, groups: GroupService, rooms: Rooms, pack: Pack) -> None:
        self._groups = groups
        self._rooms = rooms
        self._pack = pack
        self._told: dict[int, tuple[Finding, ...]] = {}

    @app_commands.command(name="check", description="See what is missing for the group to work well.")
    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Show a facilitator, a lead or a manager what is missing."""
        group = await self._groups.for_staff(
            caller_of(interaction), interaction.channel_id or 0, interaction.guild_id or 0
        )
        if interaction.guild is None:
            raise Refused("not-set-up")
        await whisper(interaction, self.draw(group, examine(interaction.guild, group)))

    async def examine_all(self, client: discord.Client) -> None:
        """Look over every group at the start and each day; staff are told what is new, once, in words."""
        for group in await self._groups.all():
            guild = client.get_guild(group.server_xid)
            if guild is None or guild.unavailable:
                continue
            await self._examine(guild, group)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Tell staff at once when a room of a group is gone."""
        await self._examine_server(channel.guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Tell staff at once when a role of a group is gone."""
        await self._examine_server(role.guild)

    async def _examine_server(self, guild: discord.Guild) -> None:
        try:
            for group in await self._groups.all():
                if group.server_xid == guild.id:
                    await self._examine(guild, group)
        except Exception as error:  # noqa: BLE001  a background task must not die silently
            _log.error("A server could not be looked over: %s", type(error).__name__)

    async def _examine(self, guild: discord.Guild, group: Group) -> None:
        found = tuple(examine(guild, group))
        if found and self._told.get(group.id) != found:
            await self._rooms.tell_staff(group, "\n".join(self.draw(group, list(found)).blocks))
        self._told[group.id] = found

    def draw(self, group: Group, findings: list[Finding]) -> Body:
        """Write each finding: what, where, why, and how to mend it."""
        if not findings:
            return Body((self._pack.say("check.well", group=group.name),), tone=Tone.STAFF)
        lines = [self._line(finding) for finding in findings]
        return Body((self._pack.say("check.title", group=group.name), *lines), tone=Tone.STAFF)

    def _line(self, finding: Finding) -> str:
        if not finding.permission:
            return "- " + self._pack.say(finding.sentence, where=finding.where)
        name = self._pack.say(f"permission.{finding.permission}")
        why = self._pack.say(f"permission-why.{finding.permission}")
        return text("- " + self._pack.say("check.missing", where=finding.where, permission=name), f"  {why}")
