"""Help: the short card of numbers, and staff are told. Asked for, never inferred; nothing public happens."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import GroupService
from bot.session import Refused
from bot.storage import Group
from cogs.ui.body import Body, Button, Look, Tone, layout, text
from cogs.ui.door import quietly, whisper
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of


class HelpCog(commands.Cog):
    """The Help button and /help-now."""

    def __init__(self, groups: GroupService, rooms: Rooms, pack: Pack) -> None:
        self._groups = groups
        self._rooms = rooms
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"help": self.help, "help-tell": self.tell}

    async def help(self, press: Press) -> None:
        """Show the numbers at once, then tell staff that somebody pressed Help, without a name."""
        await self._show(press.interaction)

    async def tell(self, press: Press) -> None:
        """Tell staff who wants to talk: only this second yes gives a name."""
        group = await self._group(press.interaction)
        name = press.caller.name
        told = await self._rooms.tell_staff(group, self._pack.say("staff.help-named", name=name), ping=True)
        key = "help.told" if told else "help.not-told"
        await whisper(press.interaction, Body((self._pack.say(key),), tone=Tone.HELP))

    @app_commands.command(name="help-now", description="Show who you can call, and tell a facilitator.")
    async def help_now(self, interaction: discord.Interaction[Any]) -> None:
        """Ask for help by typing."""
        await self._show(interaction)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        """Show the numbers before anything else; what is said about staff is said when it is known to be true."""
        await whisper(interaction, draw_help(self._pack))
        group = await self._groups.of_channel(interaction.channel_id or 0)
        if group and not caller_of(interaction).role_xids & {group.facilitator_role_xid, group.lead_role_xid}:
            told = await self._rooms.tell_staff(group, self._pack.say("staff.help"), ping=True)
            await quietly(interaction.edit_original_response(view=layout(draw_help(self._pack, told=told))))

    async def _group(self, interaction: discord.Interaction[Any]) -> Group:
        group = await self._groups.of_channel(interaction.channel_id or 0)
        if group is None:
            raise Refused("not-set-up")
        return group


def draw_help(pack: Pack, *, told: bool | None = None) -> Body:
    """Draw the card of numbers: at most five lines, with the day they were last checked.

    ``told`` says whether staff know that somebody pressed Help; None before that was tried.
    """
    lines = [text(f"**{line.label}**: {line.contact}", f"-# {line.hours_note}") for line in pack.help_lines.lines]
    checked = pack.help_lines.checked_on
    day = f"{checked.day}/{checked.month}/{checked.year}"
    blocks = (
        text(f"### {pack.say('help.title')}", pack.say("help.text")),
        "\n".join(lines),
        f"-# {pack.say('help.checked', day=day)}",
        text(pack.say("help.staff-told"), pack.say("help.ask")) if told else "",
        pack.say("help.not-told") if told is False else "",
    )
    buttons = (
        Button(pack.say("help.yes-tell"), "help-tell", look=Look.MAIN),
        Button(pack.say("help.no-thanks"), "pass"),
    )
    return Body(blocks, (buttons,) if told else (), tone=Tone.HELP)
