"""Reading: the card said another way, what its hard words mean, and one's own card. All in private, nothing stored."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.reading import Present, ReadingService
from cogs.ui.card import draw_card
from cogs.ui.door import whisper
from cogs.ui.hard_words import draw_hard_words, draw_meanings, words_on
from cogs.ui.reading import draw_my_card, draw_simpler
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.screen import Screen
from cogs.ui.where import where_of


class ReadingCog(commands.Cog):
    """The present card, for whoever asks."""

    def __init__(self, reading: ReadingService, screen: Screen, pack: Pack) -> None:
        self._reading = reading
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "simpler": self.simpler,
            "my-card": self.my_card,
            "meaning": self.meaning,
            "hard-words": self.hard_words,
        }

    async def simpler(self, press: Press) -> None:
        """Say the card in a few short lines."""
        now = await self._present(press)
        await whisper(press.interaction, draw_simpler(self._pack, self._screen.face_of(now.card), now.card, now.ways))

    async def my_card(self, press: Press) -> None:
        """Show the card as it is now, in the person's own ways; from that card itself, drawn again in its place."""
        now = await self._present(press)
        mine = draw_my_card(self._pack, self._screen.face_of(now.card), now.card, now.ways)
        await whisper(press.interaction, mine, in_place=True)

    async def meaning(self, press: Press) -> None:
        """Say what the hard words of the card mean, as it is in the room now."""
        now = await self._present(press)
        card = draw_card(self._pack, self._screen.face_of(now.card), now.card)
        await whisper(press.interaction, draw_meanings(self._pack, words_on(self._pack, card.blocks, card.rows)))

    async def hard_words(self, press: Press) -> None:
        """List all hard words, a page at a time; the argument is the page."""
        await whisper(press.interaction, draw_hard_words(self._pack, press.number() if press.argument else 0))

    @app_commands.command(name="my-card")
    async def my_card_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show it by typing."""
        now = await self._reading.present(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_my_card(self._pack, self._screen.face_of(now.card), now.card, now.ways))

    async def _present(self, press: Press) -> Present:
        return await self._reading.present(press.caller, where_of(press.interaction), press.address.session)
