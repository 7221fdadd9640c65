"""How it was: faces on the last card, what was liked best, a few words. Then: you said, we did."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.feedback import FeedbackPage, FeedbackService
from bot.services.rounds import RoundService
from bot.services.we_did import LONGEST_LINE, WeDidService
from bot.session import Refused
from bot.session.feedback import FACE, FAVOURITE, TEXT
from cogs.ui.address import Address
from cogs.ui.after import draw_ask, draw_news, draw_thanks, draw_we_did, draw_words, write_fields
from cogs.ui.body import Body
from cogs.ui.door import whisper
from cogs.ui.forms import TextField, form
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.where import where_of


class FeedbackCog(commands.Cog):
    """What people say about a session until noon of the next day."""

    def __init__(self, feedback: FeedbackService, rounds: RoundService, rooms: Rooms, pack: Pack) -> None:
        self._feedback = feedback
        self._rounds = rounds
        self._rooms = rooms
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "feedback-face": self.face,
            "feedback-like": self.like,
            "feedback-write": self.open_words,
            "feedback-wrote": self.wrote,
            "feedback-back": self.back,
            "feedback-read": self.read,
        }

    async def face(self, press: Press) -> None:
        """Take a face."""
        await self._take(press, FACE, press.argument)

    async def like(self, press: Press) -> None:
        """Take the part that somebody liked best."""
        await self._take(press, FAVOURITE, (press.chosen or ("",))[0])

    async def open_words(self, press: Press) -> None:
        """Open the form for a few words."""
        await self._feedback.page(press.caller, press.address.session)
        address = Address(press.address.session, 0, "feedback-wrote")
        await press.interaction.response.send_modal(
            form(self._pack.say("after.form"), address, write_fields(self._pack))
        )

    async def wrote(self, press: Press) -> None:
        """Take a few words."""
        await self._take(press, TEXT, press.form.get("words", ""))

    async def back(self, press: Press) -> None:
        """Delete all that a person said about a session."""
        page = await self._feedback.take_back(press.caller, press.address.session)
        asked = draw_ask(self._pack, page) if page else Body(())
        await whisper(press.interaction, Body((self._pack.say("after.back"), *asked.blocks), asked.rows, asked.session))

    async def read(self, press: Press) -> None:
        """Show staff what people wrote."""
        await self._show_words(press.interaction)

    @app_commands.command(name="feedback")
    async def feedback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask a member how it was; staff read what people wrote."""
        try:
            await self._show_words(interaction)
        except Refused as refusal:
            if refusal.reason != "staff-only":
                raise
            page = await self._feedback.newest(caller_of(interaction), where_of(interaction))
            await whisper(interaction, draw_ask(self._pack, page))

    async def keep(self) -> None:
        """End what is over, and tell staff once where there is something to read."""
        for group in await self._rounds.seal_due():
            none = discord.AllowedMentions.none()
            await self._rooms.post(group.staff_channel_xid, draw_news(self._pack), none)

    async def _take(self, press: Press, question: str, value: str) -> None:
        page: FeedbackPage = await self._feedback.give(press.caller, press.address.session, question, value)
        await whisper(press.interaction, draw_thanks(self._pack, page))

    async def _show_words(self, interaction: discord.Interaction[Any]) -> None:
        found = await self._feedback.words(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_words(self._pack, found))


class WeDidCog(commands.Cog):
    """What is new because of what people said."""

    def __init__(self, lines: WeDidService, pack: Pack) -> None:
        self._lines = lines
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "we-did": self.page,
            "we-did-write": self.open_form,
            "we-did-wrote": self.wrote,
            "we-did-out": self.out,
        }

    async def page(self, press: Press) -> None:
        """Show the list."""
        await self._show(press.interaction)

    async def open_form(self, press: Press) -> None:
        """Open the form for a line."""
        await self._lines.must_lead(press.caller, where_of(press.interaction))
        label, hint = self._pack.say("we-did.form-label"), self._pack.say("we-did.form-hint")
        opened = form(
            self._pack.say("we-did.form"),
            Address(0, 0, "we-did-wrote"),
            [TextField("line", label, hint, LONGEST_LINE)],
        )
        await press.interaction.response.send_modal(opened)

    async def wrote(self, press: Press) -> None:
        """Store a line."""
        where = where_of(press.interaction)
        page = await self._lines.write(press.caller, where, press.form.get("line", ""))
        await whisper(press.interaction, draw_we_did(self._pack, page))

    async def out(self, press: Press) -> None:
        """Take a line away."""
        line = number((press.chosen or ("",))[0])
        page = await self._lines.leave_out(press.caller, where_of(press.interaction), line)
        await whisper(press.interaction, draw_we_did(self._pack, page))

    @app_commands.command(name="we-did")
    async def we_did(self, interaction: discord.Interaction[Any]) -> None:
        """Show the list by typing."""
        await self._show(interaction)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        page = await self._lines.page(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_we_did(self._pack, page))
