"""What to expect: the card 48 hours before a session, kept true, and its second page."""

import asyncio
import logging
from datetime import date

import discord
from discord.ext import commands

from bot.content import Pack
from bot.services.expected import Expected, ExpectedService
from bot.services.ways import WayService
from bot.session import Refused
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.expected import draw_expected, draw_more
from cogs.ui.one_message import keep_one
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)
_OURS = frozenset({"expected-more", "schedule"})


class ExpectedCog(commands.Cog):
    """Posts what was claimed, and redraws what is no longer true."""

    def __init__(self, expected: ExpectedService, ways: WayService, rooms: Rooms, pack: Pack) -> None:
        self._expected = expected
        self._ways = ways
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"expected-more": self.more}

    async def more(self, press: Press) -> None:
        """Show the second page."""
        try:
            day = date.fromisoformat(press.argument)
        except ValueError:
            raise Refused("old-button") from None
        where = where_of(press.interaction)
        await self._expected.read(press.caller, where, day)
        short = (await self._ways.of(press.caller, where)).short
        await whisper(press.interaction, draw_more(self._pack.in_short if short else self._pack))

    async def keep(self, client: discord.Client) -> None:
        """Post and redraw what is due; what Discord refuses is told to staff once and tried again later."""
        async with self._turn:  # two beats at once would post twice
            for one in await self._expected.due():
                try:
                    await self._rooms.carefully(one.group, "session", self._show(client, one))
                except UNHEARD as error:
                    _log.warning("A card ahead of a date is late: %s", type(error).__name__)

    async def _show(self, client: discord.Client, one: Expected) -> None:
        known = await keep_one(
            client,
            one.group.session_channel_xid,
            draw_expected(self._pack, one),
            known=one.message_xid,
            verbs=_OURS,
            argument=f"{one.meeting.on_date:%Y%m%d}",
        )
        if known:
            await self._expected.posted(one, known)
