"""Setting a group up: /setup names its channels, roles, zone and weekly time."""

from datetime import time
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.scheduling import UnknownZone, zone
from bot.services import GroupService
from bot.session import Refused
from bot.storage import GroupDraft
from cogs.ui.body import Body, Tone
from cogs.ui.door import whisper
from cogs.ui.router import caller_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class SetupCog(commands.Cog):
    """The settings of a group."""

    def __init__(self, groups: GroupService, pack: Pack) -> None:
        self._groups = groups
        self._pack = pack

    @app_commands.command(name="setup", description="Set up a peer support group in this server.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.choices(day=[app_commands.Choice(name=name, value=index) for index, name in enumerate(DAYS)])
    @app_commands.describe(
        name="The name of the group.",
        session_channel="The channel where the group meets.",
        staff_channel="The private channel of the facilitators.",
        facilitator_role="The role of the facilitators.",
        lead_role="The role of the lead.",
        member_role="The role of the members.",
        supporter_role="The role of people who support a member.",
        voice_channel="A private voice channel, if the group has one.",
        day="The day of the weekly session. Leave it out for no weekly session.",
        at="The time of the weekly session, for example 18:30.",
        time_zone="The time zone, for example Europe/London.",
        minutes="How long a session lasts, in minutes.",
        check_in="Yes, to ask how people feel. Please read docs/privacy.md first.",
    )
    async def setup_group(  # noqa: PLR0917  Discord's options of one command
        self,
        interaction: discord.Interaction[Any],
        name: app_commands.Range[str, 1, 60],
        session_channel: discord.TextChannel,
        staff_channel: discord.TextChannel,
        facilitator_role: discord.Role,
        lead_role: discord.Role,
        member_role: discord.Role,
        supporter_role: discord.Role | None = None,
        voice_channel: discord.VoiceChannel | None = None,
        day: int = -1,
        at: str = "18:30",
        time_zone: str = "Europe/London",
        minutes: app_commands.Range[int, 15, 240] = 60,
        *,
        check_in: bool = False,
    ) -> None:
        """Store the settings of the group that meets in ``session_channel``."""
        draft = GroupDraft(
            name=name,
            server_xid=interaction.guild_id or 0,
            session_channel_xid=session_channel.id,
            staff_channel_xid=staff_channel.id,
            facilitator_role_xid=facilitator_role.id,
            lead_role_xid=lead_role.id,
            member_role_xid=member_role.id,
            supporter_role_xid=supporter_role.id if supporter_role else 0,
            voice_channel_xid=voice_channel.id if voice_channel else 0,
            zone=_zone(time_zone),
            weekday=day,
            at=_time(at),
            length_minutes=minutes,
            check_in=check_in,
        )
        group = await self._groups.set_up(caller_of(interaction), draft)
        key = "setup.done-weekly" if group.weekday >= 0 else "setup.done"
        await whisper(interaction, Body((self._pack.say(key, group=group.name),), tone=Tone.STAFF))


def _zone(name: str) -> str:
    try:
        return zone(name).key
    except UnknownZone as unknown:
        raise Refused("unknown-zone", zone=name, near=", ".join(unknown.near) or "Europe/London") from None


def _time(typed: str) -> time:
    hour, colon, minute = typed.partition(":")
    try:
        return time(int(hour), int(minute) if colon else 0)
    except ValueError:
        raise Refused("unknown-time", time=typed) from None
