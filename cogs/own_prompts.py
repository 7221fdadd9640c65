"""Icebreakers of a group's own: /questions for staff, the panel's button, and the form."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import BoardService
from bot.services.own_prompts import MOST_ANSWERS, OwnPage, OwnPromptService
from bot.services.schedule import Where
from bot.session import Refused
from cogs.ui.address import Address
from cogs.ui.door import whisper
from cogs.ui.forms import form
from cogs.ui.own_prompts import draw_lost, draw_one, draw_out, draw_own, fields
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.screen import Screen
from cogs.ui.where import where_of


class OwnPromptsCog(commands.Cog):
    """Questions that a group asks in its own words."""

    def __init__(self, prompts: OwnPromptService, board: BoardService, screen: Screen, pack: Pack) -> None:
        self._prompts = prompts
        self._board = board
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "own-prompts": self.page,
            "own-prompt": self.one,
            "own-prompt-form": self.open_form,
            "own-prompt-sent": self.sent,
            "own-prompt-out": self.take_out,
        }

    @app_commands.command(name="questions")
    async def questions(self, interaction: discord.Interaction[Any]) -> None:
        """Show the list by typing."""
        page = await self._prompts.look(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_own(self._pack, page))

    async def page(self, press: Press) -> None:
        """Show the list."""
        await whisper(press.interaction, draw_own(self._pack, await self._look(press)))

    async def one(self, press: Press) -> None:
        """Show one as the group will see it."""
        page = await self._look(press, press.chosen[0] if press.chosen else press.argument)
        await whisper(press.interaction, draw_one(self._pack, page))

    async def open_form(self, press: Press) -> None:
        """Open the form for a new one, or for one that is there."""
        page = await self._look(press, press.argument)
        address = Address(0, 0, "own-prompt-sent", press.argument)
        opened = form(self._pack.say("own-prompts.form"), address, fields(self._pack, page.chosen))
        await press.interaction.response.send_modal(opened)

    async def sent(self, press: Press) -> None:
        """Store what came back, and show how it looks."""
        answers = [press.form.get(f"answer-{place}", "") for place in range(MOST_ANSWERS)]
        typed = press.form.get("text", "")
        await self._look(press)
        try:
            page = await self._prompts.put(press.caller, self._where(press), press.argument, typed, answers)
        except Refused as refusal:
            wrong = self._pack.say(f"refused.{refusal.reason}", **refusal.values_for_sentence)
            await whisper(press.interaction, draw_lost(self._pack, wrong, [typed, *answers]))
            return
        await whisper(press.interaction, draw_one(self._pack, page))
        await self._redraw(page)

    async def take_out(self, press: Press) -> None:
        """Ask once more, then take one away."""
        slug, _dot, yes = press.argument.partition(".")
        if yes != "yes":
            page = await self._look(press, slug)
            await whisper(
                press.interaction, draw_out(self._pack, page.chosen) if page.chosen else draw_own(self._pack, page)
            )
            return
        page = await self._prompts.remove(press.caller, self._where(press), slug)
        await whisper(press.interaction, draw_own(self._pack, page))
        await self._redraw(page)

    async def _look(self, press: Press, slug: str = "") -> OwnPage:
        return await self._prompts.look(press.caller, self._where(press), slug)

    def _where(self, press: Press) -> Where:
        return where_of(press.interaction)

    async def _redraw(self, page: OwnPage) -> None:
        """Draw the panel again, where the new one can be chosen now."""
        session_id = await self._board.open_session(page.group.id)
        if session_id:
            await self._screen.show(session_id)
