"""/check: what is missing in this server, where, why, and how to mend it. Told to the lead, not to the log."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import date_in_words
from bot.services import GroupService, UpkeepService
from bot.services.upkeep import checked_on
from bot.session import Refused
from bot.storage import Group
from cogs.ui.body import Body, Button, Tone, bullets, layout, text
from cogs.ui.door import quietly, whisper
from cogs.ui.permissions import Finding, examine
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.screen import Screen
from cogs.ui.where import where_pressed

_log = logging.getLogger(__name__)


class DoctorCog(commands.Cog):
    """Looks a group's rooms over."""

    def __init__(self, groups: GroupService, upkeep: UpkeepService, rooms: Rooms, screen: Screen, pack: Pack) -> None:
        self._groups = groups
        self._upkeep = upkeep
        self._screen = screen
        self._rooms = rooms
        self._pack = pack
        self._told: dict[int, tuple[Finding, ...]] = {}
        self._untold: set[int] = set()  # groups whose staff channel did not get it; found again at each start
        self._looking = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"direct-messages": self.direct_messages, "checked-numbers": self.checked_numbers}

    @app_commands.command(name="check")
    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Show a facilitator, a lead or a manager what is missing."""
        group = await self._groups.for_check(
            caller_of(interaction), interaction.channel_id or 0, interaction.guild_id or 0
        )
        if interaction.guild is None:
            raise Refused("not-set-up")
        found = self.draw(group, examine(interaction.guild, group))
        button = Button(self._pack.say("check.about-direct"), "direct-messages")
        unseen = self._pack.say("check.unseen-bots")
        await whisper(interaction, replace(found, blocks=(*found.blocks, unseen), rows=((button,),)))

    async def direct_messages(self, press: Press) -> None:
        """Show how a server owner, and each member, can switch off direct messages."""
        await self._groups.for_staff(press.caller, *where_pressed(press.interaction))
        lines = self._pack.lines("check.direct-messages")
        await whisper(press.interaction, Body((text(lines[0], bullets(lines[1:])),), tone=Tone.STAFF))

    async def checked_numbers(self, press: Press) -> None:
        """Take a facilitator's word that the help numbers are right."""
        await self._upkeep.numbers_checked(press.caller, *where_pressed(press.interaction))
        thanks = self._pack.say("panel.numbers-checked")
        if not press.address.session:  # the button was below the notice to the lead
            body = Body((thanks,), tone=Tone.STAFF)
            await quietly(press.interaction.response.edit_message(view=layout(body)))
            return
        await self._screen.staff_done(press.interaction, press.address.session, thanks)

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
            await self._tell(group, found)
        self._told[group.id] = found

    async def _tell(self, group: Group, found: tuple[Finding, ...]) -> bool:
        told = await self._rooms.tell_staff(group, "\n".join(self.draw(group, list(found)).blocks))
        (self._untold.discard if told else self._untold.add)(group.id)
        return told

    async def tell_untold(self, interaction: discord.Interaction[Any]) -> None:
        """Tell a person of staff in private what their channel did not get: it is gone, or closed to us.

        It is said below each answer to them until somebody has mended it; members hear nothing of it.
        """
        if (
            not (self._untold or self._rooms.anybody_unheard)
            or interaction.guild is None
            or not interaction.response.is_done()
        ):
            return
        try:
            where = (interaction.channel_id or 0, interaction.guild.id)
            group = await self._groups.for_staff(caller_of(interaction), *where)
        except Refused:  # a member, or a place without a group
            return
        if group.id in self._untold:
            found = tuple(examine(interaction.guild, group))
            if found and not await self._tell(group, found):
                body = self.draw(group, list(found))
                await quietly(interaction.followup.send(view=layout(body), ephemeral=True))
            elif not found:
                self._untold.discard(group.id)
        elif lines := await self._rooms.unheard(group):
            await quietly(interaction.followup.send(view=layout(Body(tuple(lines), tone=Tone.STAFF)), ephemeral=True))

    async def examine_due(self, client: discord.Client) -> None:
        """Look over the rooms of each group that meets within 24 hours, once for each session."""
        async with self._looking:  # two beats at once would tell it twice
            for due in await self._upkeep.to_look_over():
                guild = client.get_guild(due.group.server_xid)
                if guild is None or guild.unavailable:
                    continue
                found = tuple(examine(guild, due.group))
                words = (self._pack.say("check.before-session"), *self.draw(due.group, list(found)).blocks)
                if not found or await self._rooms.tell_staff(due.group, "\n".join(words)):
                    self._told[due.group.id] = found
                    await self._upkeep.looked_over(due)

    async def name_old_numbers(self) -> None:
        """Ask the lead to check the help numbers, by day and once a week."""
        async with self._looking:
            for group in await self._upkeep.numbers_to_name():
                lead = [discord.Object(group.lead_role_xid)] if group.lead_role_xid else []
                day = date_in_words(checked_on(self._pack, group))
                blocks = (*(f"<@&{role.id}>" for role in lead), self._pack.say("staff.numbers-old", day=day))
                allowed = discord.AllowedMentions(roles=lead)
                button = Button(self._pack.say("staff-button.checked"), "checked-numbers")
                body = Body(blocks, ((button,),), tone=Tone.STAFF)
                if await self._rooms.post(group.staff_channel_xid, body, allowed):
                    await self._upkeep.numbers_named(group)

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
