"""Things to keep: a private card and a page to print, the book of feelings, and the end of a programme."""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.reports.keepsakes import book_page, farewell_page, keepsake_page
from bot.reports.pdf import to_pdf
from bot.services.keepsakes import KeepsakeService
from cogs.ui.door import whisper
from cogs.ui.keepsake import draw_book, draw_farewell, draw_keepsake, draw_sent, draw_to_read
from cogs.ui.pages import send_page
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.screen import Screen
from cogs.ui.where import where_of


class KeepsakeCog(commands.Cog):
    """What people take home."""

    def __init__(self, keepsakes: KeepsakeService, screen: Screen, pack: Pack) -> None:
        self._keepsakes = keepsakes
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "keepsake": self.keepsake,
            "keepsake-page": self.keepsake_page,
            "book": self.book,
            "book-feeling": self.book,
            "book-page": self.book_page,
            "farewell": self.farewell,
            "farewell-page": self.farewell_page,
            "keepsake-check": self.check,
            "keepsake-out": self.leave_out,
            "keepsake-share": self.share,
        }

    async def keepsake(self, press: Press) -> None:
        """Show what the session of this card left."""
        await whisper(press.interaction, draw_keepsake(self._pack, await self._keepsakes.of_session(*_which(press))))

    async def keepsake_page(self, press: Press) -> None:
        """Send it as a page to print."""
        mine = await self._keepsakes.of_session(*_which(press))
        page = keepsake_page(self._pack, mine.keepsake)
        await send_page(press.interaction, draw_sent(self._pack), "to-keep.pdf", partial(to_pdf, page))

    async def book(self, press: Press) -> None:
        """Show the book of feelings, open at the one that was chosen."""
        book = await self._keepsakes.book(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_book(self._pack, book, press.chosen[0] if press.chosen else ""))

    async def book_page(self, press: Press) -> None:
        """Send the book as pages to print."""
        book = await self._keepsakes.book(press.caller, where_of(press.interaction))
        page = book_page(self._pack, book)
        await send_page(press.interaction, draw_sent(self._pack), "feelings.pdf", partial(to_pdf, page))

    async def farewell(self, press: Press) -> None:
        """Show what the whole programme leaves."""
        await whisper(press.interaction, draw_farewell(self._pack, await self._keepsakes.farewell(*_which(press))))

    async def farewell_page(self, press: Press) -> None:
        """Send all of it as pages to print."""
        page = farewell_page(self._pack, await self._keepsakes.farewell(*_which(press)))
        await send_page(press.interaction, draw_sent(self._pack), "our-group.pdf", partial(to_pdf, page))

    async def check(self, press: Press) -> None:
        """Let staff look over the words of a session."""
        await whisper(press.interaction, draw_to_read(self._pack, await self._keepsakes.to_read(*_which(press))))

    async def leave_out(self, press: Press) -> None:
        """Delete the lines that staff chose, and show the rest."""
        await self._keepsakes.leave_out(*_which(press), [number(one) for one in press.chosen])
        await self.check(press)
        await self._screen.show(press.address.session)

    async def share(self, press: Press) -> None:
        """Let the group have the words."""
        await self._keepsakes.share(*_which(press))
        await self.check(press)
        await self._screen.show(press.address.session)

    @app_commands.command(name="keepsake")
    async def keepsake_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show what the newest session left by typing."""
        mine = await self._keepsakes.newest(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_keepsake(self._pack, mine))

    @app_commands.command(name="feelings-book")
    async def book_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show the book by typing."""
        book = await self._keepsakes.book(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_book(self._pack, book))


def _which(press: Press) -> tuple[Any, int, int]:
    """Say who asks, in which server, about which session."""
    return press.caller, press.interaction.guild_id or 0, press.address.session
