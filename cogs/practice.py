"""The practice room: a new member presses through all steps alone, in private messages. Nothing is stored."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.practice import PracticeService, Setting
from cogs.cards import draw_choice
from cogs.ui.address import Address
from cogs.ui.card import Face
from cogs.ui.check_in import check_in_form
from cogs.ui.door import whisper
from cogs.ui.practice import VERB, Pressed, draw_private, draw_reply, read, stops_of
from cogs.ui.router import Handler, Press
from cogs.ui.where import where_of


class PracticeCog(commands.Cog):
    """All steps in a few minutes, for one person alone."""

    def __init__(self, practice: PracticeService, faces: Mapping[str, Face], pack: Pack) -> None:
        self._practice = practice
        self._faces = faces
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {VERB: self.press}

    async def press(self, press: Press) -> None:
        """Answer a press in practice as the real one would be answered."""
        setting = await self._practice.look(where_of(press.interaction))
        pressed = read(press.argument, stops_of(setting.steps, self._faces))
        if pressed.verb == "check-in":
            address = Address(0, 0, VERB, f"{pressed.stop}.checked-in")
            await press.interaction.response.send_modal(check_in_form(self._pack, address))
            return
        await self._show(press.interaction, setting, pressed)

    @app_commands.command(name="practice")
    async def practice(self, interaction: discord.Interaction[Any]) -> None:
        """Begin by typing."""
        setting = await self._practice.look(where_of(interaction))
        await self._show(interaction, setting, read("", stops_of(setting.steps, self._faces)))

    async def _show(self, interaction: discord.Interaction[Any], setting: Setting, pressed: Pressed) -> None:
        if pressed.stop and pressed.verb == "cards":
            cards = draw_choice(self._pack, 0, is_up=False)
            await whisper(interaction, draw_private(self._pack, pressed.stop, cards))
            return
        await whisper(interaction, draw_reply(self._pack, self._faces, setting, pressed))
