"""Outcome questions: the lead's pages behind /outcomes, the card in the room, and one private question at a time."""

import asyncio
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.outcomes import OutcomePage, OutcomeService, RoundPage
from bot.services.schedule import Where
from bot.session import Refused
from bot.session.outcomes import PARTS, after
from cogs.ui.address import Address
from cogs.ui.body import Body, told_again
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.forms import form
from cogs.ui.one_message import keep_one
from cogs.ui.outcomes import (
    asked_in,
    draw_back,
    draw_card,
    draw_close_question,
    draw_lead,
    draw_part,
    draw_question,
    paper_fields,
    paper_numbers,
)
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)


class OutcomesCog(commands.Cog):
    """What the group does for people."""

    def __init__(self, outcomes: OutcomeService, rooms: Rooms, pack: Pack) -> None:
        self._outcomes = outcomes
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "outcomes": self.page,
            "outcomes-switch": self.switch,
            "outcomes-part": self.part,
            "outcomes-open": self.open,
            "outcomes-close": self.close,
            "outcomes-paper": self.open_paper,
            "outcomes-typed": self.typed,
            "round": self.question,
            "round-give": self.give,
            "round-back": self.back,
        }

    async def page(self, press: Press) -> None:
        """Show a lead how it stands."""
        await self._show(press, await self._outcomes.page(press.caller, _where(press)))

    async def switch(self, press: Press) -> None:
        """Switch the questions on or off."""
        on = press.argument == "on"
        await self._show(press, await self._outcomes.switch(press.caller, _where(press), on=on))
        await self.keep(press.interaction.client)

    async def part(self, press: Press) -> None:
        """Show what can be done about the start, the middle or the end."""
        page = await self._outcomes.page(press.caller, _where(press))
        part = (press.chosen or ("",))[0]
        if part not in PARTS:
            raise Refused("old-button")
        await whisper(press.interaction, draw_part(self._pack, page, part) if page.on else draw_lead(self._pack, page))

    async def open(self, press: Press) -> None:
        """Open a round, and post its card."""
        part, _dot, version = press.argument.partition(".")
        await self._show(press, await self._outcomes.open(press.caller, _where(press), part, version))
        await self.keep(press.interaction.client)

    async def close(self, press: Press) -> None:
        """Ask once more, then end a round."""
        one, _dot, yes = press.argument.partition(".")
        if yes != "yes":
            await self._outcomes.page(press.caller, _where(press))
            await whisper(press.interaction, draw_close_question(self._pack, number(one)))
            return
        await self._show(press, await self._outcomes.close(press.caller, _where(press), number(one)))
        await self.keep(press.interaction.client)

    async def open_paper(self, press: Press) -> None:
        """Open the form for numbers from paper; the argument is the part, what was chosen the question."""
        name = (press.chosen or ("",))[0]
        asked = await self._outcomes.ask_paper(press.caller, _where(press), press.argument, name)
        address = Address(0, 0, "outcomes-typed", f"{press.argument}.{asked.id}")
        title = self._pack.say(f"round.{asked.id}")
        await press.interaction.response.send_modal(form(title, address, paper_fields(self._pack, asked)))

    async def typed(self, press: Press) -> None:
        """Keep numbers from paper."""
        part, _dot, name = press.argument.partition(".")
        asked = await self._outcomes.ask_paper(press.caller, _where(press), part, name)
        found = paper_numbers(self._pack, asked, press.form.get("numbers", ""))
        try:
            page = await self._outcomes.from_paper(press.caller, _where(press), part, name, found)
        except Refused as refusal:
            wrong = self._pack.say(f"refused.{refusal.reason}", **refusal.values_for_sentence)
            again = draw_part(self._pack, await self._outcomes.page(press.caller, _where(press)), part)
            await whisper(press.interaction, told_again(wrong, again))
            return
        await self._show(press, page)

    async def question(self, press: Press) -> None:
        """Show a member the first question, or the one after a question that they pass."""
        one, name, _next = [*press.argument.split(".", 2), "", ""][:3]
        page = await self._outcomes.look(press.caller, number(one))
        asked = after(page.questions, name) if asked_in(page, name) else page.questions[0]
        await whisper(press.interaction, draw_question(self._pack, page, asked))

    async def give(self, press: Press) -> None:
        """Keep an answer, and show the next question."""
        one, name, value = [*press.argument.split(".", 2), "", ""][:3]
        page = await self._outcomes.give(press.caller, number(one), name, (press.chosen or (value,))[0])
        await whisper(press.interaction, draw_question(self._pack, page, after(page.questions, name)))

    async def back(self, press: Press) -> None:
        """Delete all that a person answered."""
        page = await self._outcomes.take_back(press.caller, press.number())
        await whisper(press.interaction, draw_back(self._pack, page) if page else Body((self._pack.say("round.back"),)))

    @app_commands.command(name="outcomes")
    async def outcomes(self, interaction: discord.Interaction[Any]) -> None:
        """Show a lead how it stands; a member gets the questions that are open."""
        caller, where = caller_of(interaction), where_of(interaction)
        try:
            body = draw_lead(self._pack, await self._outcomes.page(caller, where))
        except Refused as refusal:
            if refusal.reason != "leads-only":
                raise
            page = await self._outcomes.newest(caller, where)
            body = draw_question(self._pack, page, page.questions[0])
        await whisper(interaction, body)

    async def keep(self, client: discord.Client) -> None:
        """Let each round's card be as it must; what Discord refuses is tried again at the next beat."""
        async with self._turn:
            for found in await self._outcomes.to_show():
                try:
                    await self._rooms.carefully(found.group, "session", self._show_card(client, found))
                except UNHEARD as error:
                    _log.warning("A card of questions is late: %s", type(error).__name__)

    async def _show_card(self, client: discord.Client, found: RoundPage) -> None:
        known = await keep_one(
            client,
            found.group.session_channel_xid,
            draw_card(self._pack, found),
            known=found.round.message_xid,
            verbs=("round",),
            argument=str(found.round.id),
            wanted=found.round.state == "open",
        )
        await self._outcomes.shown(found.round, known)

    async def _show(self, press: Press, page: OutcomePage) -> None:
        await whisper(press.interaction, draw_lead(self._pack, page))


def _where(press: Press) -> Where:
    return where_of(press.interaction)
