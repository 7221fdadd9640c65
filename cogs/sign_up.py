"""Saying who means to come, in private; and the numbers, for staff who ask."""

from datetime import date
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import SignUpService
from bot.session import Refused
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.sign_up import draw_counts, draw_taken_back, draw_thanks
from cogs.ui.where import where_of


class SignUpCog(commands.Cog):
    """Sign-ups of members."""

    def __init__(self, sign_ups: SignUpService, pack: Pack) -> None:
        self._sign_ups = sign_ups
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"sign-up": self.sign_up, "sign-up-back": self.take_back, "sign-ups": self.show_counts}

    async def sign_up(self, press: Press) -> None:
        """Store a choice; the argument is group.date.choice."""
        group_id, on_date, choice = _read(press.argument)
        server_xid = press.interaction.guild_id or 0
        await self._sign_ups.choose(press.caller, server_xid, group_id, on_date, choice)
        await whisper(press.interaction, draw_thanks(self._pack, group_id, on_date))

    async def take_back(self, press: Press) -> None:
        """Delete the choice; the argument is group.date."""
        group_id, on_date, _choice = _read(press.argument)
        await self._sign_ups.take_back(press.caller, press.interaction.guild_id or 0, group_id, on_date)
        await whisper(press.interaction, draw_taken_back(self._pack, group_id, on_date))

    async def show_counts(self, press: Press) -> None:
        """Show the numbers by a press."""
        await self._show(press.interaction)

    @app_commands.command(name="sign-ups")
    async def sign_ups_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show the numbers by typing."""
        await self._show(interaction)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        found = await self._sign_ups.counts(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_counts(self._pack, found))


def _read(argument: str) -> tuple[int, date, str]:
    """Read group.date.choice; refuses what is none."""
    group, day, choice = [*argument.split("."), "", ""][:3]
    try:
        return number(group), date.fromisoformat(day), choice
    except ValueError:
        raise Refused("old-button") from None
